"""Sessions that the caller was convened to, came to or organised: one's own needs no territory."""

from uuid import UUID

from domain.accompaniment.collaborative_sessions.model import (
    COLLABORATIVE_SESSION,
    SessionKind,
    SessionStatus,
)
from persistence.accompaniment.school_work import members_of
from persistence.calls import Call
from persistence.database import Reading, Versioned, as_read
from persistence.identity.vouchers import answered_for
from persistence.paging import Page, PageWanted, newest_first, read_page
from persistence.people.holders import full_name
from persistence.statements import Query

# Whoever left before it was held was convened to it and no more: what came of it is the school's.
_ACTED_THERE = f"""cardinality({
    members_of("r.place", "(r.starts_at at time zone 'America/Lima')::date", "array[:by::uuid]")
}) > 0"""

# Who else was there, and what others promised, is told to those who read the school's sessions.
_MINE = f"""json_build_object(
    'id', r.id, 'kind', r.kind, 'institution', (
        select json_build_object('code', p.code, 'name', p.name) from place p where p.path = r.place
    ),
    'organiser', (
        select json_build_object('name', {full_name("w")}, 'role', r.organiser_role)
        from person w where w.id = r.organiser_id
    ),
    'organised', r.organiser_id = :by, 'title', r.title, 'agenda', r.agenda,
    'starts_at', r.starts_at, 'ends_at', r.ends_at, 'status', r.status, 'reason', r.reason,
    'convened', coalesce((
        select a.convened from collaborative_attendance a
        where a.session_id = r.id and a.person_id = :by
    ), false),
    'attended', (
        select a.attended from collaborative_attendance a
        where a.session_id = r.id and a.person_id = :by
    ),
    'minutes', case when {_ACTED_THERE} then r.minutes end,
    'agreements', (
        select coalesce(json_agg(json_build_object(
            'text', g.agreement ->> 'text', 'commitment', (
                select json_build_object('id', c.id, 'due_on', c.due_on, 'status', c.status)
                from commitment c
                where c.id = (g.agreement ->> 'commitment_id')::uuid and c.owner_id = :by
            )
        ) order by g.n), '[]')
        from jsonb_array_elements(r.agreements) with ordinality g (agreement, n)
        where {_ACTED_THERE}
    )
)"""

_OF_MINE = f"""(t.organiser_id = :by or t.id = any(array(
    select a.session_id from collaborative_attendance a where a.person_id = :by
)) and {answered_for("t.place")})"""

MY_SESSIONS = newest_first(
    f"""
    select t.* from collaborative_session t
    where {_OF_MINE}
    and (:kind::text is null or t.kind = :kind) and (:status::text is null or t.status = :status)
    """,
    by="starts_at timestamptz",
    view=_MINE,
)

MY_SESSION = Query(f"""
select {_MINE}::text as body, r.version from (
    select t.* from collaborative_session t where t.id = :id and {_OF_MINE}
) r
""")


async def read_my_sessions(
    call: Call[Reading],
    wanted: PageWanted,
    *,
    kind: SessionKind | None,
    status: SessionStatus | None,
) -> Page:
    """The caller's sessions, the latest first."""
    return await read_page(call, MY_SESSIONS, wanted, kind=kind, status=status)


async def read_my_session(call: Call[Reading], id: UUID) -> Versioned:
    """One of them; its version is the session's."""
    return as_read(await MY_SESSION.row(call, id=id), COLLABORATIVE_SESSION)
