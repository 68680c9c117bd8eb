"""Appointments in PostgreSQL: read within a reach, made and ended with their events."""

from persistence.appointments.appointing import (
    load_desk,
    load_standing,
    load_to_end,
    store,
    store_end,
)
from persistence.appointments.reading import show_one, show_page, told, view

__all__ = [
    "load_desk",
    "load_standing",
    "load_to_end",
    "show_one",
    "show_page",
    "store",
    "store_end",
    "told",
    "view",
]
