"""Calling a session off, who attended it, its minutes: each in one statement with its event."""

from uuid import UUID

from domain.accompaniment.collaborative_sessions.model import (
    COLLABORATIVE_SESSION,
    AttendanceFacts,
    AttendanceRequest,
    CollaborativeSessionState,
    SessionMinutes,
)
from domain.accompaniment.commitments.model import CommitmentKnown
from domain.errors import StaleVersion
from domain.events import EventKind
from persistence.accompaniment.collaborative_sessions.views import session_state
from persistence.accompaniment.school_work import members_of
from persistence.bookings import BOOKED_BEFORE, engagements, turn
from persistence.calls import Call
from persistence.database import Overtaken, Reading, Storing, found
from persistence.fragments import event, in_reach
from persistence.mapping import from_json, to_text
from persistence.statements import Command, Query

_DAY = "(t.starts_at at time zone 'America/Lima')::date"
_BOOKINGS = engagements(
    ":people::uuid[]", starts="t.starts_at", ends="t.ends_at", besides="array[t.id]"
)

SESSION_STATE = Query(f"""
select {session_state("t")}::text
from collaborative_session t where t.id = :id and {in_reach("t.place")}
""")

ATTENDANCE_FACTS = Query(f"""
select json_build_object('state', {session_state("t")}, 'bookings', {_BOOKINGS},
    'members', {members_of("t.place", _DAY, ":people")})::text
from collaborative_session t where t.id = :id and {in_reach("t.place")}
""")

_SUBJECT = "'collaborative-session/' || id"
_CANCELLED = event(
    EventKind.COLLABORATIVE_SESSION_CANCELLED,
    of="cancelled",
    subject=_SUBJECT,
    data="'kind', kind, 'year', year",
)

CANCEL_SESSION = Command(f"""
with cancelled as (
    update collaborative_session set status = 'cancelled', reason = :reason, version = version + 1
    where id = :id and version = :version and status = 'scheduled'
    returning *
), freed as (
    delete from booking b using cancelled c where b.what = 'session' and b.subject_id = c.id
), logged as ({_CANCELLED})
select true from cancelled
""")

_ORGANISER_LEFT = f"""(t.status = 'scheduled' and t.organiser_id <> :by and cardinality({
    members_of("t.place", _DAY, "array[t.organiser_id]")
}) = 0)"""

_HELD = event(
    EventKind.COLLABORATIVE_SESSION_HELD,
    of="held",
    subject=_SUBJECT,
    data="""'kind', kind, 'year', year, 'attended', (
        select count(*) from unnest(:attended::bool[]) p (attended) where p.attended
    )""",
)

# Held by the director where its organiser acts there no more, it becomes theirs, as by a change.
# Who was absent has their time back; who was said to be so and came after all is taken again. Who
# came unconvened is taken like the convened, until their name is taken off the list.
HOLD_SESSION = Command(
    f"""
with held as (
    update collaborative_session t set status = 'held', version = version + 1,
        organiser_id = case when {_ORGANISER_LEFT} then :by else t.organiser_id end,
        organiser_role = case when {_ORGANISER_LEFT} then 'director' else t.organiser_role end
    where id = :id and version = :version and status in ('scheduled', 'held')
    returning *
), gone as (
    delete from collaborative_attendance a using held h
    where a.session_id = h.id and not a.convened and a.person_id <> all(:people::uuid[])
    returning a.person_id
), listed as (
    insert into collaborative_attendance (session_id, person_id, convened, attended)
    select h.id, p.id, false, p.attended
    from held h cross join unnest(:people::uuid[], :attended::bool[]) p (id, attended)
    on conflict (session_id, person_id) do update set attended = excluded.attended
    returning person_id, attended
), freed as (
    delete from booking b using held h
    where b.what = 'session' and b.subject_id = h.id and b.person_id in (
        select t.person_id from listed t where not t.attended
        union select g.person_id from gone g where g.person_id <> h.organiser_id
    )
), turn as (
    {turn("select t.person_id from listed t where t.attended")}
), booked as (
    insert into booking (person_id, during, what, subject_id)
    select w.id, tstzrange(h.starts_at, h.ends_at), 'session', h.id
    from held h cross join turn w
    where not exists (
        select from booking b
        where b.what = 'session' and b.subject_id = h.id and b.person_id = w.id
    )
), logged as ({_HELD})
select true from held
""",
    **BOOKED_BEFORE,
)

