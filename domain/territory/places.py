"""Places as people name them: by their level in the territory and their official code."""

from dataclasses import dataclass
from enum import StrEnum


class PlaceKind(StrEnum):
    """The levels of the territory tree."""

    NATION = "nation"
    REGION = "region"
    IGED = "iged"
    INSTITUTION = "institution"


LEVELS = tuple(PlaceKind)


@dataclass(frozen=True, slots=True)
class OfficialPlace:
    """A place by its kind and its official code."""

    kind: PlaceKind
    code: str


def place_view(path: str) -> dict[str, str]:
    """The kind and the official code of a place, from its path."""
    labels = path.split(".")
    code = "PE" if len(labels) == 1 else labels[-1]
    return {"kind": LEVELS[len(labels) - 1].value, "code": code}
