"""What a plan says, as it is kept."""

from dataclasses import replace
from typing import Any

from domain.accompaniment.plans.model import PlanContent
from persistence.mapping import columns


def content_columns(content: PlanContent) -> dict[str, Any]:
    """The fields of a content, its teachers in the order of their ids: equal contents are then
    equal JSON (`views.content`)."""
    teachers = tuple(sorted(content.teachers, key=lambda teacher: teacher.id))
    return columns(replace(content, teachers=teachers))


def teachers_as_shown(teachers: str) -> str:
    """Those of `teachers`, a query of `id` and `visits`, in the order in which they are shown: a
    fault names the row that was read."""
    return f"""(
    select coalesce(jsonb_agg(
        jsonb_build_object('id', n.id, 'visits', n.visits) order by w.sort_key, w.id
    ), '[]')
    from ({teachers}) n join person w on w.id = n.id
)"""


def teach_in(people: str, place: str, such: str) -> str:
    """Which of some people (an array of ids) teach at a place, or taught there; `such`: when, of
    an appointment `h`."""
    return f"""array(
    select distinct h.person_id from appointment h
    where h.place = any(array[{place}]) and h.role = 'teacher' and h.person_id = any({people})
    and {such}
)"""


TODAY = "(h.valid @> (:now::timestamptz at time zone 'America/Lima')::date) is true"
"""When an appointment `h` holds today."""


def school(place: str, year: str) -> str:
    """`PlanSchool` of a place. Known is who teaches or ever taught there, of the people `:named`:
    a draft is kept though somebody left meanwhile."""
    return f"""json_build_object(
    'place', {place},
    'year_exists', exists (select from school_year y where y.year = {year}),
    'known', {teach_in(":named::uuid[]", place, "true")}
)"""
