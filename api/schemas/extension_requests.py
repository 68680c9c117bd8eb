"""What askers and grantors of more time send; it matches the contract exactly."""

from typing import Annotated

from pydantic import StrictBool, StringConstraints

from api.schemas.types import Moment, Sent, text
from domain.access import Place
from domain.extension_requests import Answered, Asked, AskedKind


class AskedPlace(Sent):
    """An IGED or a school by its official code."""

    kind: AskedKind
    code: Annotated[str, StringConstraints(pattern=r"^([0-9]{6}|[0-9]{7}-[0-9])$")]


class ExtensionAsked(Sent):
    """Until when a place asks to report, and why."""

    place: AskedPlace
    closes_at: Moment
    reason: Annotated[str, text(500, shortest=10)]

    def asked(self, place: Place) -> Asked:
        """The same, as the domain has it, for the place that the code stands for."""
        return Asked(place, self.closes_at, self.reason)


class ExtensionAnswer(Sent):
    """Whether more time is given; until when, if otherwise than asked; and why."""

    granted: StrictBool
    answer: Annotated[str, text(500, shortest=10)] | None = None
    closes_at: Moment | None = None

    def answered(self) -> Answered:
        """The same, as the domain has it."""
        return Answered(self.granted, self.answer, self.closes_at)
