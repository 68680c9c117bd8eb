"""What waits for somebody: read at once, put into a calendar, and told by mail."""

from persistence.agenda.deadlines import deadlines_of, reviews_waiting_for
from persistence.agenda.reading import show_agenda

__all__ = ["deadlines_of", "reviews_waiting_for", "show_agenda"]
