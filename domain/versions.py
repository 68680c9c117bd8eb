"""What a `PUT` does to what is already there: create, replace, or nothing.

A client that lost our answer repeats its request as it was; that must never be refused, and never
write twice. So equal content is no change whatever `If-Match` says, and only a *different* content
must name the version it replaces.
"""

from dataclasses import dataclass
from enum import Enum, auto
from typing import TypeAlias

from domain.errors import Noun, StaleVersion, VersionRequired


@dataclass(frozen=True, slots=True)
class OneOf:
    """Several versions, any of which will do; without names, whichever stands."""

    versions: frozenset[int] | None


Seen: TypeAlias = int | OneOf
"""The version that the caller saw, or several of which it is one."""


def is_seen(version: int, seen: Seen) -> bool:
    """Whether the caller saw this version."""
    if isinstance(seen, OneOf):
        return seen.versions is None or version in seen.versions
    return version == seen


class Change(Enum):
    """What is to be stored."""

    CREATE = auto()
    REPLACE = auto()
    NOTHING = auto()


def change_of(*, present: int | None, if_match: Seen | None, same: bool, what: Noun) -> Change:
    """Decide by the present version (None: absent) and the one the caller saw, or refuse."""
    if present is None:
        if if_match is not None:
            raise StaleVersion(what=what)
        return Change.CREATE
    if same:
        return Change.NOTHING
    if if_match is None:
        raise VersionRequired(what=what)
    if not is_seen(present, if_match):
        raise StaleVersion(what=what)
    return Change.REPLACE
