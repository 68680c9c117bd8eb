"""Scheduling a session or moving it, with the bookings of its people, in one statement."""

from uuid import UUID

from domain.accompaniment.collaborative_sessions.model import (
    COLLABORATIVE_SESSION,
    CollaborativeSession,
    SchedulingFacts,
)
from domain.accompaniment.collaborative_sessions.scheduling import ScheduleDecision
from domain.errors import StaleVersion
from domain.events import EventKind
from domain.territory.institutions.model import INSTITUTION
from persistence.accompaniment.collaborative_sessions.views import session_state
from persistence.accompaniment.school_work import members_of
from persistence.bookings import BOOKED_BEFORE, engagements, turn
from persistence.calls import Call
from persistence.database import Overtaken, Reading, Storing, found
from persistence.fragments import event, given, in_reach
from persistence.mapping import columns, from_json, to_text
from persistence.people.holders import full_name
from persistence.statements import Command, Query

_DAY = "(:starts_at::timestamptz at time zone 'America/Lima')::date"

# Of a session whose organiser acts there on that day no more, whoever changes it takes it on.
_ORGANISER_LEFT = f"""(x.id is not null and cardinality({
    members_of("p.path", _DAY, "array[x.organiser_id]")
}) = 0)"""

_BOOKINGS = engagements(
    f"""array_append(:convened::uuid[],
        case when x.id is null or {_ORGANISER_LEFT} then :by else x.organiser_id end)""",
    starts=":starts_at::timestamptz",
    ends=":ends_at::timestamptz",
    besides="array[:id::uuid]",
)

SCHEDULING_FACTS = Query(f"""
select json_build_object(
    'school', json_build_object(
        'place', p.path, 'year', y.year, 'members', {members_of("p.path", _DAY, ":convened")}
    ),
    'names', (
        select coalesce(json_object_agg(w.id, {full_name("w")}), '{{}}')
        from person w where w.id = any(:convened::uuid[])
    ),
    'bookings', {_BOOKINGS}, 'present', {session_state("x")},
    'elsewhere', coalesce(x.place <> p.path, false), 'organiser_left', {_ORGANISER_LEFT}
)::text
from place p
left join lateral (
    select y.year from school_year y where {_DAY} between y.starts_on and y.ends_on
    order by y.year desc limit 1
) y on true
left join collaborative_session x on x.id = :id
where p.kind = 'institution' and p.code = :institution and {in_reach("p.path")}
""")

_SCHEDULED = event(
    given(
        EventKind.COLLABORATIVE_SESSION_SCHEDULED,
        EventKind.COLLABORATIVE_SESSION_RESCHEDULED,
        EventKind.COLLABORATIVE_SESSION_CHANGED,
    ),
    of="stored",
    subject="'collaborative-session/' || id",
    data="'kind', kind, 'year', year, 'starts_at', starts_at, 'ends_at', ends_at",
)

_STORED = """
    insert into collaborative_session as was (
        id, year, place, kind, title, agenda, starts_at, ends_at, organiser_id, organiser_role,
        status, agreements
    )
    values (
        :id, :year, :place::text::ltree, :kind, :title, :agenda::jsonb, :starts_at, :ends_at,
        :organiser_id, :organiser_role, 'scheduled', '[]'
    )
    on conflict (id) do update set year = excluded.year, kind = excluded.kind,
        title = excluded.title, agenda = excluded.agenda, starts_at = excluded.starts_at,
        ends_at = excluded.ends_at, version = was.version + 1,
        organiser_id = excluded.organiser_id, organiser_role = case
            when was.organiser_id = excluded.organiser_id then was.organiser_role
            else excluded.organiser_role
        end
    where was.version = :version and was.place = excluded.place and was.status = 'scheduled'
    returning *
"""

STORE_SESSION = Command(
    f"""
with stored as ({_STORED}), left_out as (
    delete from collaborative_attendance a using stored s
    where a.session_id = s.id and a.person_id <> all(:convened::uuid[])
), called as (
    insert into collaborative_attendance (session_id, person_id, convened)
    select distinct s.id, c.id, true from stored s cross join unnest(:convened::uuid[]) c (id)
    on conflict (session_id, person_id) do nothing
), freed as (
    delete from booking b using stored s
    where b.what = 'session' and b.subject_id = s.id returning b.id
), turn as ({
        turn("select organiser_id from stored union select unnest(:convened::uuid[]) from stored")
    }), booked as (
    insert into booking (person_id, during, what, subject_id)
    select t.id, tstzrange(s.starts_at, s.ends_at), 'session', s.id
    from (select count(*) from freed) f cross join stored s cross join turn t
), logged as ({_SCHEDULED})
select true from stored
""",
    **BOOKED_BEFORE,
)


async def load_scheduling_facts(
    call: Call[Reading], id: UUID, institution: str, session: CollaborativeSession
) -> SchedulingFacts:
    """The school in reach on the day, its people, who is taken, and what stands under the id."""
    facts = await SCHEDULING_FACTS.value(
        call,
        id=id,
        institution=institution,
        convened=session.convened,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
    )
    return from_json(SchedulingFacts, found(facts, INSTITUTION))


async def store_session(
    call: Call[Storing],
    id: UUID,
    session: CollaborativeSession,
    facts: SchedulingFacts,
    decision: ScheduleDecision,
) -> None:
    """The session with the bookings of its people and its event."""
    values = columns(session) | {"agenda": to_text(session.agenda)}
    organiser = columns(decision)
    del organiser["change"]
    where = {"place": facts.school.place, "year": facts.school.year}
    version = facts.present.version if facts.present else 0
    if not await STORE_SESSION.value(call, id=id, **where, **values, **organiser, version=version):
        raise Overtaken(StaleVersion(what=COLLABORATIVE_SESSION))
