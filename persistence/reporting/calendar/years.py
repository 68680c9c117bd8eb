"""School years: shown with their streams and cuts, and opened from one another."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from domain.access.permits import NATION, PersonId
from domain.reporting.calendar.cuts import CutCode, SchoolYear
from domain.reporting.calendar.years import YearAlreadyOpen, YearAsked, YearDesk, YearPlan
from persistence.database import Json, Kept, Reading, Writing, found, refusing
from persistence.reporting.calendar.cuts import cut_of
from persistence.reporting.calendar.views import cut_view, stream_view
from persistence.reporting.obligations.settling import settle

_YEAR = """jsonb_build_object(
    'year', y.year, 'starts_on', y.starts_on, 'ends_on', y.ends_on,
    'weekly_hours', y.weekly_hours, 'demonstration', y.demonstration
)"""

YEARS = f"""
select json_build_object('items', coalesce(json_agg({_YEAR} order by y.year desc), '[]'))::text
from school_year y
"""

ONE_YEAR = f"""
select ({_YEAR} || jsonb_build_object('streams', coalesce((
    select jsonb_agg({stream_view()} || jsonb_build_object('cuts', coalesce((
        select jsonb_agg({cut_view("$1")} order by c.ordinal)
        from report_cut c where c.year = s.year and c.stream_code = s.code
    ), '[]')) order by s.ordinal, s.code)
    from report_stream s where s.year = y.year
), '[]')))::text
from school_year y where y.year = $2
"""

# Years opened from the same one wait for each other here; all else is read after the wait.
LOCK_SOURCE = """
select year, starts_on, ends_on, weekly_hours, demonstration
from school_year where year = $1
for no key update
"""

OPENING_DESK = """
select exists (select from school_year where year = $1) as present,
    (select payload::text from event
     where subject = 'year/' || $1::int and kind = 'year.opened' order by seq limit 1) as opened
