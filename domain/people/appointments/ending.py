"""The end of an appointment: a last day and a reason; access stops the day after."""

from dataclasses import dataclass, replace
from datetime import date

from domain.access.permits import Permit, Place
from domain.people.appointments.authority import check_authority
from domain.people.appointments.model import (
    A_DAY,
    COORDINATORS,
    LAST_DAY,
    Appointment,
    AppointmentState,
)
from domain.people.appointments.refusals import AlreadyEnded, EndsBeforeItBegan
from domain.versions import Change

SUCCEEDED = "Reemplazo en el puesto"
"""The reason kept when a successor's appointment ends the one before."""


@dataclass(frozen=True, slots=True)
class EndRequest:
    """The last day, and why."""

    last_day: date
    reason: str


@dataclass(frozen=True, slots=True)
class EndDecision:
    """An appointment as it will stand once ended, why, over which version, and whose obligations
    may change by it."""

    appointment: Appointment
    reason: str
    change: Change
    over: int
    settles: tuple[Place, ...]


def end_appointment(request: EndRequest, state: AppointmentState, permit: Permit) -> EndDecision:
    """Decide an end, or refuse (`OwnAppointment`, `MayNotAppoint`, `EndsBeforeItBegan`,
    `AlreadyEnded`). The same end again is no change."""
    appointment = state.appointment
    check_authority(permit, appointment.role, appointment.place, person_id=appointment.person_id)
    if request.last_day < appointment.valid_from:
        first = appointment.valid_from
        raise EndsBeforeItBegan(first_es=f"{first:%d/%m/%Y}", first=first.isoformat())
    valid_before = min(request.last_day, LAST_DAY) + A_DAY
    if (appointment.valid_before, state.ended_reason) == (valid_before, request.reason):
        return EndDecision(appointment, request.reason, Change.NOTHING, state.version, ())
    if appointment.valid_before is not None and appointment.valid_before < valid_before:
        last = appointment.valid_before - A_DAY
        raise AlreadyEnded(last_es=f"{last:%d/%m/%Y}", last=last.isoformat())
    settles = (appointment.place,) if appointment.role in COORDINATORS else ()
    ended = replace(appointment, valid_before=valid_before)
    return EndDecision(ended, request.reason, Change.REPLACE, state.version, settles)
