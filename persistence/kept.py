"""The answer of a `PUT` to what carries no version: it is now as it was sent."""

from dataclasses import dataclass

from persistence.database import Json


@dataclass(frozen=True, slots=True)
class Kept:
    """The resource as JSON, and whether this request made it."""

    body: Json
    created: bool
