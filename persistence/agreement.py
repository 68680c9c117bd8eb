"""Lessons that were scored twice, counted by what both observers said.

Where results may be read one by one (the school, its UGEL) the counts are live. Above, they hold
the lessons of released cuts alone, as the release kept them (`persistence/results/freezing.py`),
and only for places that tell of five teachers or more (docs/decisions/0011): two answers can differ
by nothing, or by a whole cut, whatever is corrected, annulled or scored again.
"""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from domain.access import Place, Reach
from domain.agreement import Cell, Figure, Item, Measured, measured
from domain.disclosure import told
from persistence.database import Json, Reading, found, roots
from persistence.marks import marks, value
from persistence.people import place_view
from persistence.territory import PlaceNamed, named

GROUPS = 200
"""Lessons are resampled in so many groups at most, so that an interval costs the same for all."""


def lesson_group(observation: str) -> str:
    """The group of a lesson, by its id: the same each time."""
    return f"mod(('x' || left(md5({observation}::text), 7))::bit(28)::int, {GROUPS})"


# The place asked for, or the caller's widest; and whether results may be read one by one there.
AGREEMENT_DESK = f"""
with asked as (
    select p.path, p.path <@ any($2::text[]::ltree[]) as live
    from place p
    where p.path <@ any($1::text[]::ltree[]) and case when $3::text is null
        then p.path = any($1::text[]::ltree[]) else p.kind = $3 and p.code = $4 end
    order by nlevel(p.path), p.path limit 1
), counted as (
    select p.place::text, p.cut_code as cut, count(distinct p.teacher_id) as teachers
    from result_pair p join report_cut c on c.code = p.cut_code
    where not (select live from asked) and p.instrument_code = $5 and p.instrument_version = $6
    and c.year = $7
    group by 1, 2
)
select a.path::text, a.live, {place_view("a.path")}::text as place,
    exists (select from instrument_version where instrument_code = $5 and version = $6) as known,
    (select json_agg(n) from counted n)::text as counted
from asked a
"""


def _cells(lessons: str, one: str, other: str) -> str:
    """Every item that is scored, with the cells of its lessons as JSON. `lessons`: a select of
    `teacher_id`, `grp` and what `one` and `other` take the two marks from, of a row `l`."""
    return f"""
with lesson as materialized (
    {lessons}
), asked as materialized (
    select mark.* from instrument_version v, {marks("v")}
    where v.instrument_code = $1 and v.version = $2
), said as (
    select mark.n, l.grp, l.teacher_id, {one} as one, {other} as other
    from lesson l cross join asked mark
), cell as (
    select n, grp, one, other, count(*) as lessons from said
    where one is not null and other is not null group by 1, 2, 3, 4
)
select a.code, case when a.kind = 'level' then a.scale end as scale, (
    select count(distinct s.teacher_id) from said s
    where s.n = a.n and s.one is not null and s.other is not null
) as teachers, (
    select coalesce(json_agg(json_build_array(c.grp, c.one, c.other, c.lessons)
        order by c.grp, c.one, c.other), '[]') from cell c where c.n = a.n
)::text as cells
from asked a order by a.n
"""


LIVE_CELLS = _cells(
    f"""select b.teacher_id, b.answers as one, s.answers as other,
        {lesson_group("b.id")} as grp
    from second_scoring s
    join observation b on b.id = s.observation_id and b.instrument_version = s.instrument_version
    join report r on r.id = b.report_id
    join report_cut c on c.code = r.cut_code
    where b.instrument_code = $1 and b.instrument_version = $2 and c.year = $3
    and r.status <> 'annulled' and r.place <@ $4::text::ltree
    and r.place <@ any($5::text[]::ltree[])""",
    value("l.one"),
    value("l.other"),
)
RELEASED_CELLS = _cells(
    """select p.teacher_id, p.marks, p.lesson_group as grp
    from result_pair p join report_cut c on c.code = p.cut_code
    where p.instrument_code = $1 and p.instrument_version = $2 and c.year = $3
    and p.place <@ $4::text::ltree and $4::text::ltree <@ any($5::text[]::ltree[])""",
    "(l.marks -> mark.code ->> 0)::int",
    "(l.marks -> mark.code ->> 1)::int",
)


@dataclass(frozen=True, slots=True)
class Question:
    """Whose agreement: of one form's version, in one school year, below one place."""

    instrument: str
    version: int
    year: int
    under: PlaceNamed | None


async def show_agreement(db: Reading, asked: Question, *, reach: Reach, teachers: Reach) -> Json:
    """How well observers agree below the place that is asked for, or below the caller's widest:
    live within `teachers`, elsewhere as released, and of five teachers at least."""
    form = (asked.instrument, asked.version, asked.year)
    places = (roots(reach), roots(teachers), *named(asked.under))
    desk = found(await db.fetchrow(AGREEMENT_DESK, *places, *form), "ese lugar")
    found(desk["known"] or None, "esa versión del instrumento")
    place, live = Place(desk["path"]), desk["live"]
    head: dict[str, object] = {
        "instrument": asked.instrument, "version": asked.version, "year": asked.year,
        "place": json.loads(desk["place"]), "live": live,
    }  # fmt: skip
    if not live and place not in told(_by_cut(json.loads(desk["counted"] or "[]"))):
        return Json(json.dumps(head | {"withheld": True, "scales": [], "items": []}))
    statement = LIVE_CELLS if live else RELEASED_CELLS
    rows = await db.fetch(statement, *form, place, roots(reach))
    items = [Item(r["code"], r["scale"], r["teachers"]) for r in rows]
    cells = [Cell(r["code"], *cell) for r in rows for cell in json.loads(r["cells"])]
    # Half a second for a long form: in a thread, so that others are answered meanwhile.
    figures = await asyncio.to_thread(measured, items, cells)
    return Json(json.dumps(head | {"withheld": False} | _told(items, figures)))


def _told(items: list[Item], figures: Measured) -> dict[str, object]:
    return {
        "scales": [{"scale": s} | _figure(figure) for s, figure in figures.scales.items()],
        "items": [
            {"item": i.code, "scale": i.scale} | _figure(figures.items[i.code]) for i in items
        ],
    }


def _figure(figure: Figure) -> dict[str, object]:
    """Four decimals: more would feign a precision that no interval has."""
    return {name: _rounded(value) for name, value in asdict(figure).items()}


def _rounded(value: object) -> object:
    if isinstance(value, tuple):
        return [_rounded(each) for each in value]
    return round(value, 4) if isinstance(value, float) else value


def _by_cut(counted: list[Mapping[str, object]]) -> dict[Place, tuple[int, ...]]:
    """Teachers by school, each cut a class of its own: what a later release adds is of five too."""
    cuts = sorted({str(each["cut"]) for each in counted})
    schools: dict[Place, list[int]] = {}
    for each in counted:
        counts = schools.setdefault(Place(str(each["place"])), [0] * len(cuts))
        counts[cuts.index(str(each["cut"]))] = int(str(each["teachers"]))
    return {school: tuple(counts) for school, counts in schools.items()}
