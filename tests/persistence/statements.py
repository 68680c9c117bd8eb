"""Every SQL statement of persistence and of the demonstration, found by what it is: a public
constant of text."""

import re
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType

import demonstration
import persistence
from persistence.statements import Statement

NO_SQL = ("persistence.tables", "persistence.reference.reading", "demonstration.walkthrough")
SQL = re.compile(r"\s*(select|insert|update|delete|with|create|copy|analyze|truncate)\b", re.I)

MODULES = [
    import_module(found.name)
    for home in (persistence, demonstration)
    for found in walk_packages(home.__path__, f"{home.__name__}.")
    if not found.name.startswith(NO_SQL)
]


def statements_of(module: ModuleType) -> dict[str, str]:
    """The statements that a module defines (not those it imports)."""
    found = {
        name: value.text if isinstance(value, Statement) else value
        for name, value in vars(module).items()
        if name.isupper() and not name.startswith("_")
    }
    return {name: sql for name, sql in found.items() if isinstance(sql, str) and SQL.match(sql)}
