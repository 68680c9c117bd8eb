"""Somebody stops acting in a school in a role: what they had still to come there goes with it.

Visits that they were to make, or to receive, after it are called off, with a reason that says so.
Sessions that they convened stay: they are the school's, and its director takes them on, whoever it
is by then. Nothing is brought back if the end is withdrawn later: those concerned agree anew.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.access.permits import PersonId, Place
from domain.access.roles import Role
from domain.people.appointments.model import Appointment
from domain.peru_time import start_of

VISITED_BY_NOBODY = "Quien iba a visitar terminó antes su cargo en la institución."
TEACHES_NO_MORE = "Quien iba a ser visitado(a) terminó antes su cargo en la institución."
"""The reasons that are kept; like every reason they name nobody."""


@dataclass(frozen=True, slots=True)
class Departure:
    """From an instant on somebody does not act at a place in a role any more."""

    person_id: PersonId
    role: Role
    place: Place
    since: datetime


def leavings(appointments: Iterable[Appointment]) -> Sequence[Departure]:
    """What the ends of some appointments say; those without an end say nothing."""
    return [
        Departure(a.person_id, a.role, a.place, start_of(a.valid_before))
        for a in appointments
        if a.valid_before is not None
    ]
