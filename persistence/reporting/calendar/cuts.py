"""Report cuts: the same dates for every caller, changed by the ministry."""

from dataclasses import dataclass
from datetime import datetime

from asyncpg import Record

from domain.access.permits import NATION, PersonId
from domain.reporting.calendar.consolidating import check_not_consolidated
from domain.reporting.calendar.cuts import (
    Cut,
    CutCode,
    CutDesk,
    CutsOverlap,
    CutState,
    InvalidCut,
    SchoolYear,
    Stage,
)
from domain.versions import Change
from persistence.database import Json, Reading, Versioned, Writing, found, refusing
from persistence.reporting.calendar.views import cut_state, cut_view
from persistence.reporting.obligations.settling import settle

CUTS = f"""
select json_build_object('items', coalesce(json_agg(
    {cut_view("$1")} order by c.year desc, s.ordinal, s.code, c.ordinal
), '[]'))::text
from report_cut c
join report_stream s on s.year = c.year and s.code = c.stream_code
where ($2::int is null or c.year = $2)
and ($3::text is null or c.stream_code = $3)
and ($4::text is null or {cut_state("$1")} = $4)
"""

ONE_CUT = f"""
select {cut_view("$1")}::text, c.version
from report_cut c
join report_stream s on s.year = c.year and s.code = c.stream_code
where c.code = $2
"""

CUT_EXISTS = "select true from report_cut where code = $1"

# Changes of one year's calendar wait for each other here; its cuts are read after the wait.
LOCK_YEAR = """
select y.year, y.starts_on, y.ends_on, y.weekly_hours, y.demonstration
from school_year y
where y.year = $1 and exists (
    select from report_stream s where s.year = y.year and s.code = $2
)
for no key update
"""

CUTS_OF_STREAM = """
select ordinal, stage, opens_at, closes_at, period_from, period_to, version,
    consolidated_at is not null as consolidated
from report_cut where year = $1 and stream_code = $2
order by ordinal
"""

STORE_CUT = f"""
with stored as (
    insert into report_cut (
        code, year, stream_code, ordinal, stage, opens_at, closes_at, period_from, period_to
    )
    values ($2, $3, $4, $5, $6, $7, $8, $9, $10)
    on conflict (code) do update set stage = excluded.stage, opens_at = excluded.opens_at,
        closes_at = excluded.closes_at, period_from = excluded.period_from,
        period_to = excluded.period_to, version = report_cut.version + 1
    where report_cut.consolidated_at is null
    returning *
), shown as (
    select c.code, c.version, {cut_view("$1")} as view
    from stored c join report_stream s on s.year = c.year and s.code = c.stream_code
), logged as (
    insert into event (at, actor_id, place, kind, subject, payload)
    select $1, $11, 'pe', 'report_cut.changed', 'report-cut/' || code, view from shown
)
select view::text, version from shown
"""


@dataclass(frozen=True, slots=True)
class CutFilter:
    """Which cuts are wanted; None: all."""

    year: int | None
    stream: str | None
    state: CutState | None


async def show_cuts(db: Reading, wanted: CutFilter, *, now: datetime) -> Json:
    """Cuts with their state at `now`, the newest year first, in the order of their streams."""
    return Json(await db.fetchval(CUTS, now, wanted.year, wanted.stream, wanted.state))


async def show_cut(db: Reading, code: str, *, now: datetime) -> Versioned:
    """One cut with its state at `now`."""
    row = found(await db.fetchrow(ONE_CUT, now, code), "ese corte")
    return Versioned(Json(row[0]), row[1])


async def require_cut(db: Reading, code: str) -> None:
    """Pass when there is such a cut; a list below one that is absent is not an empty list."""
    found(await db.fetchval(CUT_EXISTS, code), "ese corte")


async def load_cut_desk(db: Writing, code: CutCode) -> CutDesk:
    """The year and all cuts of the stream. Holds the year's calendar until the transaction ends."""
    year = found(await db.fetchrow(LOCK_YEAR, code.year, code.stream), "ese corte")
    rows = await db.fetch(CUTS_OF_STREAM, code.year, code.stream)
    others = [cut_of(row) for row in rows if row["ordinal"] != code.ordinal]
    own = next((row for row in rows if row["ordinal"] == code.ordinal), None)
    if own is None:
        return CutDesk(SchoolYear(**year), others, None, None)
    return CutDesk(SchoolYear(**year), others, cut_of(own), own["version"], own["consolidated"])


def cut_of(row: Record) -> Cut:
    """A cut as the domain has it."""
    return Cut(
        row["ordinal"],
        Stage(row["stage"]),
        row["opens_at"],
        row["closes_at"],
        row["period_from"],
        row["period_to"],
    )


async def store_cut(
    db: Writing, code: CutCode, cut: Cut, change: Change, *, by: PersonId, now: datetime
) -> Versioned:
    """Write the cut with its event and bring what is owed in line, unless nothing changes."""
    stored = await write_cut(db, code, cut, change, by=by, now=now)
    if change is not Change.NOTHING:
        await settle(db, under=[NATION], now=now)
    return stored


async def write_cut(
    db: Writing, code: CutCode, cut: Cut, change: Change, *, by: PersonId, now: datetime
) -> Versioned:
    """Write the cut with its event and leave what is owed to the caller. One that is consolidated
    in the same moment stays as it was."""
    if change is Change.NOTHING:
        return await show_cut(db, code.text, now=now)
    dates = (cut.opens_at, cut.closes_at, cut.period_from, cut.period_to)
    with refusing(
        report_cut_no_overlap=CutsOverlap(),
        report_cut_order=InvalidCut(),
        report_cut_period=InvalidCut(),
    ):
        row = await db.fetchrow(STORE_CUT, now, code.text, *code, cut.stage, *dates, by)
    check_not_consolidated(consolidated=row is None)
    assert row is not None  # noqa: S101  checked above, in the domain's words
    return Versioned(Json(row[0]), row[1], created=change is Change.CREATE)
