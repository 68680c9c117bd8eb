"""Schools: read as pages and one by one, registered, transferred, dated and counted."""

from persistence.institutions.figures import keep_figures, show_figures, show_year
from persistence.institutions.reading import Filter, show_one, show_page
from persistence.institutions.registering import keep
from persistence.institutions.standing import keep_status

__all__ = [
    "Filter",
    "keep",
    "keep_figures",
    "keep_status",
    "show_figures",
    "show_one",
    "show_page",
    "show_year",
]
