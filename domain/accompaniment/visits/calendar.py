"""A visit as a calendar program tells it to one of the two concerned."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class BookedVisit:
    """A visit that takes somebody's time. `sequence` grows with every change; nobody is named: an
    address that opens without signing in tells where and what lesson, not who."""

    id: UUID
    starts_at: datetime
    ends_at: datetime
    agreed: bool
    """The teacher confirmed it, or it was done."""
    changed_at: datetime | None
    sequence: int
    school: str
    section: str
    area: str | None
    visiting: bool
    """Whether it is for who visits; else for who is visited."""

    @property
    def what(self) -> str:
        """Which lesson, and where."""
        lesson = ", ".join(filter(None, (self.section, self.area)))
        kind = "Visita en aula" if self.visiting else "Recibo visita en aula"
        return f"{kind}: {lesson} ({self.school})"
