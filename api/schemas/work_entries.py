"""What a coordinator sends of work done; it matches the contract exactly."""

from typing import Annotated

from pydantic import Field

from api.schemas.types import Day, Sent, text
from api.schemas.workloads import LineCode
from domain.work_entries import WorkEntry


class WorkEntryDraft(Sent):
    """Minutes of one line on one day."""

    line: LineCode
    worked_on: Day
    minutes: Annotated[int, Field(strict=True, ge=1, le=720)]
    note: Annotated[str, text(300, shortest=1)] | None = None

    def entry(self) -> WorkEntry:
        """The same, as the domain has it."""
        return WorkEntry(self.line, self.worked_on, self.minutes, self.note)
