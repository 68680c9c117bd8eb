"""Sessions that the caller was convened to, came to or organised: one's own needs no territory."""

from uuid import UUID

from domain.access.permits import PersonId
from domain.accompaniment.collaborative_sessions.model import WHAT, SessionKind, SessionStatus
from persistence.accompaniment.school_work import FIRST_DAY, members_of
from persistence.database import Json, Reading, Versioned, found
from persistence.paging import Page, PageWanted, fetch_page, page_of
from persistence.people.holders import full_name

# Whoever left before it was held was convened to it and no more: what came of it is the school's.
_ACTED_THERE = f"""cardinality({
    members_of("r.place", "(r.starts_at at time zone 'America/Lima')::date", "array[$1::uuid]")
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
    'organised', r.organiser_id = $1, 'title', r.title, 'agenda', r.agenda,
    'starts_at', r.starts_at, 'ends_at', r.ends_at, 'status', r.status, 'reason', r.reason,
    'convened', coalesce((
        select a.convened from collaborative_attendance a
        where a.session_id = r.id and a.person_id = $1
    ), false),
    'attended', (
        select a.attended from collaborative_attendance a
        where a.session_id = r.id and a.person_id = $1
    ),
    'minutes', case when {_ACTED_THERE} then r.minutes end,
    'agreements', (
        select coalesce(json_agg(json_build_object(
            'text', g.agreement ->> 'text', 'commitment', (
                select json_build_object('id', c.id, 'due_on', c.due_on, 'status', c.status)
                from commitment c
                where c.id = (g.agreement ->> 'commitment_id')::uuid and c.owner_id = $1
            )
        ) order by g.n), '[]')
        from jsonb_array_elements(r.agreements) with ordinality g (agreement, n)
        where {_ACTED_THERE}
    )
)"""

_OF_MINE = """(t.organiser_id = $1 or t.id = any(array(
    select a.session_id from collaborative_attendance a where a.person_id = $1
)))"""

MY_SESSIONS = page_of(
    f"""
    select t.* from collaborative_session t
    where {_OF_MINE}
    and ($2::text is null or t.kind = $2) and ($3::text is null or t.status = $3)
    and (t.starts_at, t.id) < ($4::text::timestamptz, $5::text::uuid)
    order by t.starts_at desc, t.id desc
    limit $6 + 1
    """,
    view=_MINE,
    keys=("starts_at", "id"),
    limit="$6",
)

MY_SESSION = f"""
select {_MINE}::text, r.version from (
    select t.* from collaborative_session t where t.id = $2 and {_OF_MINE}
) r
"""


async def show_mine(
    db: Reading,
    wanted: PageWanted,
    *,
    kind: SessionKind | None,
    status: SessionStatus | None,
    person: PersonId,
) -> Page:
    """The caller's sessions, the latest first."""
    after = wanted.after or FIRST_DAY
    return await fetch_page(db, MY_SESSIONS, person, kind, status, *after, wanted.limit)


async def show_my_session(db: Reading, id: UUID, *, person: PersonId) -> Versioned:
    """One of them; its version is the session's."""
    row = found(await db.fetchrow(MY_SESSION, person, id), WHAT)
    return Versioned(Json(row[0]), row[1])
