"""Temporary access in PostgreSQL: given, ended, and shown to those it touches."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from asyncpg import Record

from domain.access.permits import PersonId, Place, Reach
from domain.access.roles import Role
from domain.errors import StaleVersion
from domain.events import EventKind
from domain.identity.access_grants import WHAT, AccessGrant, Desk, Given
from domain.people.appointments.model import PlaceKind, PlaceRef
from domain.versions import Change
from persistence.database import Json, Reading, Versioned, Writing, found, roots
from persistence.fragments import event, given
from persistence.paging import Page, PageWanted, fetch_page, page_of
from persistence.people.holders import full_name
from persistence.people.people import names, place_view, visible
from persistence.territory.territory import PlaceNamed, named


def granted(person: str, *, now: str) -> str:
    """The roles that a person holds for a time only, with the duties that a managing DRE inherits
    (F54), as rows `role, place, post, temporary`. No post: nothing is owed by them."""
    return f"""
    select g.role, g.place::text, null::smallint, true
    from access_grant g
    where g.person_id = {person} and {in_force("g", now=now)}
    union all
    select 'ugel', i.path::text, null::smallint, true
    from access_grant g
    join iged i on i.manages_institutions and i.kind in ('dre', 'gre') and i.path <@ g.place
    where g.person_id = {person} and g.role = 'dre' and {in_force("g", now=now)}
    """


def in_force(g: str, *, now: str) -> str:
    """True while a grant counts."""
    return f"({g}.ended_at is null and {g}.starts_at <= {now} and {g}.expires_at > {now})"


def view(g: str) -> str:
    """A grant as every answer shows it."""
    return f"""json_build_object(
    'id', {g}.id, 'actor', (
        select json_build_object('id', p.id, {names("p")}) from person p where p.id = {g}.person_id
    ),
    'role', {g}.role, 'place', {place_view(f"{g}.place")}, 'reason', {g}.reason,
    'made_by', {_somebody(f"{g}.made_by")}, 'starts_at', {g}.starts_at,
    'expires_at', {g}.expires_at, 'ended_at', {g}.ended_at,
    'ended_by', {_somebody(f"{g}.ended_by")}, 'ended_reason', {g}.ended_reason
)"""


def _somebody(id: str) -> str:
    return f"""(
    select json_build_object('id', b.id, 'name', {full_name("b")}) from person b where b.id = {id}
)"""


# It touches its own place, all that lies below, and whoever watches over them from above.
_SEEN = """(
    g.place <@ any($1::text[]::ltree[]) or g.place @> any($1::text[]::ltree[]) or g.person_id = $2
)"""

ACCESS_GRANTS = page_of(
    f"""
    select g.* from access_grant g
    where {_SEEN}
    and ($3::uuid is null or g.person_id = $3) and ($4::text is null or g.role = $4)
    and ($5::text is null
        or g.place <@ (select f.path from place f where f.kind = $5 and f.code = $6))
    and ($7::bool is null or $7 = {in_force("g", now="$8::timestamptz")})
    and (g.starts_at, g.id) < ($9::text::timestamptz, $10::text::uuid)
    order by g.starts_at desc, g.id desc
    limit $11 + 1
    """,
    view=view("r"),
    keys=("starts_at", "id"),
    limit="$11",
)

ONE_ACCESS_GRANT = f"""
select {view("g")}::text, g.version from access_grant g where {_SEEN} and g.id = $3
"""

# Those of one place are decided one after the other: a repeated request finds the first.
LOCK_PLACE = """
select p.path::text, p.kind
from place p
where p.kind = $1 and p.code = $2 and p.path <@ any($3::text[]::ltree[])
for no key update
"""

ACCESS_GRANT_DESK = f"""
select exists (
    select from person p where p.id = $2
    and ({visible("p.id", roots="$3::text[]", caller="$4")} or p.doc_number = upper($5::text))
) as person_known, g.*, g.place::text as at, g.place <@ any($3::text[]::ltree[]) as in_reach
from (values (1)) one left join access_grant g on g.id = $1
"""

ACCESS_GRANT_TO_END = """
select g.*, g.place::text as at, true as in_reach
from access_grant g
where g.id = $1 and g.place <@ any($2::text[]::ltree[])
for update
"""

_LOGGED = event(
    given(
        EventKind.ACCESS_GRANTED, EventKind.ACCESS_CHANGED, EventKind.ACCESS_ENDED, sql="$3"
    ),
    of="stored", subject="'access-grant/' || id", by="$2", at="$1",
    data="""'person_id', person_id, 'role', role, 'expires_at', expires_at, 'ended_at', ended_at,
        'version', version""",
)  # fmt: skip
_STORED = f"""
, logged as ({_LOGGED})
select {view("s")}::text, s.version from stored s
"""

STORE_ACCESS_GRANT = f"""
with stored as (
    insert into access_grant
        (id, person_id, role, place, reason, made_by, starts_at, expires_at)
    values ($4, $5, $6, $7::text::ltree, $8, $2, $1, $9)
    on conflict (id) do update set reason = excluded.reason, expires_at = excluded.expires_at,
        made_by = excluded.made_by, version = access_grant.version + 1
    where access_grant.version = $10
    returning *
){_STORED}"""

END_ACCESS_GRANT = f"""
with stored as (
    update access_grant set ended_at = $1, ended_by = $2, ended_reason = $5, version = version + 1
    where id = $4 and ended_at is null
    returning *
){_STORED}"""

_FIRST = ("infinity", "ffffffff-ffff-ffff-ffff-ffffffffffff")


@dataclass(frozen=True, slots=True)
class Filter:
    """Which grants of those in sight; None means any."""

    actor: UUID | None = None
    role: Role | None = None
    under: PlaceNamed | None = None
    in_force: bool | None = None


async def show_page(
    db: Reading, chosen: Filter, wanted: PageWanted, *, reach: Reach, now: datetime
) -> Page:
    """The grants that touch the caller's places, and those of the caller; the latest first."""
    asked = (chosen.actor, chosen.role, *named(chosen.under), chosen.in_force, now)
    after = wanted.after or _FIRST
    seen = (roots(reach), reach.person)
    return await fetch_page(db, ACCESS_GRANTS, *seen, *asked, *after, wanted.limit)


