"""Sessions as lists and one by one, each within the caller's reach."""

from dataclasses import dataclass, replace
from uuid import UUID

from domain.accompaniment.collaborative_sessions.model import (
    COLLABORATIVE_SESSION,
    SessionKind,
    SessionStatus,
)
from domain.territory.places import OfficialPlace
from persistence.calls import Call
from persistence.database import Reading, Versioned, as_read
from persistence.fragments import in_place, in_reach, place_of
from persistence.paging import Page, PageWanted, newest_first, read_page
from persistence.people.holders import full_name
from persistence.statements import Query


def _promised() -> str:
    """A commitment `c` of a session as another session of the school tells it."""
    return f"""json_build_object(
    'id', c.id, 'session_id', c.session_id, 'owner', (
        select json_build_object('id', w.id, 'name', {full_name("w")})
        from person w where w.id = c.owner_id
    ),
    'text', c.text, 'due_on', c.due_on, 'status', c.status, 'carried_to', (
        select json_build_object(
            'id', n.id, 'text', n.text, 'due_on', n.due_on, 'status', n.status
        )
        from commitment n where n.carried_from = c.id
    )
)"""


_BRIEF = f"""'id', r.id, 'kind', r.kind, 'year', r.year, 'institution', (
        select json_build_object('code', p.code, 'name', p.name) from place p where p.path = r.place
    ),
    'organiser', (
        select json_build_object('id', w.id, 'name', {full_name("w")}, 'role', r.organiser_role)
        from person w where w.id = r.organiser_id
    ),
    'title', r.title, 'starts_at', r.starts_at, 'ends_at', r.ends_at, 'status', r.status"""

_ROW = f"""json_build_object({_BRIEF}, 'convened', (
    select count(*) from collaborative_attendance a where a.session_id = r.id and a.convened
), 'attended', case when r.status in ('held', 'minuted') then (
    select count(*) from collaborative_attendance a where a.session_id = r.id and a.attended
) end)"""

# What the school's earlier sessions left open, and what became of theirs in this one.
_LEFT_OPEN = f"""(
    select coalesce(json_agg({_promised()} order by c.due_on, c.id), '[]')
    from collaborative_session o join commitment c on c.session_id = o.id
    where o.place = any(array[r.place]) and o.starts_at < r.starts_at and c.status = 'open'
    and r.status <> 'cancelled'
)"""

_REVIEWED = f"""(
    select coalesce(json_agg({_promised()} order by c.due_on, c.id), '[]')
    from commitment c where c.reviewed_in_session = r.id
)"""

_WHOLE = f"""json_build_object({_BRIEF},
    'agenda', r.agenda, 'reason', r.reason, 'minutes', r.minutes,
    'people', (
        select coalesce(json_agg(json_build_object(
            'id', w.id, 'name', {full_name("w")}, 'convened', a.convened, 'attended', a.attended
        ) order by w.sort_key, w.id), '[]')
        from collaborative_attendance a join person w on w.id = a.person_id
        where a.session_id = r.id
    ),
    'agreements', (
        select coalesce(json_agg(json_build_object(
            'text', g.agreement ->> 'text', 'commitment', (
                select json_build_object(
                    'id', c.id, 'owner', json_build_object('id', w.id, 'name', {full_name("w")}),
                    'due_on', c.due_on, 'status', c.status
                )
                from commitment c join person w on w.id = c.owner_id
                where c.id = (g.agreement ->> 'commitment_id')::uuid
            )
        ) order by g.n), '[]')
        from jsonb_array_elements(r.agreements) with ordinality g (agreement, n)
    ),
    'to_review', {_LEFT_OPEN}, 'reviewed', {_REVIEWED}
)"""

SESSIONS = newest_first(
    f"""
    select t.* from collaborative_session t
    where {in_reach("t.place")} and {in_place("t.place")}
    and (:year::int is null or t.year = :year) and (:kind::text is null or t.kind = :kind)
    and (:status::text is null or t.status = :status)
    """,
    by="starts_at timestamptz",
    view=_ROW,
)

SESSION_SEEN = Query(f"""
select {_WHOLE}::text as body, r.version
from collaborative_session r where r.id = :id and {in_reach("r.place")}
""")


@dataclass(frozen=True, slots=True)
class SessionFilter:
    """Which sessions of those in reach; None means any."""

    under: OfficialPlace | None = None
    year: int | None = None
    kind: SessionKind | None = None
    status: SessionStatus | None = None


async def read_sessions(call: Call[Reading], wanted: PageWanted, chosen: SessionFilter) -> Page:
    """The sessions in reach, the latest first."""
    narrowed = {"year": chosen.year, "kind": chosen.kind, "status": chosen.status}
    return await read_page(call, SESSIONS, wanted, **place_of(chosen.under), **narrowed)


async def read_session(call: Call[Reading], id: UUID, *, created: bool = False) -> Versioned:
    """One session with its people, if its school is in reach; `created`: by this call."""
    return replace(
        as_read(await SESSION_SEEN.row(call, id=id), COLLABORATIVE_SESSION), created=created
    )
