"""What a `PUT` does to what is already there: create, replace, or nothing.

A client that lost our answer repeats its request as it was; that must never be refused, and never
write twice. So equal content is no change whatever `If-Match` says, and only a *different* content
must name the version it replaces.
"""

from enum import Enum, auto

from domain.errors import Noun, StaleVersion, VersionRequired


class Change(Enum):
    """What is to be stored."""

    CREATE = auto()
    REPLACE = auto()
    NOTHING = auto()


def change_of(*, present: int | None, if_match: int | None, same: bool, what: Noun) -> Change:
    """Decide by the present version (None: absent) and the one the caller saw, or refuse."""
    if present is None:
        if if_match is not None:
            raise StaleVersion(what=what)
        return Change.CREATE
    if same:
        return Change.NOTHING
    if if_match is None:
        raise VersionRequired(what=what)
    if if_match != present:
        raise StaleVersion(what=what)
    return Change.REPLACE
