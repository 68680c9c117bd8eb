"""A request of the access matrix."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Call:
    """A request. `about` tells what it is about: the target, or nothing that has a place.

    `levels`: of the targets it can be aimed at, when it is about one; only schools have reports.
    """

    method: str
    path: str
    json: Any = None
    content: str | None = None
    about: bool = True
    levels: tuple[str, ...] = ("institution",)

    def fits(self, level: str) -> bool:
        """True when there is such a thing at a target of the level."""
        return not self.about or level in self.levels
