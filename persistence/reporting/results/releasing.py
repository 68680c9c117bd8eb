"""The release of a cut's figures: decided for the whole nation at once, stored once."""

from collections.abc import Iterable, Sequence

from domain.events import EventKind
from domain.reporting.calendar.cuts import REPORT_CUT
from domain.reporting.results import PerformanceFigures, ReleaseFacts, ResultFigures
from persistence.calls import Call
from persistence.database import Json, Reading, Writing, found
from persistence.fragments import event, in_reach
from persistence.mapping import from_json, to_text
from persistence.reporting.results.figures import figures
from persistence.statements import Command, Query

_OF_NATION = in_reach("'pe'::ltree")

RELEASE_FACTS = Query(f"""
select json_build_object(
    'subject_kind', s.subject_kind, 'released_at', l.released_at,
    'closes_at', greatest(c.closes_at, (
        select max(e.closes_at) from cut_extension e where e.cut_code = c.code
    ))
)::text
from report_cut c
join report_stream s on s.year = c.year and s.code = c.stream_code
left join result_release l on l.cut_code = c.code
where c.code = :cut and {_OF_NATION}
""")

# The total is text: as a number of JSON it would not be exact.
SCHOOL_FIGURES = Query(f"""
with latest as (
    select s.* from result_subject s
    where s.cut_code = :cut and {_OF_NATION}
), {figures("l.levels ->> a.code")}
select json_build_object(
    'place', f.place, 'instrument', f.instrument_code, 'version', f.instrument_version,
    'teachers', f.teachers, 'total', coalesce(f.total, 0)::text, 'performances', coalesce((
        select json_agg(json_build_object(
            'performance', each ->> 'performance', 'item', each ->> 'item', 'levels', (
                select json_object_agg(told ->> 'level', told -> 'teachers')
                from jsonb_array_elements(each -> 'levels') as told
            )
        ) order by nth)
        from jsonb_array_elements(f.performances) with ordinality as p (each, nth)
    ), '[]')
)::text as school
from figures f
""")

_RELEASED = event(
    EventKind.RESULTS_RELEASED, of="released r", subject="'report-cut/' || r.cut_code",
    data="'cut', r.cut_code, 'places', (select count(*) from told)", place="'pe'",
)  # fmt: skip

STORE_FIGURES = Command(f"""
with released as (
    select * from result_release where cut_code = :cut
), told as (
    insert into result_cell (
        cut_code, place, instrument_code, instrument_version, teachers, score, performances
    )
    select r.cut_code, c.place::ltree, c.instrument, c.version, c.teachers, c.score,
        c.performances
    from released r, jsonb_to_recordset(:cells::jsonb) as c (
        place text, instrument text, version int, teachers int, score numeric, performances jsonb
    )
    returning place
)
{_RELEASED}
""")

RELEASE = Query(f"""
select json_build_object('cut', l.cut_code, 'released_at', l.released_at, 'told', (
    select count(*) from result_cell c where c.cut_code = l.cut_code and c.teachers is not null
), 'withheld', (
    select count(*) from result_cell c where c.cut_code = l.cut_code and c.teachers is null
))::text
from result_release l where l.cut_code = :cut and {_OF_NATION}
""")


async def load_release_facts(call: Call[Writing], cut: str) -> ReleaseFacts:
    """What the cut is about, when it closes for everybody, and when it was released."""
    return from_json(ReleaseFacts, found(await RELEASE_FACTS.value(call, cut=cut), REPORT_CUT))


async def read_school_figures(call: Call[Reading], cut: str) -> Sequence[ResultFigures]:
    """The figures of each school and form, from what the release keeps."""
    rows = await SCHOOL_FIGURES.rows(call, cut=cut)
    return [from_json(ResultFigures, row["school"]) for row in rows]


async def store_figures(call: Call[Writing], cut: str, cells: Iterable[ResultFigures]) -> None:
    """Store what is told of every place, with the event of the release."""
    await STORE_FIGURES.row(call, cut=cut, cells=to_text([_cell(cell) for cell in cells]))


async def read_release(call: Call[Reading], cut: str) -> Json:
    """When a cut was released, and how many figures were told and withheld."""
    return Json(found(await RELEASE.value(call, cut=cut), REPORT_CUT))


def _cell(cell: ResultFigures) -> dict[str, object]:
    return {
        "place": cell.place,
        "instrument": cell.instrument,
        "version": cell.version,
        "teachers": cell.teachers,
        "score": cell.score,
        "performances": [_performance(each) for each in cell.performances],
    }


def _performance(figures: PerformanceFigures) -> dict[str, object]:
    counted = None if figures.levels is None else sorted(figures.levels.items())
    return {
        "performance": figures.performance,
        "item": figures.item,
        "teachers": figures.teachers,
        "mean": None if figures.mean is None else float(figures.mean),
        "levels": counted and [{"level": level, "teachers": n} for level, n in counted],
    }
