"""A session of collective work and its states."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from domain.access.permits import PersonId, Place
from domain.accompaniment.school_work import School
from domain.bookings import Taken

WHAT = "esa sesión"


class SessionKind(StrEnum):
    """*Grupo de interaprendizaje*, *reunión de trabajo colegiado*, workshop (F34, F36, F49)."""

    GIA = "gia"
    RTC = "rtc"
    WORKSHOP = "workshop"


class SessionStatus(StrEnum):
    """How a session stands."""

    SCHEDULED = "scheduled"
    HELD = "held"
    MINUTED = "minuted"
    CANCELLED = "cancelled"


class SessionAct(StrEnum):
    """What may be done with a session that exists."""

    CHANGE = "change"
    CANCEL = "cancel"
    HOLD = "hold"
    MINUTE = "minute"


MOVES: Mapping[tuple[SessionStatus, SessionAct], SessionStatus] = {
    (SessionStatus.SCHEDULED, SessionAct.CHANGE): SessionStatus.SCHEDULED,
    (SessionStatus.SCHEDULED, SessionAct.CANCEL): SessionStatus.CANCELLED,
    (SessionStatus.SCHEDULED, SessionAct.HOLD): SessionStatus.HELD,
    (SessionStatus.HELD, SessionAct.HOLD): SessionStatus.HELD,
    (SessionStatus.HELD, SessionAct.MINUTE): SessionStatus.MINUTED,
}
"""Attendance may be corrected until there are minutes; after them nothing changes."""


@dataclass(frozen=True, slots=True)
class Session:
    """What is scheduled. `convened` in the order in which they were named."""

    kind: SessionKind
    title: str
    agenda: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime
    convened: tuple[PersonId, ...]

    def same_as(self, other: "Session") -> bool:
        """True when nothing but the order of the people differs."""
        return self._told() == other._told()

    def _told(self) -> tuple[object, ...]:
        when = (self.starts_at, self.ends_at)
        return (self.kind, self.title, self.agenda, when, frozenset(self.convened))


@dataclass(frozen=True, slots=True)
class Promise:
    """Who answers for an agreement, until when; `id` is the client's."""

    id: UUID
    owner: PersonId
    due_on: date


@dataclass(frozen=True, slots=True)
class Agreement:
    """What was agreed, and the commitment that it makes if it makes one."""

    text: str
    commitment: Promise | None


@dataclass(frozen=True, slots=True)
class Minutes:
    """What a session leaves behind."""

    text: str
    agreements: tuple[Agreement, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """A session as it stands. `attendance`: of the convened and of who came without; empty until
    it was held."""

    session: Session
    place: Place
    organiser: PersonId
    status: SessionStatus
    version: int
    reason: str | None
    attendance: Mapping[PersonId, bool]
    minutes: Minutes | None


@dataclass(frozen=True, slots=True)
class SchedulingDesk:
    """The school on the day of the session, who of the convened acts there, what they are called,
    who of them and of the organiser is taken then, and what stands under the id. `left`: who
    organises that acts there on that day no more."""

    school: School
    names: Mapping[PersonId, str]
    taken: Sequence[Taken]
    present: Standing | None
    elsewhere: bool
    left: bool = False


@dataclass(frozen=True, slots=True)
class SessionDesk:
    """A session that exists, who of those named acts in its school on its day, and what takes them
    elsewhere while it lasts."""

    standing: Standing
    members: frozenset[PersonId]
    taken: Sequence[Taken] = ()
