"""The validated assessments of a school, summed by area and kind, and what changed in between."""

from collections.abc import Callable

from domain.accompaniment.learning_assessments import AssessmentKind, LearningArea
from domain.territory.institutions.model import INSTITUTION
from persistence.accompaniment.learning_assessments.views import shown_levels
from persistence.calls import Call
from persistence.database import Json, Reading, found
from persistence.fragments import in_reach
from persistence.statements import Query

_LEVELS = {"c": "level_1", "b": "level_2", "a": "level_3", "ad": "level_4"}


def _each(expression: Callable[[str], str], *, of: str = "") -> str:
    """A JSON object of an expression over the four levels."""
    pairs = (f"'{name}', {expression(of + level)}" for name, level in _LEVELS.items())
    return f"json_build_object({', '.join(pairs)})"


def _sums(of: str = "") -> str:
    """Sums and shares of the rows of a group, as fields of a JSON object."""
    assessed = f"sum({of}assessed)"
    return f"""'enrolled', coalesce(sum({of}enrolled), 0),
    'assessed', coalesce({assessed}, 0),
    'levels', {_each(lambda level: f"coalesce(sum({level}), 0)", of=of)},
    'shares', case when {assessed} > 0
        then {_each(lambda level: f"round(sum({level})::numeric / {assessed}, 4)", of=of)} end"""


_CHANGED = ", ".join(
    f"'{name}', round(sum(m.{level})::numeric / sum(m.assessed)"
    f" - sum(d.{level})::numeric / sum(d.assessed), 4)"
    for name, level in _LEVELS.items()
)

# Outside the school the same sections are summed whose levels are told one by one: whatever is
# taken away from a sum, what is left is no section that is withheld.
_KNOWN = f"""
    select a.*, a.status = 'validated' and {shown_levels("a")} as counts,
        a.status = 'validated' and not {shown_levels("a")} as withheld
    from school p join learning_assessment a on a.place = p.path and a.year = :year
"""

# The last assessment of each section; and by area, those that have both to compare.
_LATEST = """
    select distinct on (k.section, k.area, k.kind) k.* from known k where k.counts
    order by k.section, k.area, k.kind, k.held_on desc
"""
_PAIRED = f"""
    select d.area, json_build_object(
        'area', d.area, 'sections', count(*),
        'diagnostic', json_build_object({_sums("d.")}), 'midterm', json_build_object({_sums("m.")}),
        'change', case when sum(d.assessed) > 0 and sum(m.assessed) > 0
            then json_build_object({_CHANGED}) end
    ) as view
    from latest d join latest m on m.area = d.area and m.section = d.section
    where d.kind = 'diagnostic' and m.kind = 'midterm'
    group by d.area
"""

_DATES = f"""
    select json_agg(t.view order by t.held_on) from (
        select k.held_on, json_build_object(
            'held_on', k.held_on, 'sections', count(*), {_sums()}
        ) as view
        from known k where k.area = g.area and k.kind = g.kind and k.counts
        group by k.held_on
    ) t
"""

SUMMARY = Query(f"""
with school as (
    select p.* from place p
    where p.kind = 'institution' and p.code = :institution and {in_reach("p.path")}
), known as ({_KNOWN}), latest as ({_LATEST}), paired as ({_PAIRED})
select json_build_object(
    'institution', json_build_object('code', p.code, 'name', p.name), 'year', :year::int,
    'items', coalesce((
        select json_agg((
            select json_build_object(
                'area', g.area, 'kind', g.kind, 'sections', count(*), {_sums()},
                'waiting', g.waiting, 'withheld', g.withheld,
                'dates', coalesce(({_DATES}), '[]')
            ) from latest l where l.area = g.area and l.kind = g.kind
        ) order by array_position(:areas::text[], g.area), array_position(:kinds::text[], g.kind))
        from (
            select k.area, k.kind, count(*) filter (where k.status <> 'validated') as waiting,
                count(*) filter (where k.withheld) as withheld
            from known k group by k.area, k.kind
        ) g
    ), '[]'),
    'changes', coalesce((
        select json_agg(b.view order by array_position(:areas::text[], b.area)) from paired b
    ), '[]')
)::text
from school p
""")


async def read_learning_summary(call: Call[Reading], institution: str, year: int) -> Json:
    """Sums and shares of a school in reach by area and kind, each section by its latest assessment;
    and the change from the diagnostic to the mid-term of the sections that have both."""
    summary = await SUMMARY.value(
        call,
        institution=institution,
        year=year,
        areas=list(LearningArea),
        kinds=list(AssessmentKind),
    )
    return Json(found(summary, INSTITUTION))
