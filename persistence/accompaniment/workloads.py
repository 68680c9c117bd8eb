"""How the week of a coordinator is shared out in a year: a tree of lines for each role."""

from collections.abc import Sequence

from domain.accompaniment.workloads import (
    WORKLOAD,
    Coordinator,
    FlatLine,
    InvalidWorkload,
    TemplateFacts,
    WorkloadPublished,
    WorkloadTemplate,
)
from domain.errors import StaleVersion
from domain.events import EventKind
from domain.reporting.calendar.years import SCHOOL_YEAR
from persistence.calls import Call
from persistence.database import (
    Json,
    Overtaken,
    Reading,
    Storing,
    Versioned,
    as_read,
    as_stored,
    found,
)
from persistence.fragments import event
from persistence.mapping import from_json, to_text
from persistence.statements import Command, Query

LEVELS = 3
"""So deep a week is told, as the contract has it."""


def _lines(source: str, *, level: int = 1, parent: str = "null") -> str:
    """The lines of the template `t` that hang from one, each with its parts; `source` holds
    lines."""
    line = f"line_{'abc'[level - 1]}"
    deeper = level < LEVELS
    parts = _lines(source, level=level + 1, parent=f"{line}.code") if deeper else "array[]::int[]"
    return f"""(
    select coalesce(json_agg(json_build_object(
        'code', {line}.code, 'name', {line}.name, 'hours', {line}.hours, 'proof', {line}.proof,
        'children', {parts}
    ) order by {line}.ordinal, {line}.code), '[]')
    from {source} {line}
    where {line}.year = t.year and {line}.role = t.role
    and {line}.parent_code is not distinct from {parent}
)"""


def _fields(source: str = "workload_line") -> str:
    return f"""'role', t.role, 'norm', t.norm, 'total', t.total,
    'published', t.published_at is not null, 'published_at', t.published_at, 'version', t.version,
    'lines', {_lines(source)}"""


def _view(source: str = "workload_line") -> str:
    return f"json_build_object('year', t.year, {_fields(source)})::text as body, t.version"


WORKLOADS = Query(f"""
select json_build_object('year', y.year, 'items', (
    select coalesce(json_agg(json_build_object({_fields()}) order by t.role), '[]')
    from workload_template t where t.year = y.year
))::text
from school_year y where y.year = :year
""")

WORKLOAD_OF_ROLE = Query(f"""
select {_view()} from workload_template t where t.year = :year and t.role = :role
""")

TEMPLATE_FACTS = Query(f"""
select json_build_object(
    'present', case when t.role is not null then json_build_object(
        'norm', t.norm, 'total', t.total, 'lines', {_lines("workload_line")}
    ) end,
    'version', t.version, 'published', t.published_at is not null
)::text
from school_year y left join workload_template t on t.year = y.year and t.role = :role
where y.year = :year
""")

_DRAFTED = event(
    EventKind.WORKLOAD_DRAFTED,
    of="stored s",
    subject="'workload/' || s.year || '-' || s.role",
    data="'version', s.version, 'total', s.total, 'norm', s.norm, 'lines', :lines::jsonb",
    place="'pe'",
)

# One statement: when it ends the lines add up. What is kept is updated in place, what is gone is
# deleted; all of it draws from `stored`, so that the loser of two at once changes nothing.
STORE_DRAFT = Command(
    f"""
with stored as (
    insert into workload_template as was (year, role, norm, total)
    values (:year, :role, :norm, :total)
    on conflict (year, role) do update set norm = excluded.norm, total = excluded.total,
        version = was.version + 1
    where was.version = :version
    returning *
), sent as (
    select s.year, s.role, l.* from stored s, jsonb_to_recordset(:lines::jsonb) as l (
        code text, parent_code text, ordinal int, name text, hours int, proof text
    )
), written as (
    insert into workload_line (year, role, code, parent_code, ordinal, name, hours, proof)
    select n.year, n.role, n.code, n.parent_code, n.ordinal, n.name, n.hours, n.proof from sent n
    on conflict (year, role, code) do update set parent_code = excluded.parent_code,
        ordinal = excluded.ordinal, name = excluded.name, hours = excluded.hours,
        proof = excluded.proof
), gone as (
    delete from workload_line w using stored s
    where w.year = s.year and w.role = s.role
    and not exists (select from sent n where n.code = w.code)
), logged as ({_DRAFTED})
select {_view("sent")} from stored t
""",
    workload_adds_up=lambda: InvalidWorkload(count=1),
    workload_template_immutable=WorkloadPublished,
)

_PUBLISHED = event(
    EventKind.WORKLOAD_PUBLISHED,
    of="published p",
    subject="'workload/' || p.year || '-' || p.role",
    data="'version', p.version, 'total', p.total, 'norm', p.norm",
    place="'pe'",
)

PUBLISH = Command(f"""
with published as (
    update workload_template set published_at = :now, version = version + 1
    where year = :year and role = :role and version = :version
    returning *
), logged as ({_PUBLISHED})
select {_view()} from published t
""")


async def read_workloads(call: Call[Reading], year: int) -> Json:
    """The template of each role that has one (F44, F50), in weekly *horas pedagógicas*."""
    return Json(found(await WORKLOADS.value(call, year=year), SCHOOL_YEAR))


async def read_workload(call: Call[Reading], year: int, role: Coordinator) -> Versioned:
    """The template of one role in one year."""
    return as_read(await WORKLOAD_OF_ROLE.row(call, year=year, role=role), WORKLOAD)


async def load_template_facts(call: Call[Reading], year: int, role: Coordinator) -> TemplateFacts:
    """The template as it stands in a year that there is."""
    facts = await TEMPLATE_FACTS.value(call, year=year, role=role)
    return from_json(TemplateFacts, found(facts, SCHOOL_YEAR))


async def store_draft(
    call: Call[Storing],
    year: int,
    role: Coordinator,
    template: WorkloadTemplate,
    *,
    lines: Sequence[FlatLine],
    version: int | None,
) -> Versioned:
    """The draft with all its lines, as it is kept, with its event."""
    row = await STORE_DRAFT.row(
        call,
        year=year,
        role=role,
        norm=template.norm,
        total=template.total,
        lines=to_text(lines),
        version=version or 0,
    )
    return as_stored(row, WORKLOAD)


async def store_publication(
    call: Call[Storing], year: int, role: Coordinator, *, version: int | None
) -> Versioned:
    """The template as it is published, with its event."""
    row = await PUBLISH.row(call, year=year, role=role, version=version)
    if row is None:
        raise Overtaken(StaleVersion(what=WORKLOAD))
    return as_read(row, WORKLOAD)
