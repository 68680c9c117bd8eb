"""Regions, IGEDs, institutions and what a year says of them."""
