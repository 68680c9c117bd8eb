"""Obligations: what is owed, by whom, and what became of it. One table, read three ways."""

from persistence.obligations.excusing import exempt, withdraw_exemption
from persistence.obligations.reading import Filter, show_one, show_owed, show_page
from persistence.obligations.settling import Settled, settle

__all__ = [
    "Filter",
    "Settled",
    "exempt",
    "settle",
    "show_one",
    "show_owed",
    "show_page",
    "withdraw_exemption",
]
