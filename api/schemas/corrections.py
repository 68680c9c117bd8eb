"""What people ask to have corrected and are answered; it matches the contract exactly."""

from typing import Annotated, Literal

from api.schemas.types import Sent, text
from domain.corrections import Answered, Asked, Field, State


class CorrectionAsked(Sent):
    """A field, and what it should say."""

    field: Field
    wanted: Annotated[str, text(500, shortest=1)]
    reason: Annotated[str, text(2000, shortest=1)] | None = None

    def asked(self) -> Asked:
        """The same, as the domain has it."""
        return Asked(self.field, self.wanted, self.reason)


class CorrectionAnswer(Sent):
    """What became of it, and why."""

    state: Literal["done", "rejected"]
    answer: Annotated[str, text(2000, shortest=10)]

    def answered(self) -> Answered:
        """The same, as the domain has it."""
        return Answered(State(self.state), self.answer)
