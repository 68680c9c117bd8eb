"""The hours that a director gives to the coordinators of the school."""

from collections.abc import Mapping
from uuid import UUID

from domain.accompaniment.workload_assignments import (
    WORKLOAD_ASSIGNMENT,
    AssignmentFacts,
    AssignmentRequest,
    HoursAlreadyAssigned,
    WorkloadAssignment,
)
from domain.events import EventKind
from domain.territory.institutions.model import INSTITUTION
from persistence.accompaniment.hours.facts import CUTS, in_sight, lines, of_year, whose
from persistence.calls import Call
from persistence.database import Reading, Storing, Versioned, as_read, as_stored, found, overtaken
from persistence.fragments import event, in_reach
from persistence.mapping import columns, from_json, to_text
from persistence.people.holders import full_name
from persistence.statements import Command, Query


def _week(shares: str) -> str:
    """CTEs of the lines `l` of the assignment `r`: each with the codes `above` it and where it
    stands (`at`). `shares` holds the hours that were given."""
    return f"""with recursive own as (
    select l.code, l.parent_code, l.name, l.proof, l.hours as template_hours,
        coalesce(g.hours, l.hours) as hours, lpad(l.ordinal::text, 4, '0') || l.code as ordinal
    from workload_line l left join {shares} g on g.assignment_id = r.id and g.code = l.code
    where l.year = r.year and l.role = r.role
), line as (
    select l.*, array[l.code] as above, array[l.ordinal] as at
    from own l where l.parent_code is null
    union all
    select l.*, p.above || l.code, p.at || l.ordinal
    from line p join own l on l.parent_code = p.code
)"""


def _lines(shares: str) -> str:
    """The lines, each before its parts; whatever has parts has the sum of their hours."""
    return f"""(
    {_week(shares)}
    select json_agg(json_build_object(
        'code', l.code, 'parent', l.parent_code, 'name', l.name, 'proof', l.proof,
        'template_hours', l.template_hours, 'hours', s.hours,
        'difference', s.hours - l.template_hours
    ) order by l.at)
    from line l cross join lateral (
        select coalesce(sum(d.hours), 0)::int as hours from line d
        where d.proof is not null and l.code = any(d.above)
    ) s
)"""


def _view(shares: str = "workload_share") -> str:
    return f"""json_build_object({whose()},
    'norm', (select t.norm from workload_template t where t.year = r.year and t.role = r.role),
    'justification', r.justification, 'assigned_at', r.assigned_at, 'assigned_by', (
        select json_build_object('id', g.id, 'name', {full_name("g")})
        from person g where g.id = r.assigned_by
    ),
    'template_hours', (
        select sum(l.hours) from workload_line l
        where l.year = r.year and l.role = r.role and l.parent_code is null
    ),
    'hours', (
        select sum(coalesce(g.hours, l.hours)) from workload_line l
        left join {shares} g on g.assignment_id = r.id and g.code = l.code
        where l.year = r.year and l.role = r.role and l.proof is not null
    ),
    'lines', {_lines(shares)}
)::text as body, r.version"""


ASSIGNMENT = Query(f"select {_view()} from {of_year()} where r.id = :id and {in_sight()}")

_PRESENT = """json_build_object(
    'post', json_build_object('year', a.year, 'role', a.role, 'place', a.place,
        'person_id', a.person_id),
    'justification', a.justification,
    'shares', (
        select coalesce(json_object_agg(g.code, g.hours), '{}')
        from workload_share g join workload_line l on l.code = g.code
        where g.assignment_id = a.id and l.year = a.year and l.role = a.role and l.hours <> g.hours
    )
)"""

_HELD = """exists (
    select from appointment h join school_year y on y.year = r.year
    where h.person_id = :person_id and h.role = r.role and h.post is not null
    and h.place = any(array[r.place]) and h.valid && daterange(y.starts_on, y.ends_on, '[]')
)"""

# The asked assignment stands as `r`, so that the template's lines are those of its year and role.
ASSIGNMENT_FACTS = Query(f"""
select json_build_object(
    'place', r.place, 'lines', {lines()}, 'published', t.published_at is not null, 'held', {_HELD},
    'consolidated', (
        select coalesce(bool_and(c.consolidated_at is not null), false) {CUTS}
    ),
    'already_assigned', exists (
        select from workload_assignment o
        where o.person_id = :person_id and o.year = r.year and o.place = any(array[r.place])
        and o.role = r.role and o.id <> :id
    ),
    'present', case when a.id is not null then {_PRESENT} end, 'version', a.version,
    'foreign', coalesce(not {in_reach("a.place")}, false)
)::text
from (
    select null::uuid as id, p.path as place, :year::int as year, :role::text as role
    from place p
    where p.kind = 'institution' and p.code = :institution and {in_reach("p.path")}
) r
left join workload_template t on t.year = r.year and t.role = r.role
left join workload_assignment a on a.id = :id
""")

_ASSIGNED = event(
    EventKind.WORKLOAD_ASSIGNMENT_ASSIGNED,
    of="stored s",
    subject="'workload-assignment/' || s.id",
    data="'year', s.year, 'role', s.role, 'person_id', s.person_id, 'version', s.version,"
    " 'shares', :shares::jsonb",
    place="s.place",
)

# The leaves are the published template's: the same for as long as the assignment stands.
STORE_ASSIGNMENT = Command(
    f"""
with stored as (
    insert into workload_assignment as was (
        id, year, role, place, person_id, justification, assigned_by, assigned_at
    )
    values (:id, :year, :role, :place::text::ltree, :person_id, :justification, :by, :now)
    on conflict (id) do update set justification = excluded.justification,
        assigned_by = excluded.assigned_by, assigned_at = excluded.assigned_at,
        version = was.version + 1
    where was.version = :version
    returning *
), sent as (
    select s.id as assignment_id, n.key as code, n.value::int as hours
    from stored s, jsonb_each_text(:shares::jsonb) n
), shares as (
    insert into workload_share (assignment_id, code, hours)
    select n.assignment_id, n.code, n.hours from sent n
    on conflict (assignment_id, code) do update set hours = excluded.hours
), logged as ({_ASSIGNED})
select {_view("sent")} from stored r
""",
    workload_assignment_once=overtaken(HoursAlreadyAssigned),
)


async def read_assignment(call: Call[Reading], id: UUID) -> Versioned:
    """One assignment in sight, each line beside the template's."""
    return as_read(await ASSIGNMENT.row(call, id=id), WORKLOAD_ASSIGNMENT)


async def load_assignment_facts(
    call: Call[Reading], id: UUID, request: AssignmentRequest
) -> AssignmentFacts:
    """The school in reach, the template of the year, and what stands under the id."""
    facts = await ASSIGNMENT_FACTS.value(
        call,
        id=id,
        institution=request.institution,
        year=request.year,
        role=request.role,
        person_id=request.person_id,
    )
    return from_json(AssignmentFacts, found(facts, INSTITUTION))


async def store_assignment(
    call: Call[Storing],
    id: UUID,
    assignment: WorkloadAssignment,
    *,
    shares: Mapping[str, int],
    version: int | None,
) -> Versioned:
    """The assignment with the hours of every leaf, as it is kept, with its event."""
    row = await STORE_ASSIGNMENT.row(
        call,
        id=id,
        **columns(assignment.post),
        justification=assignment.justification,
        shares=to_text(shares),
        version=version or 0,
    )
    return as_stored(row, WORKLOAD_ASSIGNMENT)
