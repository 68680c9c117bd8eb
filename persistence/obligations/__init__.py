"""Obligations: what is owed, by whom, and what became of it. One table, read three ways."""

from persistence.obligations.excusing import exempt, withdraw_exemption
from persistence.obligations.explaining import explain
from persistence.obligations.owing import show_owed
from persistence.obligations.reading import Filter, show_one, show_page
from persistence.obligations.settling import (
    Settled,
    Told,
    settle,
    settle_and_tell,
    settle_on_demand,
)

__all__ = [
    "Filter",
    "Settled",
    "Told",
    "exempt",
    "explain",
    "settle",
    "settle_and_tell",
    "settle_on_demand",
    "show_one",
    "show_owed",
    "show_page",
    "withdraw_exemption",
]
