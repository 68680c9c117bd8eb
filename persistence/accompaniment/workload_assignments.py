"""The hours that a director gives to the coordinators of the school."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.access.permits import PersonId, Place, Reach
from domain.accompaniment.hours import Line
from domain.accompaniment.workload_assignments import (
    WHAT,
    Assignment,
    AssignmentDesk,
    HoursAlreadyAssigned,
    Whose,
    given,
)
from domain.accompaniment.workloads import Coordinator
from domain.errors import StaleVersion
from domain.versions import Change
from persistence.accompaniment.hours.facts import cuts, in_sight, lines, of_year, whose
from persistence.accompaniment.hours.views import lines_of
from persistence.database import Json, Reading, Versioned, Writing, found, refusing, roots
from persistence.people.holders import full_name

ONE_ASSIGNMENT = f"""
select json_build_object({whose()},
    'norm', (select t.norm from workload_template t where t.year = r.year and t.role = r.role),
    'justification', r.justification, 'assigned_at', r.assigned_at, 'assigned_by', (
        select json_build_object('id', g.id, 'name', {full_name("g")})
        from person g where g.id = r.assigned_by
    ),
    'lines', {lines()}
)::text, r.version
from {of_year()} where r.id = $1 and {in_sight("$2", "$3", "$4")}
"""

# The asked assignment stands as `r`, so that the template's lines are those of its year and role.
ASSIGNMENT_DESK = f"""
select r.place::text as place, t.published_at is not null as published, {lines()}::text as lines,
    exists (
        select from appointment h join school_year y on y.year = r.year
        where h.person_id = $6 and h.role = r.role and h.post is not null
        and h.place = any(array[r.place]) and h.valid && daterange(y.starts_on, y.ends_on, '[]')
    ) as held,
    json_array_length({cuts()}) > 0
        and json_array_length({cuts("c.consolidated_at is null")}) = 0 as consolidated,
    a.version, not a.place <@ any($5::text[]::ltree[]) as foreign_one,
    a.place::text as its_place, a.year as its_year, a.role as its_role, a.person_id,
    a.justification,
    (
        select json_object_agg(g.code, g.hours)
        from workload_share g join workload_line l on l.code = g.code
        where g.assignment_id = a.id and l.year = a.year and l.role = a.role and l.hours <> g.hours
    )::text as shares
from (
    select null::uuid as id, p.path as place, $3::int as year, $4::text as role
    from place p
    where p.kind = 'institution' and p.code = $2 and p.path <@ any($5::text[]::ltree[])
) r
left join workload_template t on t.year = r.year and t.role = r.role
left join workload_assignment a on a.id = $1
"""

# The leaves are the published template's: the same for as long as the assignment stands.
STORE_ASSIGNMENT = """
with stored as (
    insert into workload_assignment (
        id, year, role, place, person_id, justification, assigned_by, assigned_at
    )
    values ($1, $2, $3, $4::text::ltree, $5, $6, $7, $8)
    on conflict (id) do update set justification = excluded.justification,
        assigned_by = excluded.assigned_by, assigned_at = excluded.assigned_at,
        version = workload_assignment.version + 1
    where workload_assignment.version = $10
    returning *
), shares as (
    insert into workload_share (assignment_id, code, hours)
    select s.id, n.key, n.value::int from stored s, jsonb_each_text($9::jsonb) n
    on conflict (assignment_id, code) do update set hours = excluded.hours
), logged as (
    insert into event (at, actor_id, place, kind, subject, payload)
    select s.assigned_at, s.assigned_by, s.place, 'workload_assignment.assigned',
        'workload-assignment/' || s.id, jsonb_build_object(
            'year', s.year, 'role', s.role, 'person_id', s.person_id, 'version', s.version,
            'shares', $9::jsonb
        )
    from stored s
)
select version from stored
"""


async def show_assignment(
    db: Reading, id: UUID, *, reach: Reach, created: bool = False
) -> Versioned:
    """One assignment in sight, each line beside the template's."""
    seen = (roots(reach), list(reach.own_roots), reach.person)
    row = found(await db.fetchrow(ONE_ASSIGNMENT, id, *seen), WHAT)
    return Versioned(_view(json.loads(row[0])), row[1], created=created)


async def load_desk(
    db: Writing,
    id: UUID,
    institution: str,
    *,
    year: int,
    role: Coordinator,
    person: UUID,
    reach: Reach,
) -> tuple[Place, AssignmentDesk]:
    """The school in reach, the template of the year, and what stands under the id."""
    asked = (institution, year, role, roots(reach), person)
    row = found(await db.fetchrow(ASSIGNMENT_DESK, id, *asked), "esa institución")
    present = None
    if row["version"] is not None:
        its_role = Coordinator(row["its_role"])
        its = Whose(row["its_year"], its_role, Place(row["its_place"]), row["person_id"])
        present = Assignment(its, json.loads(row["shares"] or "{}"), row["justification"])
    desk = AssignmentDesk(
        _template_lines(row["lines"]),
        row["published"],
        row["held"],
        row["consolidated"],
        present,
        row["version"],
        foreign=bool(row["foreign_one"]),
    )
    return Place(row["place"]), desk


async def store_assignment(
    db: Writing,
    id: UUID,
    asked: Assignment,
    change: Change,
    desk: AssignmentDesk,
    *,
    by: PersonId,
    now: datetime,
    reach: Reach,
) -> Versioned:
    """Write the hours of every leaf with their event, unless nothing changes; of two at once one
    hears that the hours are assigned already, or `StaleVersion`."""
    if change is Change.NOTHING:
        return await show_assignment(db, id, reach=reach)
    its = asked.whose
    about = (id, its.year, its.role, its.place, its.person, asked.justification, by, now)
    shares = json.dumps(given(desk.lines, asked))
    with refusing(workload_assignment_once=HoursAlreadyAssigned()):
        version = await db.fetchval(STORE_ASSIGNMENT, *about, shares, desk.version or 0)
    if version is None:
        raise StaleVersion(what=WHAT)
    return await show_assignment(db, id, reach=reach, created=change is Change.CREATE)


def _template_lines(told: str | None) -> list[Line]:
    return lines_of(json.loads(told) if told else [])


def _view(told: dict[str, Any]) -> Json:
    template = {each["code"]: each["template_hours"] for each in told["lines"]}
    ordered = lines_of(told["lines"])
    roots_of = [line for line in ordered if line.parent is None]
    view = told | {
        "template_hours": sum(template[line.code] for line in roots_of),
        "hours": sum(line.hours for line in roots_of),
        "lines": [_line_view(line, template) for line in ordered],
    }
    return Json(json.dumps(view, ensure_ascii=False))


def _line_view(line: Line, template: Mapping[str, int]) -> dict[str, Any]:
    return {
        "code": line.code,
        "parent": line.parent,
        "name": line.name,
        "proof": line.proof,
        "template_hours": template[line.code],
        "hours": line.hours,
        "difference": line.hours - template[line.code],
    }
