"""Commitments: listed by school, one's own, and looked at in the next dialogue or session."""
