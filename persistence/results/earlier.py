"""What earlier cuts of the year told, and which of their teachers are where now."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from asyncpg import Record

from domain.access import Place, Reach
from domain.results import EarlierFigures, Form, Moved
from persistence.database import Reading, roots
from persistence.marks import marks

FILED_AT = "(select g.path || subpath(r.place, 3, 1) from iged g where g.code = r.iged_code)"
"""The place of a report `r` by the jurisdiction at filing, which no transfer changes."""

EARLIER_CUTS = """
select l.cut_code from result_release l
join report_cut e on e.code = l.cut_code
join report_cut c on c.year = e.year and c.stream_code = e.stream_code
where c.code = $1 and l.cut_code <> $1 and 'pe'::ltree <@ any($2::text[]::ltree[])
order by l.released_at
"""

# A form's score (no item), and each item that gives a level, with the places that were told it.
TOLD = """
select c.instrument_code, c.instrument_version, p.item, array_agg(c.place::text) as told
from result_cell c
cross join lateral (
    select null as item where c.teachers is not null
    union all
    select x.performance ->> 'item' from jsonb_array_elements(c.performances) as x (performance)
    where jsonb_typeof(x.performance -> 'levels') = 'array'
) p
where c.cut_code = $1 and 'pe'::ltree <@ any($2::text[]::ltree[])
group by 1, 2, 3
"""

# Each teacher by their last observation, as in the figures; of the earlier cut only what had been
# filed when it was released. Equal levels of an item meet; an unequal one is gone, and new.
MOVED = f"""
with latest as materialized (
    select distinct on (r.cut_code, b.instrument_code, b.teacher_id)
        r.cut_code, {FILED_AT} as place, b.instrument_code, b.instrument_version, b.teacher_id,
        b.score, b.answers
    from report r
    join observation b on b.report_id = r.id
    left join result_release l on l.cut_code = r.cut_code
    where r.cut_code in ($1, $2) and r.status <> 'annulled' and b.teacher_id is not null
    and (r.cut_code = $1 or r.filed_at <= l.released_at) and r.place <@ any($3::text[]::ltree[])
    order by r.cut_code, b.instrument_code, b.teacher_id, b.observed_on desc, r.filed_at desc, b.id
), asked as materialized (
    select v.instrument_code, v.version, mark.code, mark.path
    from instrument_version v, {marks("v")}
    where mark.kind = 'level' and mark.performance is not null
    and (v.instrument_code, v.version)
        in (select instrument_code, instrument_version from latest)
), valued as materialized (
    select cut_code, place, instrument_code, instrument_version, teacher_id, '' as item, 0 as level
    from latest where score is not null
    union all
    select l.cut_code, l.place, l.instrument_code, l.instrument_version, l.teacher_id, a.code,
        (l.answers #>> a.path)::int
    from latest l
    join asked a on (a.instrument_code, a.version) = (l.instrument_code, l.instrument_version)
    where l.answers #>> a.path is not null
)
select instrument_code, instrument_version, nullif(item, '') as item, level, t.place::text as then,
    n.place::text as now, count(*)::int as teachers
from (select * from valued where cut_code = $2) t
full join (select * from valued where cut_code = $1) n
    using (instrument_code, instrument_version, item, level, teacher_id)
group by 1, 2, 3, 4, 5, 6
"""


async def earlier_figures(
    db: Reading, cut: str, *, reach: Reach
) -> Mapping[Form, Sequence[EarlierFigures]]:
    """By form, what each released cut of the same stream and year told, against the figures that a
    cut has now."""
    found: dict[Form, list[EarlierFigures]] = defaultdict(list)
    for (earlier,) in await db.fetch(EARLIER_CUTS, cut, roots(reach)):
        told: dict[Form, dict[str | None, frozenset[Place]]] = defaultdict(dict)
        for row in await db.fetch(TOLD, earlier, roots(reach)):
            told[_form(row)][row["item"]] = frozenset(map(Place, row["told"]))
        moved: dict[Form, list[Moved]] = defaultdict(list)
        for row in await db.fetch(MOVED, cut, earlier, roots(reach)):
            moved[_form(row)].append(_moved(row))
        for form, places in told.items():
            found[form].append(EarlierFigures(places, moved[form]))
    return found


def _form(row: Record) -> Form:
    return row["instrument_code"], row["instrument_version"]


def _moved(row: Record) -> Moved:
    then, now = (Place(place) if place else None for place in (row["then"], row["now"]))
    return Moved(row["item"], row["level"], then, now, row["teachers"])
