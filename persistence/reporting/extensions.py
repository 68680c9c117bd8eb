"""Extensions of a cut, each read and granted only within the caller's reach."""

from datetime import datetime
from uuid import UUID

from asyncpg import Record

from domain.access.permits import PersonId, Place, Reach
from domain.errors import StaleVersion
from domain.reporting.extensions import (
    ExtendedKind,
    Extension,
    ExtensionDesk,
    PlaceAlreadyExtended,
    year_end,
)
from domain.versions import Change
from persistence.database import Json, Reading, Versioned, Writing, found, refusing, roots
from persistence.paging import Page, PageWanted, fetch_page, page_of
from persistence.people.holders import full_name

_EXTENSION = f"""json_build_object(
    'id', r.id, 'cut', r.cut_code,
    'place', (
        select json_build_object('kind', p.kind, 'code', p.code, 'name', p.name)
        from place p where p.path = r.place
    ),
    'closes_at', r.closes_at, 'reason', r.reason,
    'granted_by', (
        select json_build_object('id', g.id, 'name', {full_name("g")})
        from person g where g.id = r.granted_by
    ),
    'granted_at', r.granted_at
)"""

EXTENSIONS_PAGE = page_of(
    """
    select e.* from cut_extension e
    where e.cut_code = $1 and e.place <@ any($2::text[]::ltree[])
    and (e.granted_at, e.id) < ($3::text::timestamptz, $4::text::uuid)
    order by e.granted_at desc, e.id desc
    limit $5 + 1
    """,
    view=_EXTENSION,
    keys=("granted_at", "id"),
    limit="$5",
)

ONE_EXTENSION = f"""
select {_EXTENSION}::text, r.version
from cut_extension r
where r.cut_code = $1 and r.id = $2 and r.place <@ any($3::text[]::ltree[])
"""

# The share lock keeps the cut's own close from moving between the decision and its commit.
EXTENSION_DESK = """
select c.closes_at as cut_closes_at, y.ends_on, p.path::text as place, e.version,
    e.place::text as held_place, e.closes_at, e.reason,
    c.consolidated_at is not null as consolidated,
    coalesce(e.cut_code <> c.code or not e.place <@ any($5::text[]::ltree[]), false) as foreign_one
from report_cut c
join school_year y on y.year = c.year
join place p on p.kind = $3 and p.code = $4 and p.path <@ any($5::text[]::ltree[])
left join cut_extension e on e.id = $2
where c.code = $1
for share of c
"""

STORE_EXTENSION = f"""
with stored as (
    insert into cut_extension (id, cut_code, place, closes_at, reason, granted_by, granted_at)
    values ($1, $2, $3::text::ltree, $4, $5, $6, $7)
    on conflict (id) do update set place = excluded.place, closes_at = excluded.closes_at,
        reason = excluded.reason, granted_by = excluded.granted_by,
        granted_at = excluded.granted_at, version = cut_extension.version + 1
    where cut_extension.version = $8
    returning *
), shown as (
    select r.*, {_EXTENSION} as view from stored r
), logged as (
    insert into event (at, actor_id, place, kind, subject, payload)
    select granted_at, granted_by, place, 'cut_extension.granted', 'extension/' || id,
        view::jsonb - 'granted_by'
    from shown
)
select view::text, version from shown
"""


async def show_extensions(db: Reading, cut: str, wanted: PageWanted, *, reach: Reach) -> Page:
    """The extensions of a cut for places in reach, the latest granted first."""
    after = wanted.after or ("infinity", "ffffffff-ffff-ffff-ffff-ffffffffffff")
    return await fetch_page(db, EXTENSIONS_PAGE, cut, roots(reach), *after, wanted.limit)


async def show_extension(db: Reading, cut: str, id: UUID, *, reach: Reach) -> Versioned:
    """One extension, if its place is in reach."""
    row = found(await db.fetchrow(ONE_EXTENSION, cut, id, roots(reach)), "esa prórroga")
    return Versioned(Json(row[0]), row[1])


async def load_extension_desk(
    db: Writing, cut: str, id: UUID, kind: ExtendedKind, code: str, *, reach: Reach
) -> ExtensionDesk:
    """The cut, the place if in reach, and what stands under the id."""
    row = await db.fetchrow(EXTENSION_DESK, cut, id, kind, code, roots(reach))
    row = found(row, "ese corte o ese lugar")
    return ExtensionDesk(
        row["cut_closes_at"],
        year_end(row["ends_on"], closes_at=row["cut_closes_at"]),
        Place(row["place"]),
        _present(row),
        row["version"],
        row["foreign_one"],
        row["consolidated"],
    )


def _present(row: Record) -> Extension | None:
    if row["version"] is None:
        return None
    return Extension(Place(row["held_place"]), row["closes_at"], row["reason"])


async def store_extension(
    db: Writing,
    cut: str,
    id: UUID,
    extension: Extension,
    change: Change,
    *,
    replaces: int | None,
    by: PersonId,
    now: datetime,
    reach: Reach,
) -> Versioned:
    """Grant or change the extension with its event, unless nothing changes; the loser of two at
    once hears `StaleVersion`, or that the place has one already."""
    if change is Change.NOTHING:
        return await show_extension(db, cut, id, reach=reach)
    granted = (extension.place, extension.closes_at, extension.reason, by, now)
    with refusing(cut_extension_once_per_place=PlaceAlreadyExtended()):
        row = await db.fetchrow(STORE_EXTENSION, id, cut, *granted, replaces or 0)
    if row is None:
        raise StaleVersion(what="esa prórroga")
    return Versioned(Json(row[0]), row[1], created=change is Change.CREATE)
