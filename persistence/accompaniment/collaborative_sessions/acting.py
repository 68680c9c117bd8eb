"""Calling a session off, who attended it, its minutes: each in one statement with its event."""

import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from uuid import UUID

from domain.access.permits import Permit, PersonId
from domain.accompaniment.collaborative_sessions.holding import Attendance, hold, minute
from domain.accompaniment.collaborative_sessions.model import WHAT, Minutes, SessionDesk
from domain.accompaniment.collaborative_sessions.refusals import CommitmentKnown
from domain.accompaniment.collaborative_sessions.scheduling import cancel
from domain.bookings import PersonBusy
from domain.versions import Change
from persistence.accompaniment.collaborative_sessions.reading import show_session
from persistence.accompaniment.collaborative_sessions.standing import standing, standing_of
from persistence.accompaniment.school_work import members_of, settled
from persistence.bookings import lost_the_turn, taken, taken_of, turn
from persistence.database import Reading, Storing, Versioned, found, refusing, roots

_TAKEN = taken("$3::uuid[]", starts="t.starts_at", ends="t.ends_at", besides="array[t.id]")

SESSION_DESK = f"""
select {standing("t")}::text as standing, {
    members_of("t.place", "(t.starts_at at time zone 'America/Lima')::date", "$3")
} as members, {_TAKEN}::text as taken
from collaborative_session t where t.id = $1 and t.place <@ any($2::text[]::ltree[])
"""

CANCEL_SESSION = """
with cancelled as (
    update collaborative_session set status = 'cancelled', reason = $5, version = version + 1
    where id = $1 and version = $2 and status = 'scheduled'
    returning *
), freed as (
    delete from booking b using cancelled c where b.what = 'session' and b.subject_id = c.id
)
insert into event (at, actor_id, place, kind, subject, payload)
select $4, $3, place, 'collaborative_session.cancelled', 'collaborative-session/' || id,
    jsonb_build_object('kind', kind, 'year', year)
from cancelled
returning true
"""

_ORGANISER_LEFT = f"""(t.status = 'scheduled' and t.organiser_id <> $3 and cardinality({
    members_of(
        "t.place", "(t.starts_at at time zone 'America/Lima')::date", "array[t.organiser_id]"
    )
}) = 0)"""

# Held by the director where its organiser acts there no more, it becomes theirs, as by a change.
# Who was absent has their time back; who was said to be so and came after all is taken again. Who
# came unconvened is taken like the convened, until their name is taken off the list.
HOLD_SESSION = f"""
with held as (
    update collaborative_session t set status = 'held', version = version + 1,
        organiser_id = case when {_ORGANISER_LEFT} then $3 else t.organiser_id end,
        organiser_role = case when {_ORGANISER_LEFT} then 'director' else t.organiser_role end
    where id = $1 and version = $2 and status in ('scheduled', 'held')
    returning *
), gone as (
    delete from collaborative_attendance a using held h
    where a.session_id = h.id and not a.convened and a.person_id <> all($5::uuid[])
    returning a.person_id
), told as (
    insert into collaborative_attendance (session_id, person_id, convened, attended)
    select h.id, p.id, false, p.attended
    from held h cross join unnest($5::uuid[], $6::bool[]) p (id, attended)
    on conflict (session_id, person_id) do update set attended = excluded.attended
    returning person_id, attended
), freed as (
    delete from booking b using held h
    where b.what = 'session' and b.subject_id = h.id and b.person_id in (
        select t.person_id from told t where not t.attended
        union select g.person_id from gone g where g.person_id <> h.organiser_id
    )
), turn as (
    {turn("select t.person_id from told t where t.attended")}
), booked as (
    insert into booking (person_id, during, what, subject_id)
    select w.id, tstzrange(h.starts_at, h.ends_at), 'session', h.id
    from held h cross join turn w
    where not exists (
        select from booking b
        where b.what = 'session' and b.subject_id = h.id and b.person_id = w.id
    )
)
insert into event (at, actor_id, place, kind, subject, payload)
select $4, $3, place, 'collaborative_session.held', 'collaborative-session/' || id,
    jsonb_build_object('kind', kind, 'year', year, 'attended', (
        select count(*) from unnest($6::bool[]) p (attended) where p.attended
    ))
from held
returning true
"""

