"""The end of an appointment: a last day and a reason; access stops the day after."""

from dataclasses import dataclass, replace
from datetime import date

from domain.access.permits import Permit, Place
from domain.people.appointments.authority import check_authority
from domain.people.appointments.model import A_DAY, COORDINATORS, LAST_DAY, Appointment, Standing
from domain.people.appointments.refusals import AlreadyEnded, EndsBeforeItBegan
from domain.versions import Change

SUCCEEDED = "Reemplazo en el puesto"
"""The reason kept when a successor's appointment ends the one before."""


@dataclass(frozen=True, slots=True)
class Ending:
    """An appointment as it will stand once ended, why, over which version, and whose obligations
    may change by it."""

    appointment: Appointment
    reason: str
    change: Change
    over: int
    settles: tuple[Place, ...]


def end(standing: Standing, *, last_day: date, reason: str, permit: Permit) -> Ending:
    """Decide an end, or refuse (`OwnAppointment`, `MayNotAppoint`, `EndsBeforeItBegan`,
    `AlreadyEnded`). The same end again is no change."""
    kept = standing.appointment
    check_authority(permit, kept.role, kept.place, person=kept.person)
    if last_day < kept.valid_from:
        first = kept.valid_from
        raise EndsBeforeItBegan(first_es=f"{first:%d/%m/%Y}", first=first.isoformat())
    until = min(last_day, LAST_DAY) + A_DAY
    if (kept.until, standing.ended_reason) == (until, reason):
        return Ending(kept, reason, Change.NOTHING, standing.version, ())
    if kept.until is not None and kept.until < until:
        last = kept.until - A_DAY
        raise AlreadyEnded(last_es=f"{last:%d/%m/%Y}", last=last.isoformat())
    settles = (kept.place,) if kept.role in COORDINATORS else ()
    return Ending(replace(kept, until=until), reason, Change.REPLACE, standing.version, settles)
