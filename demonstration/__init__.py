"""An invented year to try the system with: labelled everywhere, the same on every machine."""
