"""The decision to appoint: what is stored, what it ends, and what it makes owed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from domain.access.permits import Permit, Place
from domain.errors import Finding, NotFound
from domain.people.appointments.authority import check_authority
from domain.people.appointments.ending import SUCCEEDED, Ending
from domain.people.appointments.model import (
    COORDINATORS,
    MOST_POSTS,
    ROLE_NAMES,
    Appointment,
    AppointmentId,
    Desk,
    Draft,
    Standing,
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
from domain.versions import Change, change_of

WHAT = "ese nombramiento"


@dataclass(frozen=True, slots=True)
class Decided:
    """What is to be stored, over which version (0: none), after which end, and whose obligations
    may change by it."""

    appointment: Appointment
    change: Change
    over: int
    ends: Ending | None
    settles: tuple[Place, ...]


def appoint(
    id: AppointmentId,
    draft: Draft,
    desk: Desk,
    *,
    permit: Permit,
    if_match: int | None,
    today: date,
) -> Decided:
    """Decide an appointment, or refuse: authority, then shape, then the history of the post.

    Refusals: `OwnAppointment`, `MayNotAppoint`, `NotFound`, the kinds of `refusals`, and those of
    `change_of`. The same content again is no change, whoever sends it and whatever day it is.
    """
    path, present, draft = desk.place.path, desk.of(id), completed(draft)
    if present is not None and not present.in_reach:
        raise NotFound(what=WHAT)
    if present is not None and _same(draft, present.appointment, path):
        return Decided(present.appointment, Change.NOTHING, present.version, None, ())
    check_authority(permit, draft.role, path, person=draft.person)
    if not desk.person_known:
        raise NotFound(what="esa persona")
    version = present.version if present else None
    change = change_of(present=version, if_match=if_match, same=False, what=WHAT)
    known_since = present.appointment.valid_from if present else None
    refuse(list(faults_of(draft, desk.place.kind, today=today, known_since=known_since)))
    if present is not None and not _is_of(draft, present.appointment, path):
        raise AnotherAppointment
    ends = _replaced(draft, desk, permit)
    others = _others(id, desk, ends)
    kept = _kept(id, draft, desk, others, present)
    _check_free(kept, others)
    settles = (path,) if kept.role in COORDINATORS else ()
    return Decided(kept, change, version or 0, ends, settles)


def _is_of(draft: Draft, kept: Appointment, path: Place) -> bool:
    """True when both are of the same person, role and place."""
    return (draft.person, draft.role, path) == (kept.person, kept.role, kept.place)


def _same(draft: Draft, kept: Appointment, path: Place) -> bool:
    """True when storing the draft would change nothing; a post left open is whichever stands."""
    post = kept.post if draft.post is None and draft.role in COORDINATORS else draft.post
    asked = (post, draft.regime, draft.act_number, draft.post_code, draft.valid_from, draft.until)
    stands = (kept.post, kept.regime, kept.act_number, kept.post_code, kept.valid_from, kept.until)
    return _is_of(draft, kept, path) and asked == stands


def _replaced(draft: Draft, desk: Desk, permit: Permit) -> Ending | None:
    """The end that a succession gives to the appointment before it, on the day before it."""
    if draft.replaces is None:
        return None
    before = desk.of(draft.replaces)
    if before is None or not before.in_reach:
        raise NotFound(what="el nombramiento que se reemplaza")
    kept = before.appointment
    of_another = (kept.role, kept.place) != (draft.role, desk.place.path)
    inherits = draft.post is None and draft.role in COORDINATORS
    if of_another or not (inherits or kept.post == draft.post):
        raise CannotReplace
    check_authority(permit, kept.role, kept.place, person=kept.person)
    if kept.valid_from >= draft.valid_from:
        raise CannotReplace
    if kept.until is not None and kept.until <= draft.valid_from:
        return None
    ended = replace(kept, until=draft.valid_from)
    return Ending(ended, SUCCEEDED, Change.REPLACE, before.version, ())


def _others(id: AppointmentId, desk: Desk, ends: Ending | None) -> list[Appointment]:
    """Every other appointment at the desk, as it will stand."""
    ended = {ends.appointment.id: ends.appointment} if ends else {}
    kept = [s.appointment for s in desk.standing if s.appointment.id != id]
    return [ended.get(appointment.id, appointment) for appointment in kept]


def _kept(
    id: AppointmentId,
    draft: Draft,
    desk: Desk,
    others: Sequence[Appointment],
    present: Standing | None,
) -> Appointment:
    post = draft.post
    if draft.role in COORDINATORS and post is None:
        before = desk.of(draft.replaces) or present
        post = before.appointment.post if before else _first_free(draft, desk, others)
    return Appointment(
        id,
        draft.person,
        draft.role,
        desk.place.path,
        post,
        draft.regime,
        draft.act_number,
        draft.post_code,
        draft.valid_from,
        draft.until,
    )


def _first_free(draft: Draft, desk: Desk, others: Sequence[Appointment]) -> int:
    """The first of the school's posts that nobody holds in the span; the first, when none is."""
    taken = {o.post for o in others if o.meets(draft.valid_from, draft.until)}
    free = (
        n for n in range(1, min(desk.place.posts(draft.role), MOST_POSTS) + 1) if n not in taken
    )
    return next(free, 1)


def _check_free(kept: Appointment, others: Sequence[Appointment]) -> None:
    for other in others:
        alike = (other.role, other.place) == (kept.role, kept.place)
        if not alike or not other.meets(kept.valid_from, kept.until):
            continue
        told = {"until_es": day_es(other.last_day), "until_en": day_en(other.last_day)}
        if other.person == kept.person:
            raise AlreadyAppointed((), **told)
        if kept.post is not None and other.post == kept.post:
            role, role_es = kept.role.value, ROLE_NAMES[kept.role]
            raise PostTaken(_successor(other), post=kept.post, role=role, role_es=role_es, **told)


def _successor(holder: Appointment) -> tuple[Finding, ...]:
    es = f"Para suceder a quien lo ocupa envíe replaces: {holder.id}."
    en = f"To succeed the holder send replaces: {holder.id}."
    return (Finding("/replaces", "post-holder", es, en),)
