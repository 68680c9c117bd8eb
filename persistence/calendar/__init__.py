"""The calendar of reporting in PostgreSQL: years, streams, cuts."""

from persistence.calendar.changing import change_cut, preview_cut
from persistence.calendar.consolidating import (
    consolidate_cut,
    consolidated_streams,
    hold_cuts,
)
from persistence.calendar.cuts import (
    CutFilter,
    load_cut_desk,
    require_cut,
    show_cut,
    show_cuts,
    store_cut,
)
from persistence.calendar.streams import load_stream_desk, show_streams, store_stream
from persistence.calendar.years import load_year_desk, show_year, show_years, store_year

__all__ = [
    "CutFilter",
    "change_cut",
    "consolidate_cut",
    "consolidated_streams",
    "hold_cuts",
    "load_cut_desk",
    "load_stream_desk",
    "load_year_desk",
    "preview_cut",
    "require_cut",
    "show_cut",
    "show_cuts",
    "show_streams",
    "show_year",
    "show_years",
    "store_cut",
    "store_stream",
    "store_year",
]