async def show_one(db: Reading, id: UUID, *, reach: Reach) -> Versioned:
    """One grant in sight, also when it is over."""
    row = found(await db.fetchrow(ONE_ACCESS_GRANT, roots(reach), reach.person, id), WHAT)
    return Versioned(Json(row[0]), row[1])


async def load_desk(
    db: Writing,
    id: UUID,
    person: PersonId,
    place: PlaceRef,
    *,
    doc_number: str | None,
    reach: Reach,
) -> tuple[Place, Desk]:
    """The place asked for, in reach and locked, and what the decision looks at."""
    row = found(await db.fetchrow(LOCK_PLACE, place.kind, place.code, roots(reach)), "ese lugar")
    desk = await db.fetchrow(ACCESS_GRANT_DESK, id, person, roots(reach), reach.person, doc_number)
    assert desk is not None  # noqa: S101  one row, whatever stands under the id
    present = _given(desk) if desk["id"] else None
    return Place(row[0]), Desk(PlaceKind(row[1]), desk["person_known"], present)


async def load_to_end(db: Writing, id: UUID, *, reach: Reach) -> Given:
    """The grant that is to be ended, locked."""
    return _given(found(await db.fetchrow(ACCESS_GRANT_TO_END, id, roots(reach)), WHAT))


def _given(row: Record) -> Given:
    grant = AccessGrant(
        PersonId(row["person_id"]),
        Role(row["role"]),
        Place(row["at"]),
        row["reason"],
        row["expires_at"],
    )
    return Given(grant, row["starts_at"], row["ended_at"], row["version"], row["in_reach"])


async def store(
    db: Writing,
    id: UUID,
    grant: AccessGrant,
    change: Change,
    *,
    over: int | None,
    reach: Reach,
    now: datetime,
) -> Versioned:
    """Give or change the access with its event, unless nothing changes."""
    if change is Change.NOTHING:
        return await show_one(db, id, reach=reach)
    created = change is Change.CREATE
    row = await db.fetchrow(
        STORE_ACCESS_GRANT,
        now,
        reach.person,
        EventKind.ACCESS_GRANTED if created else EventKind.ACCESS_CHANGED,
        id,
        grant.person,
        grant.role,
        grant.place,
        grant.reason,
        grant.expires_at,
        over or 0,
    )
    if row is None:
        raise StaleVersion(what=WHAT)
    return Versioned(Json(row[0]), row[1], created=created)


async def store_end(
    db: Writing, id: UUID, change: Change, *, reason: str, reach: Reach, now: datetime
) -> Versioned:
    """End the access now, with its event, unless it was over."""
    if change is Change.NOTHING:
        return await show_one(db, id, reach=reach)
    row = found(
        await db.fetchrow(END_ACCESS_GRANT, now, reach.person, EventKind.ACCESS_ENDED, id, reason),
        WHAT,
    )
    return Versioned(Json(row[0]), row[1])
