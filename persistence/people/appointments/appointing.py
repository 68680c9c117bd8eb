"""Appointments as they are made and ended. Those of one place are decided one after the other."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from asyncpg import Range, Record

from domain.access.permits import PersonId, Place, Reach
from domain.access.roles import Role
from domain.errors import StaleVersion
from domain.events import EventKind
from domain.people.appointments.deciding import Decided
from domain.people.appointments.ending import Ending
from domain.people.appointments.model import (
    ROLE_NAMES,
    Appointment,
    AppointmentId,
    Desk,
    Draft,
    PlaceFound,
    PlaceKind,
    PlaceRef,
    Regime,
    Standing,
)
from domain.people.appointments.refusals import AlreadyAppointed, PostTaken
from domain.people.leaving import leavings
from domain.versions import Change
from persistence.database import Json, Reading, Versioned, Writing, found, refusing, roots
from persistence.fragments import event, given
from persistence.people.appointments.reading import WHAT, show_one, told, view
from persistence.people.leaving import call_off
from persistence.people.people import visible

# The lock is the place's, taken before anything is looked at: two appointments to one post would
# otherwise each see it free, and the constraint that settles it may end in a deadlock.
LOCK_PLACE = """
select p.path::text, p.kind
from place p
where p.kind = $1 and p.code = $2 and p.path <@ any($3::text[]::ltree[])
for no key update
"""

PERSON_AND_POSTS = f"""
select exists (
    select from person p where p.id = $1
    and ({visible("p.id", roots="$2::text[]", caller="$3")} or p.doc_number = upper($4::text))
), coalesce(y.cp_posts, 1), coalesce(y.ct_posts, 1)
from place l
left join institution_year y on l.kind = 'institution' and y.institution_code = l.code
    and y.year = $6
