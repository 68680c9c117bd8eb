"""What a person is to do by when, as calendars and reminders tell it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from domain.access.permits import PersonId
from domain.peru_time import day_of

_SUBJECTS = {"institution": "", "cp": "coordinador pedagógico", "ct": "coordinador de tutoría"}


@dataclass(frozen=True, slots=True)
class Deadline:
    """One report to file, or to correct, before an instant (exclusive).

    `id`: of the obligation, or of the report that came back. `sequence` grows with every change.
    """

    person_id: PersonId
    id: UUID
    returned: bool
    opens_at: datetime
    ends_at: datetime
    changed_at: datetime | None
    sequence: int
    stream: str
    ordinal: int
    school: str
    subject: str
    post: int

    @property
    def last_day(self) -> date:
        """The last day in Peru on which it can be done: one that ends at midnight is over then."""
        return day_of(self.ends_at - timedelta(microseconds=1))

    @property
    def what(self) -> str:
        """Which report, in words: its school, its stream and cut, and whom it is about."""
        post = _SUBJECTS[self.subject]
        about = f", {post} {self.post}" if post else ""
        return f"{self.school}: {self.stream}, corte {self.ordinal}{about}"
