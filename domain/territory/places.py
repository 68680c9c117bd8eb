"""Places as people name them: by their level in the territory and their official code."""

from dataclasses import dataclass
from enum import StrEnum


class PlaceKind(StrEnum):
    """The levels of the territory tree."""

    NATION = "nation"
    REGION = "region"
    IGED = "iged"
    INSTITUTION = "institution"


@dataclass(frozen=True, slots=True)
class OfficialPlace:
    """A place by its kind and its official code."""

    kind: PlaceKind
    code: str
