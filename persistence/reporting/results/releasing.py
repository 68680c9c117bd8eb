"""The release of a cut's figures: decided for the whole nation at once, stored once."""

import json
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from asyncpg import Record

from domain.access.permits import PersonId, Place, Reach
from domain.reporting.results import Figures, Levels, ReleaseDesk, released
from domain.reporting.results import release as decide
from domain.versions import Change
from persistence.database import Json, Kept, Reading, Writing, found, roots
from persistence.reporting.results.agreement_kept import keep_told
from persistence.reporting.results.earlier import earlier_figures
from persistence.reporting.results.figures import figures
from persistence.reporting.results.freezing import freeze

RELEASE_DESK = """
select s.subject_kind, l.released_at, greatest(c.closes_at, (
    select max(e.closes_at) from cut_extension e where e.cut_code = c.code
)) as closes_at
from report_cut c
join report_stream s on s.year = c.year and s.code = c.stream_code
left join result_release l on l.cut_code = c.code
where c.code = $1 and 'pe'::ltree <@ any($2::text[]::ltree[])
"""

SCHOOL_FIGURES = f"""
with latest as (
    select s.* from result_subject s
    where s.cut_code = $1 and 'pe'::ltree <@ any($2::text[]::ltree[])
), {figures("l.levels ->> a.code")}
select place::text, instrument_code, instrument_version, teachers, total, performances::text
from figures
"""

STORE_FIGURES = """
with released as (
    select * from result_release where cut_code = $1
), told as (
    insert into result_cell (
        cut_code, place, instrument_code, instrument_version, teachers, score, performances
    )
    select r.cut_code, c.place::ltree, c.instrument, c.version, c.teachers, c.score,
        c.performances
    from released r, jsonb_to_recordset($2::jsonb) as c (
        place text, instrument text, version int, teachers int, score numeric, performances jsonb
    )
    returning place
)
insert into event (at, actor_id, place, kind, subject, payload)
select r.released_at, r.released_by, 'pe', 'results.released', 'report-cut/' || r.cut_code,
    jsonb_build_object('cut', r.cut_code, 'places', (select count(*) from told))
from released r
"""

RELEASE = """
select json_build_object('cut', l.cut_code, 'released_at', l.released_at, 'told', (
    select count(*) from result_cell c where c.cut_code = l.cut_code and c.teachers is not null
), 'withheld', (
    select count(*) from result_cell c where c.cut_code = l.cut_code and c.teachers is null
))::text
from result_release l where l.cut_code = $1 and 'pe'::ltree <@ any($2::text[]::ltree[])
"""


async def release(db: Writing, cut: str, *, by: PersonId, reach: Reach, now: datetime) -> Kept:
    """Release the figures of a cut that has closed for everybody, or find them released. Of two
    that do so at once, the second finds the first's."""
    desk = found(await db.fetchrow(RELEASE_DESK, cut, roots(reach)), "ese corte")
    change = decide(ReleaseDesk(**desk), now=now)
    created = change is Change.CREATE and await freeze(db, cut, by=by, reach=reach, now=now)
    if created:
        rows = await db.fetch(SCHOOL_FIGURES, cut, roots(reach))
        before = await earlier_figures(db, cut, reach=reach)
        cells = json.dumps([_stored(cell) for cell in released(map(_figures, rows), before)])
        await db.fetchval(STORE_FIGURES, cut, cells)
        await keep_told(db, cut, reach=reach)
    return Kept(await _shown(db, cut, reach=reach), created=created)


async def _shown(db: Reading, cut: str, *, reach: Reach) -> Json:
    return Json(found(await db.fetchval(RELEASE, cut, roots(reach)), "ese corte"))


def _figures(row: Record) -> Figures:
    return Figures(
        Place(row["place"]),
        row["instrument_code"],
        row["instrument_version"],
        row["teachers"],
        row["total"] or Decimal(0),
        [
            (each["performance"], each["item"], _levels(each))
            for each in json.loads(row["performances"])
        ],
    )


def _levels(told: Mapping[str, Any]) -> Levels:
    counted = {each["level"]: each["teachers"] for each in told["levels"]}
    return Levels(told["performance"], told["item"], counted)


def _stored(cell: Figures) -> dict[str, object]:
    return {
        "place": cell.place,
        "instrument": cell.instrument,
        "version": cell.version,
        "teachers": cell.teachers,
        "score": None if cell.score is None else str(cell.score),
        "performances": [
            {"performance": name, "item": item} | _told(levels)
            for name, item, levels in cell.performances
        ],
    }


def _told(levels: Levels | None) -> dict[str, object]:
    if levels is None:
        return {"teachers": None, "mean": None, "levels": None}
    teachers = sum(levels.teachers.values())
    counted = [{"level": level, "teachers": n} for level, n in sorted(levels.teachers.items())]
    return {"teachers": teachers, "mean": float(levels.mean), "levels": counted}
