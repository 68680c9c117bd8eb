"""The decision to appoint: what is stored, what it ends, and what it makes owed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from domain.access.permits import Permit, Place
from domain.access.roles import ROLE_TITLES
from domain.errors import Finding, NotFound, Noun
from domain.people.actors import PERSON
from domain.people.appointments.authority import check_authority
from domain.people.appointments.ending import SUCCEEDED, EndDecision
from domain.people.appointments.model import (
    APPOINTMENT,
    COORDINATORS,
    MOST_POSTS,
    AppointingFacts,
    Appointment,
    AppointmentId,
    AppointmentRequest,
    AppointmentState,
    day_en,
    day_es,
)
from domain.people.appointments.refusals import (
    AlreadyAppointed,
    AnotherAppointment,
    CannotReplace,
    PostTaken,
    refuse,
)
from domain.people.appointments.shape import completed, faults_of
from domain.versions import Change, Seen, change_of

REPLACED = Noun("el nombramiento que se reemplaza", "appointment to be replaced")


@dataclass(frozen=True, slots=True)
class AppointmentDecision:
    """What is to be stored, over which version (0: none), after which end, and whose obligations
    may change by it."""

    appointment: Appointment
    change: Change
    over: int
    ends: EndDecision | None
    settles: tuple[Place, ...]

    @property
    def touched(self) -> tuple[Appointment, ...]:
        """The appointments that were there before and may end otherwise now."""
        before = (self.ends.appointment,) if self.ends else ()
        return (*before, self.appointment) if self.change is Change.REPLACE else before


def appoint(
    id: AppointmentId,
    request: AppointmentRequest,
    facts: AppointingFacts,
    permit: Permit,
    *,
    if_match: Seen | None,
    today: date,
) -> AppointmentDecision:
    """Decide an appointment, or refuse: authority, then shape, then the history of the post.

    Refusals: `OwnAppointment`, `MayNotAppoint`, `NotFound`, the kinds of `refusals`, and those of
    `change_of`. The same content again is no change, whoever sends it and whatever day it is.
    """
    path, present, request = facts.place.path, facts.of(id), completed(request)
    if present is not None and not present.in_reach:
        raise NotFound(what=APPOINTMENT)
    if present is not None and _same(request, present.appointment, path):
        return AppointmentDecision(present.appointment, Change.NOTHING, present.version, None, ())
    check_authority(permit, request.role, path, person_id=request.person_id)
    if not facts.person_known:
        raise NotFound(what=PERSON)
    version = present.version if present else None
    change = change_of(present=version, if_match=if_match, same=False, what=APPOINTMENT)
    known_since = present.appointment.valid_from if present else None
    refuse(list(faults_of(request, facts.place.kind, today=today, known_since=known_since)))
    if present is not None and not _is_of(request, present.appointment, path):
        raise AnotherAppointment
    ends = _replaced(request, facts, permit)
    others = _others(id, facts, ends)
    appointment = _appointment(id, request, facts, others, present)
    _check_free(appointment, others)
    settles = (path,) if appointment.role in COORDINATORS else ()
    return AppointmentDecision(appointment, change, version or 0, ends, settles)


def _is_of(request: AppointmentRequest, appointment: Appointment, path: Place) -> bool:
    """True when both are of the same person, role and place."""
    return (request.person_id, request.role, path) == (
        appointment.person_id,
        appointment.role,
        appointment.place,
    )


def _same(request: AppointmentRequest, appointment: Appointment, path: Place) -> bool:
    """True when storing the request would change nothing; a post left open is whichever stands."""
    post = (
        appointment.post if request.post is None and request.role in COORDINATORS else request.post
    )
    requested = (
        post,
        request.regime,
        request.act_number,
        request.post_code,
        request.valid_from,
        request.valid_before,
    )
    stored = (
        appointment.post,
        appointment.regime,
        appointment.act_number,
        appointment.post_code,
        appointment.valid_from,
        appointment.valid_before,
    )
    return _is_of(request, appointment, path) and requested == stored


def _replaced(
    request: AppointmentRequest, facts: AppointingFacts, permit: Permit
) -> EndDecision | None:
    """The end that a succession gives to the appointment before it, on the day before it."""
    if request.replaces is None:
        return None
    before = facts.of(request.replaces)
    if before is None or not before.in_reach:
        raise NotFound(what=REPLACED)
    appointment = before.appointment
    of_another = (appointment.role, appointment.place) != (request.role, facts.place.path)
    inherits = request.post is None and request.role in COORDINATORS
    if of_another or not (inherits or appointment.post == request.post):
        raise CannotReplace
    check_authority(permit, appointment.role, appointment.place, person_id=appointment.person_id)
    if appointment.valid_from >= request.valid_from:
        raise CannotReplace
    if appointment.valid_before is not None and appointment.valid_before <= request.valid_from:
        return None
    ended = replace(appointment, valid_before=request.valid_from)
    return EndDecision(ended, SUCCEEDED, Change.REPLACE, before.version, ())


def _others(
    id: AppointmentId, facts: AppointingFacts, ends: EndDecision | None
) -> list[Appointment]:
    """Every other appointment among the facts, as it will stand."""
    ended = {ends.appointment.id: ends.appointment} if ends else {}
    others = [s.appointment for s in facts.appointments if s.appointment.id != id]
    return [ended.get(other.id, other) for other in others]


def _appointment(
    id: AppointmentId,
    request: AppointmentRequest,
    facts: AppointingFacts,
    others: Sequence[Appointment],
    present: AppointmentState | None,
) -> Appointment:
    post = request.post
    if request.role in COORDINATORS and post is None:
        before = facts.of(request.replaces) or present
        post = before.appointment.post if before else _first_free(request, facts, others)
    return Appointment(
        id=id,
        person_id=request.person_id,
        role=request.role,
        place=facts.place.path,
        post=post,
        regime=request.regime,
        act_number=request.act_number,
        post_code=request.post_code,
        valid_from=request.valid_from,
        valid_before=request.valid_before,
    )


def _first_free(
    request: AppointmentRequest, facts: AppointingFacts, others: Sequence[Appointment]
) -> int:
    """The first of the school's posts that nobody holds in the span; the first, when none is."""
    taken = {o.post for o in others if o.meets(request.valid_from, request.valid_before)}
    free = (
        n for n in range(1, min(facts.place.posts(request.role), MOST_POSTS) + 1) if n not in taken
    )
    return next(free, 1)


def _check_free(appointment: Appointment, others: Sequence[Appointment]) -> None:
    for other in others:
        alike = (other.role, other.place) == (appointment.role, appointment.place)
        if not alike or not other.meets(appointment.valid_from, appointment.valid_before):
            continue
        last_days = {"until_es": day_es(other.valid_to), "until_en": day_en(other.valid_to)}
        if other.person_id == appointment.person_id:
            raise AlreadyAppointed((), **last_days)
        if appointment.post is not None and other.post == appointment.post:
            role, role_es = appointment.role.value, ROLE_TITLES[appointment.role]
            raise PostTaken(
                _successor(other), post=appointment.post, role=role, role_es=role_es, **last_days
            )


def _successor(holder: Appointment) -> tuple[Finding, ...]:
    es = f"Para suceder a quien lo ocupa envíe replaces: {holder.id}."
    en = f"To succeed the holder send replaces: {holder.id}."
    return (Finding("/replaces", "post-holder", es, en),)
