"""Classroom visits in PostgreSQL: planned, agreed, done, read by those concerned, suggested."""

from persistence.visits.calendar import booked_visits_of
from persistence.visits.planning import move, plan
from persistence.visits.reading import Filter, show_one, show_page
from persistence.visits.recording import record
from persistence.visits.suggesting import show_suggestions

__all__ = [
    "Filter",
    "booked_visits_of",
    "move",
    "plan",
    "record",
    "show_one",
    "show_page",
    "show_suggestions",
]