"""

COPIED_STREAMS = """
select s.code, s.name, s.enabled from report_stream s where s.year = $1 order by s.ordinal, s.code
"""

COPIED_CUTS = """
select stream_code, ordinal, stage, opens_at, closes_at, period_from, period_to
from report_cut where year = $1
order by stream_code, ordinal
"""

COPIED_LINES = "select count(*) from workload_line where year = $1"

# Every part draws its year from `opened`, so that of two at once the loser fails on the year.
STORE_YEAR = """
with opened as (
    insert into school_year (year, starts_on, ends_on, weekly_hours, demonstration)
    values ($1, $2, $3, $4, $5)
    returning year
), streams as (
    insert into report_stream (
        year, code, ordinal, name, name_en, declarant_roles, subject_kind, review_required,
        reviewer_role, enabled, correction_days, reception_days
    )
    select o.year, s.code, s.ordinal, s.name, s.name_en, s.declarant_roles, s.subject_kind,
        s.review_required, s.reviewer_role, s.enabled, s.correction_days, s.reception_days
    from opened o, report_stream s where s.year = $6
), instruments as (
    insert into stream_instrument (year, stream_code, subject, instrument_code)
    select o.year, n.stream_code, n.subject, n.instrument_code
    from opened o, stream_instrument n where n.year = $6
), cuts as (
    insert into report_cut (
        code, year, stream_code, ordinal, stage, opens_at, closes_at, period_from, period_to
    )
    select n.code, o.year, n.stream, n.ordinal, n.stage, n.opens_at, n.closes_at, n.period_from,
        n.period_to
    from opened o, jsonb_to_recordset($7::jsonb -> 'cuts') as n (
        code text, stream text, ordinal int, stage text, opens_at timestamptz,
        closes_at timestamptz, period_from date, period_to date
    )
), templates as (
    insert into workload_template (year, role, norm, total)
    select o.year, w.role, w.norm, w.total from opened o, workload_template w where w.year = $6
), lines as (
    insert into workload_line (year, role, code, parent_code, ordinal, name, hours, proof)
    select o.year, w.role, w.code, w.parent_code, w.ordinal, w.name, w.hours, w.proof
    from opened o, workload_line w where w.year = $6
)
insert into event (at, actor_id, place, kind, subject, payload)
select $8, $9, 'pe', 'year.opened', 'year/' || o.year, $7::jsonb from opened o
"""


async def show_years(db: Reading) -> Json:
    """All school years, the newest first."""
    return Json(await db.fetchval(YEARS))


async def show_year(db: Reading, year: int, *, now: datetime) -> Json:
    """One school year with its streams and their cuts as they stand at `now`."""
    return Json(found(await db.fetchval(ONE_YEAR, now, year), "ese año escolar"))


async def load_year_desk(db: Writing, asked: YearAsked) -> YearDesk:
    """The year to copy and what became of the one asked for. Holds the first until the end."""
    source = await db.fetchrow(LOCK_SOURCE, asked.copy_from)
    row = await db.fetchrow(OPENING_DESK, asked.year)
    assert row is not None  # noqa: S101  two scalars always answer one row
    streams = await db.fetch(COPIED_STREAMS, asked.copy_from)
    cuts = await db.fetch(COPIED_CUTS, asked.copy_from)
    return YearDesk(
        source=SchoolYear(**source) if source else None,
        cuts={
            stream["code"]: [cut_of(cut) for cut in cuts if cut["stream_code"] == stream["code"]]
            for stream in streams
        },
        present=row["present"],
        opened_by=_asked(json.loads(row["opened"])) if row["opened"] else None,
    )


def _asked(opened: dict[str, Any]) -> YearAsked:
    return YearAsked(
        opened["year"],
        opened["copy_from"],
        date.fromisoformat(opened["starts_on"]),
        date.fromisoformat(opened["ends_on"]),
        opened["weekly_hours"],
        opened["demonstration"],
    )


async def store_year(
    db: Writing,
    year: int,
    plan: YearPlan | None,
    *,
    dry_run: bool,
    by: PersonId,
    now: datetime,
) -> Kept:
    """Open the year with its event and derive what is owed; tell it only, when it is a dry run.

    Without a plan the year was opened by the same request before: the answer is the one it had.
    """
    if plan is None:
        row = await db.fetchrow(OPENING_DESK, year)
        assert row is not None  # noqa: S101  two scalars always answer one row
        return Kept(_answer(json.loads(row["opened"]), created=False), created=False)
    opened = await _opened(db, plan)
    if not dry_run:
        await _store(db, plan, opened, by=by, now=now)
    return Kept(_answer(opened, created=True), created=not dry_run)


def _answer(opened: dict[str, Any], *, created: bool) -> Json:
    return Json(json.dumps({"created": created} | opened, ensure_ascii=False))


async def _opened(db: Writing, plan: YearPlan) -> dict[str, Any]:
    """What opening the year comes to, as the event keeps it."""
    year, streams = plan.year, await db.fetch(COPIED_STREAMS, plan.copy_from)
    return {
        "year": year.year,
        "copy_from": plan.copy_from,
        "starts_on": year.starts_on.isoformat(),
        "ends_on": year.ends_on.isoformat(),
        "weekly_hours": year.weekly_hours,
        "demonstration": year.demonstration,
        "streams": [dict(stream) for stream in streams],
        "cuts": [cut for stream in streams for cut in _cuts(plan, stream["code"], year=year.year)],
        "workload_lines": await db.fetchval(COPIED_LINES, plan.copy_from),
    }


def _cuts(plan: YearPlan, stream: str, *, year: int) -> Iterator[dict[str, Any]]:
    for cut in plan.cuts[stream]:
        yield {
            "code": CutCode(year, stream, cut.ordinal).text,
            "stream": stream,
            "ordinal": cut.ordinal,
            "stage": cut.stage,
            "opens_at": cut.opens_at.astimezone(UTC).isoformat(),
            "closes_at": cut.closes_at.astimezone(UTC).isoformat(),
            "period_from": cut.period_from.isoformat(),
            "period_to": cut.period_to.isoformat(),
        }


async def _store(
    db: Writing, plan: YearPlan, opened: dict[str, Any], *, by: PersonId, now: datetime
) -> None:
    year = plan.year
    days = (year.starts_on, year.ends_on, year.weekly_hours, year.demonstration)
    with refusing(school_year_pkey=YearAlreadyOpen(year=year.year)):
        await db.fetch(STORE_YEAR, year.year, *days, plan.copy_from, json.dumps(opened), now, by)
    await settle(db, under=[NATION], now=now)
