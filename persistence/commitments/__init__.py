"""Commitments: listed by school, one's own, and looked at in the next dialogue or session."""

from persistence.commitments.listing import Filter, show_page
from persistence.commitments.reviewing import load_desk, load_session_desk, store

__all__ = ["Filter", "load_desk", "load_session_desk", "show_page", "store"]
