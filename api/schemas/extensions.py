"""What the ministry and the DREs send to give more time; it matches the contract exactly."""

from typing import Annotated

from pydantic import StringConstraints

from api.schemas.types import NO_NUL, Moment, Sent
from domain.access import Place
from domain.extensions import ExtendedKind, Extension


class ExtendedPlace(Sent):
    """A place by its official code."""

    kind: ExtendedKind
    code: Annotated[str, StringConstraints(pattern=r"^([0-9]{6}|[0-9]{7}-[0-9])$")]


class ExtensionGrant(Sent):
    """Until when a place may report, and why."""

    place: ExtendedPlace
    closes_at: Moment
    reason: Annotated[str, StringConstraints(min_length=10, max_length=500, pattern=NO_NUL)]

    def extension(self, place: Place) -> Extension:
        """The same, as the domain has it, for the place that the code stands for."""
        return Extension(place, self.closes_at, self.reason)
