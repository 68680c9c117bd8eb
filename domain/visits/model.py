"""A classroom visit as its decisions see it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NewType
from uuid import UUID

from domain.access import PersonId, Place, Role
from domain.bookings import Span
from domain.errors import LIMA, Conflict, Invalid
from domain.plans import Stage
from domain.visits.life import Status

VisitId = NewType("VisitId", UUID)
WHAT = "esa visita"


class InvalidVisit(Invalid):
    """The visit can never be like this; `errors` name every fault."""

    code = "invalid-visit"
    title_es, title_en = "Visita no válida", "Invalid visit"
    es = "La visita tiene {count} dato(s) por corregir."
    en = "The visit has {count} value(s) to correct."


class VisitDiffers(Conflict):
    """Under the same id another visit stands; its time and its teacher are not changed in place."""

    code = "visit-differs"
    title_es, title_en = "La visita es otra", "The visit differs"
    es = (
        "Con este identificador hay una visita con otra hora u otra persona. Para cambiar la hora,"
        " reprográmela; para otra persona, programe otra."
    )
    en = (
        "Under this id there is a visit at another time or to somebody else. Move it to change its"
        " time; for somebody else, plan another."
    )


class VisitTimePast(Conflict):
    """What only makes sense before the visit's time is over comes too late."""

    code = "visit-time-past"
    title_es, title_en = "La hora de la visita ya pasó", "The visit's time has passed"
    es = "La hora de la visita ya pasó: queda decir si se realizó o no, o reprogramarla."
    en = "The visit's time has passed: say whether it was done or not, or move it."


class VisitTimeAhead(Conflict):
    """A visit is not missed before it was to begin."""

    code = "visit-time-ahead"
    title_es, title_en = "La visita aún no empieza", "The visit has not begun"
    es = "La visita es el {starts_at} (hora de Lima): antes se cancela o se reprograma."
    en = "The visit is on {starts_at} (Lima time): before that it is cancelled or moved."


@dataclass(frozen=True, slots=True)
class Asked:
    """A visit as it is planned."""

    place: Place
    role: Role
    """As what the visitor goes: CP to teachers, CT to tutors."""
    teacher: PersonId
    stage: Stage
    section: str
    area: str | None
    span: Span
    plan: UUID | None

    @property
    def day(self) -> date:
        """Its day in Peru."""
        return self.span.starts_at.astimezone(LIMA).date()

    @property
    def appointed(self) -> object:
        """What is agreed with the teacher: it is moved, never changed in place."""
        return self.place, self.role, self.teacher, self.span


@dataclass(frozen=True, slots=True)
class Took:
    """What happened in a visit: when it really was, and how many students were present."""

    span: Span
    students: int


class Following(StrEnum):
    """What came of a visit since: its dialogue was held; or something else rests on it, a dialogue
    prepared, a referral, commitments looked at in it."""

    NOTHING = "nothing"
    PREPARED = "prepared"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Standing:
    """A visit as an act finds it. `reason`: why it was called off, or the teacher's for another
    time."""

    id: VisitId
    visitor: PersonId
    asked: Asked
    status: Status
    reason: str | None
    took: Took | None
    version: int
    moved_from: VisitId | None = None
    following: Following = Following.NOTHING
