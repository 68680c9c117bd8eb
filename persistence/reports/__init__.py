"""Reports in PostgreSQL. Every read takes a reach; there is no way to ask without one."""

from persistence.reports.filing import file
from persistence.reports.reading import Filter, show_one, show_page

__all__ = ["Filter", "file", "show_one", "show_page"]
