"""A session of collective work and its states."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from domain.access.permits import PersonId, Place
from domain.accompaniment.school_work import SchoolOnDay
from domain.bookings import Booking, TimeSpan
from domain.errors import Noun
from domain.json_values import same

COLLABORATIVE_SESSION = Noun("esa sesión", "session")


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


@dataclass(frozen=True, slots=True, kw_only=True)
class CollaborativeSession:
    """What is scheduled. `convened` in the order in which they were named."""

    kind: SessionKind
    title: str
    agenda: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime
    convened: tuple[PersonId, ...]

    @property
    def span(self) -> TimeSpan:
        """The time that it takes."""
        return TimeSpan(self.starts_at, self.ends_at)

    def same_as(self, other: "CollaborativeSession") -> bool:
        """True when nothing but the order of the people differs."""
        return same(self._content(), other._content())

    def _content(self) -> tuple[object, ...]:
        return (self.kind, self.title, self.agenda, self.span, frozenset(self.convened))


@dataclass(frozen=True, slots=True)
class Attendance:
    """Whether somebody came."""

    person_id: PersonId
    attended: bool


@dataclass(frozen=True, slots=True)
class AttendanceRequest:
    """Whether each of the convened came, and who came without being convened."""

    people: tuple[Attendance, ...]

    @property
    def by_person(self) -> Mapping[PersonId, bool]:
        """The same, by who they are."""
        return {each.person_id: each.attended for each in self.people}


@dataclass(frozen=True, slots=True)
class SessionPromise:
    """Who answers for an agreement, until when; `id` is the client's."""

    id: UUID
    owner_id: PersonId
    due_on: date


@dataclass(frozen=True, slots=True)
class SessionAgreement:
    """What was agreed, and the commitment that it makes if it makes one."""

    text: str
    commitment: SessionPromise | None


@dataclass(frozen=True, slots=True)
class SessionMinutes:
    """What a session leaves behind."""

    text: str
    agreements: tuple[SessionAgreement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CollaborativeSessionState:
    """A session as an act finds it. `attendance`: of the convened and of who came without; empty
    until it was held."""

    session: CollaborativeSession
    place: Place
    organiser_id: PersonId
    status: SessionStatus
    version: int
    reason: str | None
    attendance: Mapping[PersonId, bool]
    minutes: SessionMinutes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SchedulingFacts:
    """The school on the day of the session, who of the convened acts there, what they are called,
    who of them and of the organiser is taken then, and what stands under the id. `elsewhere`: in
    another school. `organiser_left`: who organises that acts there on that day no more."""

    school: SchoolOnDay
    names: Mapping[PersonId, str]
    bookings: Sequence[Booking]
    present: CollaborativeSessionState | None
    elsewhere: bool
    organiser_left: bool


@dataclass(frozen=True, slots=True)
class AttendanceFacts:
    """A session that exists, who of those named acts in its school on its day, and what takes them
    elsewhere while it lasts."""

    state: CollaborativeSessionState
    members: frozenset[PersonId]
    bookings: Sequence[Booking]
