"""Results of teachers as figures: live within their school and UGEL, released above."""

from persistence.results.reading import Level, show_results
from persistence.results.releasing import release

__all__ = ["Level", "release", "show_results"]