_MADE = event(
    EventKind.COMMITMENT_MADE,
    of="promised",
    subject="'commitment/' || id",
    data="'session', session_id, 'owner', owner_id, 'due_on', due_on",
)
_MINUTED = event(
    EventKind.COLLABORATIVE_SESSION_MINUTED,
    of="minuted",
    subject=_SUBJECT,
    data="'kind', kind, 'year', year, 'agreements', jsonb_array_length(agreements)",
)

# An agreement is kept with the id of the commitment that it makes, whose text is the agreement's.
MINUTE_SESSION = Command(
    f"""
with agreed as (
    select g.n, g.agreement ->> 'text' as text, g.agreement -> 'commitment' as commitment
    from jsonb_array_elements(:agreements::jsonb) with ordinality g (agreement, n)
), minuted as (
    update collaborative_session set status = 'minuted', minutes = :text, version = version + 1,
        agreements = (
            select coalesce(jsonb_agg(jsonb_build_object(
                'text', a.text, 'commitment_id', a.commitment ->> 'id'
            ) order by a.n), '[]') from agreed a
        )
    where id = :id and version = :version and status = 'held'
    returning *
), promised as (
    insert into commitment (id, year, place, session_id, owner_id, text, due_on, status)
    select (a.commitment ->> 'id')::uuid, m.year, m.place, m.id,
        (a.commitment ->> 'owner_id')::uuid, a.text, (a.commitment ->> 'due_on')::date, 'open'
    from minuted m cross join agreed a where a.commitment ->> 'id' is not null
    returning *
), promised_logged as ({_MADE}), logged as ({_MINUTED})
select true from minuted
""",
    commitment_pkey=CommitmentKnown,
)


async def load_session(call: Call[Reading], id: UUID) -> CollaborativeSessionState:
    """A session in reach."""
    return from_json(
        CollaborativeSessionState,
        found(await SESSION_STATE.value(call, id=id), COLLABORATIVE_SESSION),
    )


async def load_attendance_facts(
    call: Call[Reading], id: UUID, request: AttendanceRequest
) -> AttendanceFacts:
    """A session in reach, and what those named do while it lasts."""
    facts = await ATTENDANCE_FACTS.value(call, id=id, people=list(request.by_person))
    return from_json(AttendanceFacts, found(facts, COLLABORATIVE_SESSION))


async def store_cancellation(
    call: Call[Storing], id: UUID, reason: str, state: CollaborativeSessionState
) -> None:
    """The session as called off; its people have their time back."""
    done = await CANCEL_SESSION.value(call, id=id, reason=reason, version=state.version)
    _check_stored(done)


async def store_attendance(
    call: Call[Storing], id: UUID, request: AttendanceRequest, state: CollaborativeSessionState
) -> None:
    """The session as held, with who came and the bookings that follow."""
    people = request.by_person
    done = await HOLD_SESSION.value(
        call, id=id, version=state.version, people=list(people), attended=list(people.values())
    )
    _check_stored(done)


async def store_minutes(
    call: Call[Storing], id: UUID, minutes: SessionMinutes, state: CollaborativeSessionState
) -> None:
    """The minutes with their agreements, and the commitments that these make."""
    agreements = to_text(minutes.agreements)
    done = await MINUTE_SESSION.value(
        call, id=id, version=state.version, text=minutes.text, agreements=agreements
    )
    _check_stored(done)


def _check_stored(done: bool | None) -> None:
    if not done:
        raise Overtaken(StaleVersion(what=COLLABORATIVE_SESSION))
