"""SQL fragments: how assessments look, and whose levels are told outside their school."""

from domain.accompaniment.learning_assessments import FEWEST_PUPILS
from persistence.people.holders import full_name


def shown_levels(a: str) -> str:
    """True when the levels of an assessment may be told: in the caller's school always; outside,
    once validated and of no small group (docs/decisions/0024). Needs `:roots`."""
    return f"""({a}.place = any(:roots::text[]::ltree[])
    or {a}.status = 'validated' and {a}.assessed >= {FEWEST_PUPILS})"""


def _who(id: str) -> str:
    return f"""(
    select json_build_object('id', w.id, 'name', {full_name("w")}) from person w where w.id = {id}
)"""


ASSESSMENT_VIEW = f"""json_build_object(
    'id', r.id, 'year', r.year, 'institution', (
        select json_build_object('code', p.code, 'name', p.name) from place p where p.path = r.place
    ),
    'kind', r.kind, 'section', r.section, 'area', r.area, 'held_on', r.held_on,
    'enrolled', r.enrolled, 'assessed', r.assessed, 'withheld', not {shown_levels("r")},
    'levels', case when {shown_levels("r")} then json_build_object(
        'c', r.level_1, 'b', r.level_2, 'a', r.level_3, 'ad', r.level_4
    ) end,
    'note', case when {shown_levels("r")} then r.note end,
    'made_by', {_who("r.made_by")}, 'made_at', r.made_at, 'status', r.status,
    'decided_by', {_who("r.decided_by")}, 'decided_at', r.decided_at,
    'director_note', case when {shown_levels("r")} then r.director_note end
)"""
"""One assessment `r`."""
