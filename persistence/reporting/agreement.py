"""Lessons that were scored twice, counted by what both observers said.

Where results may be read one by one (the school, its UGEL) the counts are live. Above, they hold
the lessons of released cuts alone, as the release kept them
(`persistence/reporting/results/freezing.py`), and of each cut the items that it may tell of the
place (`domain/reporting/agreement/telling.py`): two answers can differ by nothing, or by a block of
a cut, whatever is corrected, annulled or scored again."""

import asyncio
import json
from collections import defaultdict
from dataclasses import asdict, dataclass

from domain.access.permits import Place, Reach
from domain.reporting.agreement.measuring import Cell, Figure, Item, Measured, measured
from domain.reporting.agreement.telling import items_told
from persistence.database import Json, Reading, Writing, found, roots
from persistence.instruments.marks import marks, value
from persistence.people.people import place_view
from persistence.territory.territory import PlaceNamed, named

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
)
select a.path::text, a.live, {place_view("a.path")}::text as place,
    exists (select from instrument_version where instrument_code = $5 and version = $6) as known
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
    join observation b on b.id = s.observation_id and b.report_id = s.report_id
        and b.instrument_version = s.instrument_version
    join report r on r.id = b.report_id
    join report_cut c on c.code = r.cut_code
    where b.instrument_code = $1 and b.instrument_version = $2 and c.year = $3
    and r.status <> 'annulled' and r.place <@ $4::text::ltree
    and r.place <@ any($5::text[]::ltree[])""",
    value("l.one"),
    value("l.other"),
)


def _told_mark(at: int) -> str:
    return f"case when mark.code = any(l.items) then (l.marks -> mark.code ->> {at})::int end"


RELEASED_CELLS = _cells(
    """select p.teacher_id, p.marks, p.lesson_group as grp, t.items
    from result_agreement t
    join report_cut c on c.code = t.cut_code
    join result_pair p on p.cut_code = t.cut_code and p.instrument_code = t.instrument_code
        and p.instrument_version = t.instrument_version and p.place <@ t.place
    where t.instrument_code = $1 and t.instrument_version = $2 and c.year = $3
    and t.place = $4::text::ltree and t.place <@ any($5::text[]::ltree[])""",
    _told_mark(0),
    _told_mark(1),
)

ITEM_TEACHERS = """
select p.instrument_code, p.instrument_version, p.place::text, m.item,
    count(distinct p.teacher_id)::int as teachers
from result_pair p cross join lateral jsonb_object_keys(p.marks) as m (item)
where p.cut_code = $1 and 'pe'::ltree <@ any($2::text[]::ltree[])
group by 1, 2, 3, 4
"""

KEEP_TOLD = """
insert into result_agreement (cut_code, place, instrument_code, instrument_version, items)
select $1, t.place::ltree, t.instrument, t.version, t.items
from jsonb_to_recordset($2::jsonb) as t (place text, instrument text, version int, items text[])
"""


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
    form = (asked.instrument, asked.version)
    places = (roots(reach), roots(teachers), *named(asked.under))
    desk = found(await db.fetchrow(AGREEMENT_DESK, *places, *form), "ese lugar")
    found(desk["known"] or None, "esa versión del instrumento")
    place, live = Place(desk["path"]), desk["live"]
    head: dict[str, object] = {
        "instrument": asked.instrument, "version": asked.version, "year": asked.year,
        "place": json.loads(desk["place"]), "live": live,
    }  # fmt: skip
    statement = LIVE_CELLS if live else RELEASED_CELLS
    rows = await db.fetch(statement, *form, asked.year, place, roots(reach))
    # Above the UGEL an item that nobody answered looks like one that may not be told.
    items = [Item(r["code"], r["scale"], r["teachers"]) for r in rows if live or r["teachers"]]
    cells = [Cell(r["code"], *cell) for r in rows for cell in json.loads(r["cells"])]
    # Half a second for a long form: in a thread, so that others are answered meanwhile.
    figures = await asyncio.to_thread(measured, items, cells)
    return Json(json.dumps(head | {"withheld": not live and not items} | _told(items, figures)))


async def keep_told(db: Writing, cut: str, *, reach: Reach) -> None:
    """Keep of which items a release of the cut tells the agreement, by place, from the lessons that
    it froze."""
    counted: dict[tuple[str, int], dict[str, dict[Place, int]]] = defaultdict(dict)
    for row in await db.fetch(ITEM_TEACHERS, cut, roots(reach)):
        form = row["instrument_code"], row["instrument_version"]
        schools = counted[form].setdefault(row["item"], {})
        schools[Place(row["place"])] = row["teachers"]
    told = [
        {"place": place, "instrument": instrument, "version": version, "items": codes}
        for (instrument, version), items in counted.items()
        for place, codes in items_told(items).items()
    ]
    await db.fetch(KEEP_TOLD, cut, json.dumps(told))


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
