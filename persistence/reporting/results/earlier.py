"""What earlier cuts of the year told, and where their teachers stand in a later one."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from asyncpg import Record

from domain.access.permits import Place
from domain.reporting.results import EarlierFigures, Form, MovedTeachers
from persistence.calls import Call
from persistence.database import Reading
from persistence.fragments import in_reach
from persistence.mapping import from_fields
from persistence.statements import Query

_OF_NATION = in_reach("'pe'::ltree")

EARLIER_CUTS = Query(f"""
select l.cut_code from result_release l
join report_cut e on e.code = l.cut_code
join report_cut c on c.year = e.year and c.stream_code = e.stream_code
where c.code = :cut and l.cut_code <> :cut and {_OF_NATION}
order by l.released_at
""")

# A form's score (no item), and each item that gives a level, with the places that were told it.
RELEASED_CELLS = Query(f"""
select c.instrument_code, c.instrument_version, p.item, array_agg(c.place::text) as released_to
from result_cell c
cross join lateral (
    select null as item where c.teachers is not null
    union all
    select x.performance ->> 'item' from jsonb_array_elements(c.performances) as x (performance)
    where jsonb_typeof(x.performance -> 'levels') = 'array'
) p
where c.cut_code = :earlier and {_OF_NATION}
group by 1, 2, 3
""")

# Of both cuts as they were released, whatever was corrected or annulled since. Equal levels of an
# item meet; an unequal one is gone, and new.
MOVED = Query(f"""
with valued as materialized (
    select s.cut_code, s.place, s.instrument_code, s.instrument_version, s.teacher_id, v.item,
        v.level
    from result_subject s
    cross join lateral (
        select '' as item, 0 as level where s.score is not null
        union all
        select x.item, x.level::int from jsonb_each_text(s.levels) as x (item, level)
    ) v
    where s.cut_code in (:cut, :earlier) and {_OF_NATION}
)
select instrument_code, instrument_version, nullif(item, '') as item, level, t.place::text as then,
    n.place::text as now, count(*)::int as teachers
from (select * from valued where cut_code = :earlier) t
full join (select * from valued where cut_code = :cut) n
    using (instrument_code, instrument_version, item, level, teacher_id)
group by 1, 2, 3, 4, 5, 6
""")


async def read_earlier_figures(
    call: Call[Reading], cut: str
) -> Mapping[Form, Sequence[EarlierFigures]]:
    """By form, what each released cut of the same stream and year told, against the teachers of a
    cut that is frozen already."""
    by_form: dict[Form, list[EarlierFigures]] = defaultdict(list)
    for released in await EARLIER_CUTS.rows(call, cut=cut):
        earlier = released["cut_code"]
        places_of: dict[Form, dict[str | None, frozenset[Place]]] = defaultdict(dict)
        for row in await RELEASED_CELLS.rows(call, earlier=earlier):
            places_of[_form(row)][row["item"]] = frozenset(map(Place, row["released_to"]))
        moved: dict[Form, list[MovedTeachers]] = defaultdict(list)
        for row in await MOVED.rows(call, cut=cut, earlier=earlier):
            moved[_form(row)].append(from_fields(MovedTeachers, dict(row)))
        for form, places in places_of.items():
            by_form[form].append(EarlierFigures(places, moved[form]))
    return by_form


def _form(row: Record) -> Form:
    return row["instrument_code"], row["instrument_version"]