MINUTE_SESSION = """
with minuted as (
    update collaborative_session set status = 'minuted', minutes = $5, agreements = $6::jsonb,
        version = version + 1
    where id = $1 and version = $2 and status = 'held'
    returning *
), promised as (
    insert into commitment (id, year, place, session_id, owner_id, text, due_on, status)
    select p.id, m.year, m.place, m.id, p.owner_id, p.text, p.due_on, 'open'
    from minuted m
    cross join jsonb_to_recordset($7::jsonb) p (id uuid, owner_id uuid, text text, due_on date)
    returning *
), promised_logged as (
    insert into event (at, actor_id, place, kind, subject, payload)
    select $4, $3, place, 'commitment.made', 'commitment/' || id,
        jsonb_build_object('session', session_id, 'owner', owner_id, 'due_on', due_on)
    from promised
)
insert into event (at, actor_id, place, kind, subject, payload)
select $4, $3, place, 'collaborative_session.minuted', 'collaborative-session/' || id,
    jsonb_build_object('kind', kind, 'year', year, 'agreements', jsonb_array_length(agreements))
from minuted
returning true
"""

Attempt = Callable[[], Awaitable[Change | None]]


async def cancel_session(
    db: Storing, id: UUID, reason: str, permit: Permit, *, if_match: int | None, now: datetime
) -> Versioned:
    """Call a session off and give its people their time back."""

    async def attempt() -> Change | None:
        desk = await _load(db, id, [], permit=permit)
        if cancel(desk.standing, reason, permit, if_match=if_match) is Change.NOTHING:
            return Change.NOTHING
        done = await db.once(CANCEL_SESSION, id, if_match, permit.person, now, reason)
        return Change.REPLACE if done else None

    return await _shown_after(db, id, attempt, permit)


async def hold_session(
    db: Storing,
    id: UUID,
    given: Attendance,
    permit: Permit,
    *,
    if_match: int | None,
    now: datetime,
) -> Versioned:
    """Keep who attended, or mend it while there are no minutes."""
    persons = [person for person, _ in given]

    async def attempt() -> Change | None:
        desk = await _load(db, id, persons, permit=permit)
        if hold(desk, given, permit, if_match=if_match, now=now) is Change.NOTHING:
            return Change.NOTHING
        came = [attended for _, attended in given]
        with refusing(**lost_the_turn()):
            done = await db.once(HOLD_SESSION, id, if_match, permit.person, now, persons, came)
        return Change.REPLACE if done else None

    try:
        return await _shown_after(db, id, attempt, permit)
    except PersonBusy:  # somebody took the time in between: looked at again, to say who
        return await _shown_after(db, id, attempt, permit)


async def minute_session(
    db: Storing,
    id: UUID,
    given: Minutes,
    permit: Permit,
    *,
    if_match: int | None,
    now: datetime,
) -> Versioned:
    """Keep the minutes with their agreements, and the commitments that these make."""

    async def attempt() -> Change | None:
        desk = await _load(db, id, [], permit=permit)
        if minute(desk.standing, given, permit, if_match=if_match) is Change.NOTHING:
            return Change.NOTHING
        about = (given.text, *_agreed(given))
        with refusing(commitment_pkey=CommitmentKnown()):
            done = await db.once(MINUTE_SESSION, id, if_match, permit.person, now, *about)
        return Change.REPLACE if done else None

    return await _shown_after(db, id, attempt, permit)


async def _load(db: Reading, id: UUID, persons: list[PersonId], *, permit: Permit) -> SessionDesk:
    row = found(await db.fetchrow(SESSION_DESK, id, roots(permit.reach), persons), WHAT)
    members = frozenset(map(PersonId, row["members"]))
    return SessionDesk(standing_of(row["standing"]), members, taken_of(row["taken"]))


async def _shown_after(db: Storing, id: UUID, attempt: Attempt, permit: Permit) -> Versioned:
    await settled(attempt, what=WHAT)
    return await show_session(db, id, reach=permit.reach)


def _agreed(given: Minutes) -> tuple[str, str]:
    """The agreements as they are kept, and the rows of their commitments."""
    kept, promised = [], []
    for agreement in given.agreements:
        promise = agreement.commitment
        kept.append({"text": agreement.text, "commitment_id": str(promise.id) if promise else None})
        if promise:
            promised.append(
                {
                    "id": str(promise.id),
                    "owner_id": str(promise.owner),
                    "text": agreement.text,
                    "due_on": promise.due_on.isoformat(),
                }
            )
    return json.dumps(kept), json.dumps(promised)
