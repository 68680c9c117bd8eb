"""Corrections of personal data: asked by whom they are about, answered within a reach."""

from persistence.corrections.answering import answer, show_page
from persistence.corrections.asking import ask, show_own

__all__ = ["answer", "ask", "show_own", "show_page"]
