"""Results of teachers as figures: live within their school and UGEL, released above."""

from persistence.results.changing import show_changes
from persistence.results.reading import Level, show_results
from persistence.results.releasing import release

__all__ = ["Level", "release", "show_changes", "show_results"]
