"""What an appointment is made of. Days are Lima's; a span is `[valid_from, valid_before)`."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NewType
from uuid import UUID

from domain.access.permits import PersonId, Place
from domain.access.roles import Role
from domain.errors import Noun
from domain.territory.places import PlaceKind

AppointmentId = NewType("AppointmentId", UUID)
APPOINTMENT = Noun("ese nombramiento", "appointment")
A_DAY = timedelta(days=1)
FIRST_DAY, LAST_DAY = date(1950, 1, 1), date(2100, 12, 31)
"""No appointment of someone alive starts earlier, and none is known to end later."""

COORDINATORS = frozenset({Role.CP, Role.CT})
"""Roles whose posts are owed reports, and owe them (F83, F84)."""
RESPONSIBLE_OR_DEPUTY = frozenset({Role.DRE, Role.UGEL})
CAS_ROLES = frozenset({Role.PSYCHOLOGIST, Role.CIST})
MOST_POSTS = 9


class Regime(StrEnum):
    """How a person is hired: nombrado, encargado, contratado, CAS."""

    TENURED = "tenured"
    ACTING = "acting"
    CONTRACTED = "contracted"
    CAS = "cas"


LEVEL_OF: dict[Role, PlaceKind] = {
    Role.MINEDU: PlaceKind.NATION,
    Role.DRE: PlaceKind.REGION,
    Role.UGEL: PlaceKind.IGED,
} | dict.fromkeys(
    (Role.DIRECTOR, Role.CP, Role.CT, Role.PSYCHOLOGIST, Role.CIST, Role.TEACHER),
    PlaceKind.INSTITUTION,
)
"""Where each role is held; a role that is not here (a machine's) is held anywhere."""


@dataclass(frozen=True, slots=True)
class AppointmentPlace:
    """A place within reach, and how many CP and CT posts its school year has there."""

    path: Place
    kind: PlaceKind
    cp_posts: int
    ct_posts: int

    def posts(self, role: Role) -> int:
        """How many posts of a coordinator's role the place has."""
        return self.cp_posts if role is Role.CP else self.ct_posts


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentRequest:
    """An appointment as it was asked for; `valid_to` is its last day, or None."""

    person_id: PersonId
    role: Role
    post: int | None
    regime: Regime | None
    act_number: str | None
    post_code: str | None
    valid_from: date
    valid_to: date | None
    replaces: AppointmentId | None

    @property
    def valid_before(self) -> date | None:
        """The first day after it; None: no end."""
        return self.valid_to and min(self.valid_to, LAST_DAY) + A_DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """An appointment as it is kept."""

    id: AppointmentId
    person_id: PersonId
    role: Role
    place: Place
    post: int | None
    regime: Regime | None
    act_number: str | None
    post_code: str | None
    valid_from: date
    valid_before: date | None

    @property
    def valid_to(self) -> date | None:
        """The last day in force; None: no end."""
        return self.valid_before and self.valid_before - A_DAY

    def meets(self, valid_from: date, valid_before: date | None) -> bool:
        """True when some day belongs to both spans."""
        return (valid_before is None or self.valid_from < valid_before) and (
            self.valid_before is None or valid_from < self.valid_before
        )


@dataclass(frozen=True, slots=True)
class AppointmentState:
    """An appointment that is already kept."""

    appointment: Appointment
    version: int
    ended_reason: str | None
    in_reach: bool


@dataclass(frozen=True, slots=True)
class AppointingFacts:
    """What the decision to appoint looks at, within the place's own lock.

    `appointments` holds the appointment of the asked id, the one it replaces, and every one of the
    same role and place that shares a day with it.
    """

    place: AppointmentPlace
    person_known: bool
    appointments: tuple[AppointmentState, ...]

    def of(self, id: AppointmentId | None) -> AppointmentState | None:
        """The standing appointment of an id."""
        return next((s for s in self.appointments if s.appointment.id == id), None)


def day_es(day: date | None) -> str:
    """A day for people, with its preposition."""
    return f"hasta el {day:%d/%m/%Y}" if day else "sin fecha de término"


def day_en(day: date | None) -> str:
    """A day for people, in English."""
    return f"until {day.isoformat()}" if day else "with no end date"
