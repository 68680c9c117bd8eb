"""Every SQL statement of persistence, found by what it is: a public constant of text."""

import re
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType

import persistence

NO_SQL = ("persistence.tables", "persistence.server", "persistence.reference")
SQL = re.compile(r"\s*(select|insert|update|delete|with|create|copy|analyze|truncate)\b", re.I)

MODULES = [
    import_module(found.name)
    for found in walk_packages(persistence.__path__, "persistence.")
    if not found.name.startswith(NO_SQL)
]


def statements_of(module: ModuleType) -> dict[str, str]:
    """The statements that a module defines (not those it imports)."""
    return {
        name: value
        for name, value in vars(module).items()
        if name.isupper()
        and not name.startswith("_")
        and isinstance(value, str)
        and SQL.match(value)
    }
