"""The figures of a school, year by year."""

from dataclasses import astuple
from datetime import datetime

from asyncpg import Record

from domain.access.permits import Permit, Place, Reach
from domain.events import EventKind
from domain.territory.institutions import WHAT, Figures, check_posts
from domain.versions import Change, change_of
from persistence.database import Json, Reading, Versioned, Writing, found, roots
from persistence.fragments import event
from persistence.reporting.obligations.settling import settle
from persistence.territory.institutions.reading import FIGURES, hold

ALL_FIGURES = f"""
select json_build_object('items', (
    select coalesce(json_agg({FIGURES} order by y.year desc), '[]')
    from institution_year y where y.institution_code = i.code
))::text
from institution i
where i.code = $1 and i.path <@ any($2::text[]::ltree[])
"""

FIGURES_OF_YEAR = f"""
select {FIGURES}::text, y.version
from institution_year y join institution i on i.code = y.institution_code
where i.code = $1 and y.year = $3 and i.path <@ any($2::text[]::ltree[])
"""

FIGURES_DESK = """
select i.path::text, y.version, y.students, y.teachers, y.sections, y.weekly_hours, y.cp_posts,
    y.ct_posts
from institution i
left join institution_year y on y.institution_code = i.code and y.year = $3
where i.code = $1 and i.path <@ any($2::text[]::ltree[])
"""

_RECORDED = event(
    EventKind.INSTITUTION_FIGURES_CHANGED, of="stored y cross join touched", place="touched.path",
    subject="'institution/' || $1", whole=f"{FIGURES}::jsonb", by="$10", at="$9",
)  # fmt: skip

# The school's own version moves too: its view tells the figures.
STORE_FIGURES = f"""
with touched as (
    update institution set version = version + 1, updated_at = $9 where code = $1
    returning path
), stored as (
    insert into institution_year as y (
        institution_code, year, students, teachers, sections, weekly_hours, cp_posts, ct_posts
    )
    values ($1, $2, $3, $4, $5, $6, $7, $8)
    on conflict (institution_code, year) do update
    set students = excluded.students, teachers = excluded.teachers, sections = excluded.sections,
        weekly_hours = excluded.weekly_hours, cp_posts = excluded.cp_posts,
        ct_posts = excluded.ct_posts, version = y.version + 1
    returning *
), recorded as ({_RECORDED})
select {FIGURES}::text, y.version from stored y
"""

FIGURES_WHAT = "ese año de la institución"


async def show_figures(db: Reading, code: str, *, reach: Reach) -> Json:
    """All years of a school, the newest first."""
    return Json(found(await db.fetchval(ALL_FIGURES, code, roots(reach)), WHAT))


async def show_year(db: Reading, code: str, year: int, *, reach: Reach) -> Versioned:
    """The figures of one year."""
    row = await db.fetchrow(FIGURES_OF_YEAR, code, roots(reach), year)
    return Versioned(*found(row, FIGURES_WHAT))


async def keep_figures(
    db: Writing,
    code: str,
    year: int,
    wanted: Figures,
    *,
    permit: Permit,
    if_match: int | None,
    now: datetime,
) -> Versioned:
    """Bring a year's figures to what is wanted, then what is owed in line with the posts."""
    await hold(db, code, reach=permit.reach)
    desk = found(await db.fetchrow(FIGURES_DESK, code, roots(permit.reach), year), WHAT)
    present = _present(desk)
    change = change_of(
        present=desk["version"], if_match=if_match, same=present == wanted, what=FIGURES_WHAT
    )
    if change is Change.NOTHING:
        return await show_year(db, code, year, reach=permit.reach)
    check_posts(wanted, present, school=Place(desk["path"]), permit=permit)
    about = (code, year, *astuple(wanted), now, permit.person)
    stored = found(await db.fetchrow(STORE_FIGURES, *about), FIGURES_WHAT)
    await settle(db, under=[Place(desk["path"])], now=now)
    return Versioned(stored[0], stored[1], created=change is Change.CREATE)


def _present(desk: Record) -> Figures | None:
    if desk["version"] is None:
        return None
    return Figures(
        desk["students"],
        desk["teachers"],
        desk["sections"],
        desk["weekly_hours"],
        desk["cp_posts"],
        desk["ct_posts"],
    )