where l.path = $5::text::ltree
"""

_STANDING = """
select a.id, a.person_id, a.role, a.place::text, a.post, a.regime, a.act_number, a.post_code,
    lower(a.valid), upper(a.valid), a.version, a.ended_reason"""

STANDING_AT_PLACE = f"""
{_STANDING}, a.place <@ any($1::text[]::ltree[]) as in_reach
from appointment a
where a.id in ($2, $3)
or (a.place = $4::text::ltree and a.role = $5 and a.valid && $6::daterange)
"""

STANDING_AT_PLACES = f"""
{_STANDING}, true as in_reach
from appointment a
where a.place = any($1::text[]::ltree[]) and a.role = any($2::text[])
and a.place <@ any($3::text[]::ltree[])
"""

STANDING_TO_END = f"""
{_STANDING}, true as in_reach
from appointment a
where a.id = $1 and a.place <@ any($2::text[]::ltree[])
for update
"""

_LOGGED = event(
    given(
        EventKind.APPOINTMENT_CREATED, EventKind.APPOINTMENT_CHANGED, EventKind.APPOINTMENT_ENDED,
        sql="$2",
    ),
    of="shown a", subject="'appointment/' || a.id", whole=told("a", "a.view"), place="a.place",
    by="$1", at="a.updated_at",
)  # fmt: skip
_STORED = f"""
, shown as (
    select a.*, {view("a")} as view from stored a
), logged as ({_LOGGED})
select view::text, version from shown
"""

STORE_APPOINTMENT = f"""
with stored as (
    insert into appointment (
        id, person_id, role, place, post, regime, act_number, post_code, valid, updated_at
    )
    values ($3, $4, $5, $6::text::ltree, $7, $8, $9, $10, $11, $12)
    on conflict (id) do update set
        post = excluded.post, regime = excluded.regime, act_number = excluded.act_number,
        post_code = excluded.post_code, valid = excluded.valid, updated_at = excluded.updated_at,
        ended_reason = case when upper(appointment.valid) = upper(excluded.valid)
                            then appointment.ended_reason end,
        version = appointment.version + 1
    where appointment.version = $13
    returning *
){_STORED}"""

STORE_END = f"""
with stored as (
    update appointment
    set valid = daterange(lower(valid), $4::date), ended_reason = $5, updated_at = $6,
        version = version + 1
    where id = $3 and version = $7
    returning *
){_STORED}"""


async def load_desk(
    db: Writing,
    id: UUID,
    draft: Draft,
    place: PlaceRef,
    *,
    doc_number: str | None,
    reach: Reach,
) -> Desk:
    """What the decision looks at; from here to the commit nobody else appoints at the place.

    A person out of reach is known to who also knows their document number.
    """
    row = found(await db.fetchrow(LOCK_PLACE, place.kind, place.code, roots(reach)), "ese lugar")
    path, kind = Place(row[0]), PlaceKind(row[1])
    known = await db.fetchrow(
        PERSON_AND_POSTS,
        draft.person,
        roots(reach),
        reach.person,
        doc_number,
        path,
        draft.valid_from.year,
    )
    assert known is not None  # noqa: S101  the place is locked
    span = Range(min(draft.valid_from, draft.until or draft.valid_from), draft.until)
    standing = await db.fetch(
        STANDING_AT_PLACE, roots(reach), id, draft.replaces, path, draft.role, span
    )
    return Desk(PlaceFound(path, kind, known[1], known[2]), known[0], _standing_of(standing))


async def load_standing(
    db: Reading, places: Sequence[Place], roles: Sequence[Role], *, reach: Reach
) -> tuple[Standing, ...]:
    """Every appointment of some roles at some places, whenever it was or will be in force."""
    return _standing_of(await db.fetch(STANDING_AT_PLACES, places, roles, roots(reach)))


async def load_to_end(db: Writing, id: UUID, *, reach: Reach) -> Standing:
    """The appointment that is to be ended, locked."""
    rows = await db.fetch(STANDING_TO_END, id, roots(reach))
    return found(next(iter(_standing_of(rows)), None), WHAT)


def _standing_of(rows: Sequence[Record]) -> tuple[Standing, ...]:
    return tuple(
        Standing(
            Appointment(
                AppointmentId(r[0]),
                PersonId(r[1]),
                Role(r[2]),
                Place(r[3]),
                r[4],
                Regime(r[5]) if r[5] else None,
                r[6],
                r[7],
                r[8],
                r[9],
            ),
            version=r["version"],
            ended_reason=r["ended_reason"],
            in_reach=r["in_reach"],
        )
        for r in rows
    )


async def store(db: Writing, decided: Decided, *, reach: Reach, now: datetime) -> Versioned:
    """The appointment as decided and the end it gives to the one before, each with its event; and
    what is to come of whoever acts there no more is called off."""
    kept = decided.appointment
    if decided.change is Change.NOTHING:
        return await show_one(db, kept.id, reach=reach)
    ended = [kept] if decided.change is Change.REPLACE else []
    if decided.ends is not None:
        await _store_end(db, decided.ends, reach=reach, now=now)
        ended.append(decided.ends.appointment)
    created = decided.change is Change.CREATE
    just_now = {
        "until_es": "por alguien que acaba de ser nombrado",
        "until_en": "by someone appointed just now",
    }
    role, role_es = kept.role.value, ROLE_NAMES[kept.role]
    taken = PostTaken((), post=kept.post, role=role, role_es=role_es, **just_now)
    with refusing(
        appointment_one_holder_per_post=taken,
        appointment_once_per_person=AlreadyAppointed((), **just_now),
    ):
        row = await db.fetchrow(
            STORE_APPOINTMENT,
            reach.person,
            EventKind.APPOINTMENT_CREATED if created else EventKind.APPOINTMENT_CHANGED,
            kept.id,
            kept.person,
            kept.role,
            kept.place,
            kept.post,
            kept.regime,
            kept.act_number,
            kept.post_code,
            Range(kept.valid_from, kept.until),
            now,
            decided.over,
        )
    stored = _stored(row, created=created)
    await call_off(db, leavings(ended), reach=reach, now=now)
    return stored


async def store_end(db: Writing, ending: Ending, *, reach: Reach, now: datetime) -> Versioned:
    """The end of an appointment, with its event; and what was to come after it is called off."""
    if ending.change is Change.NOTHING:
        return await show_one(db, ending.appointment.id, reach=reach)
    stored = await _store_end(db, ending, reach=reach, now=now)
    await call_off(db, leavings([ending.appointment]), reach=reach, now=now)
    return stored


async def _store_end(db: Writing, ending: Ending, *, reach: Reach, now: datetime) -> Versioned:
    kept = ending.appointment
    row = await db.fetchrow(
        STORE_END,
        reach.person,
        EventKind.APPOINTMENT_ENDED,
        kept.id,
        kept.until,
        ending.reason,
        now,
        ending.over,
    )
    return _stored(row, created=False)


def _stored(row: Record | None, *, created: bool) -> Versioned:
    if row is None:
        raise StaleVersion(what=WHAT)
    return Versioned(Json(row[0]), row[1], created=created)
