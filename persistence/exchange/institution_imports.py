"""A sheet of schools, stored by a handful of statements whatever its length."""

from collections.abc import Iterable, Sequence

from domain.events import EventKind
from domain.exchange.institution_imports.deciding import ImportFacts, ImportPlan, SchoolOutcome
from domain.territory.institutions.registering import AlreadyRegistered, Registration
from domain.versions import Change
from persistence.calls import Call
from persistence.database import Writing
from persistence.fragments import event, given, in_reach
from persistence.mapping import columns, from_json, to_text
from persistence.statements import Command, Lock, Query
from persistence.territory.institutions.reading import view

BATCH = 5_000
"""Schools of one statement: each stays far below the time that a statement may take."""
LARGE = 1_000
"""Rows from which the planner is told that the tables changed."""

# Held in one order, so that two imports of the same schools wait for, not on, each other.
HOLD_INSTITUTIONS = Lock(f"""
select count(*) from (
    select from institution where code = any(:codes::text[]) and {in_reach("path")}
    order by code for no key update
) held
""")

_PRESENT = """json_build_object(
    'path', i.path, 'jec', coalesce(s.jec, false), 'dated', s.dated is not null,
    'details', json_build_object(
        'name', p.name, 'premise_code', i.premise_code, 'area', i.area,
        'management', i.management, 'ubigeo', i.ubigeo, 'populated_place', i.populated_place,
        'latitude', i.latitude::text, 'longitude', i.longitude::text
    ),
    'figures', json_build_object(
        'students', y.students, 'teachers', y.teachers, 'sections', y.sections
    )
)"""

# What the targets of F14 count: no invented school.
_ACTIVE = """
    select subpath(i.path, 0, 2) as region, count(distinct i.code) as schools
    from institution i join institution_status t on t.institution_code = i.code
    where not i.demonstration and t.status = 'active' and t.valid && daterange(:today::date, null)
    group by 1
"""

# Each row is authorized by itself: one that names another's school is refused, not the sheet.
IMPORT_FACTS = Query(f"""
select json_build_object(
    'igeds', (
        select coalesce(json_object_agg(g.code, json_build_object(
            'path', g.path, 'manages', g.manages_institutions
        )), '{{}}')
        from iged g where {in_reach("g.path")}
    ),
    'present', (
        select coalesce(json_object_agg(i.code, {_PRESENT}), '{{}}')
        from institution i
        join place p on p.path = i.path
        left join institution_year y on y.institution_code = i.code and y.year = :year
        left join (
            select institution_code, true as dated,
                bool_or(status = 'active' and valid && daterange(:today::date, null)) as jec
            from institution_status group by institution_code
        ) s on s.institution_code = i.code
        where i.code = any(:codes::text[]) and {in_reach("i.path")}
    ),
    'starts_on', (select y.starts_on from school_year y where y.year = :year),
    'elsewhere', (
        select coalesce(json_agg(e.code), '[]') from institution e
        where e.code = any(:codes::text[]) and not {in_reach("e.path")}
    ),
    'regions', (
        select json_object_agg(r.code, json_build_object(
            'name', p.name, 'target', r.jec_target, 'active', coalesce(a.schools, 0)
        ))
        from region r join place p on p.path = r.path
        left join ({_ACTIVE}) a on a.region = r.path
    )
)::text
""")

_SCHOOLS = """jsonb_to_recordset(:schools::jsonb) as n (
    code text, path text, name text, premise_code text, area text, management text, ubigeo text,
    populated_place text, latitude numeric, longitude numeric
)"""

CREATE_PLACES = Command(
    f"""
insert into place (path, kind, code, name)
select n.path::ltree, 'institution', n.code, n.name from {_SCHOOLS}
""",
    place_pkey=AlreadyRegistered,
    place_code_once_per_kind=AlreadyRegistered,
)

MOVE_PLACES = Command(f"""
update place p set path = n.path::ltree, name = n.name from {_SCHOOLS}
where p.kind = 'institution' and p.code = n.code
and (p.path, p.name) is distinct from (n.path::ltree, n.name)
""")

CREATE_INSTITUTIONS = Command(f"""
insert into institution (
    code, path, premise_code, area, management, ubigeo, populated_place, latitude, longitude,
    updated_at
)
select n.code, n.path::ltree, n.premise_code, n.area, n.management, n.ubigeo, n.populated_place,
    n.latitude, n.longitude, :now::timestamptz
from {_SCHOOLS}
""")

REPLACE_INSTITUTIONS = Command(f"""
update institution i
set premise_code = n.premise_code, area = n.area, management = n.management, ubigeo = n.ubigeo,
    populated_place = n.populated_place, latitude = n.latitude, longitude = n.longitude,
    updated_at = :now::timestamptz, version = i.version + 1
from {_SCHOOLS}
where i.code = n.code and i.path = n.path::ltree
""")

ACTIVATE = Command("""
insert into institution_status (institution_code, status, valid, act_number, act_date, reason)
select code, 'active', daterange(:since::date, null), :act_number, :act_date::date,
    'Carga de instituciones'
from unnest(:codes::text[]) as n (code)
""")

STORE_FIGURES = Command("""
insert into institution_year as y (institution_code, year, students, teachers, sections)
select n.code, :year::int, n.students, n.teachers, n.sections
from jsonb_to_recordset(:figures::jsonb) as n (code text, students int, teachers int, sections int)
on conflict (institution_code, year) do update
set students = excluded.students, teachers = excluded.teachers, sections = excluded.sections,
    version = y.version + 1
""")

RECORD_ALL = Command(
    event(
        given(
            EventKind.INSTITUTION_CREATED,
            EventKind.INSTITUTION_CHANGED,
            EventKind.INSTITUTION_TRANSFERRED,
            sql="n.kind",
        ),
        of="""jsonb_to_recordset(:changes::jsonb) as n (code text, kind text, more jsonb)
    join institution i on i.code = n.code join place p on p.path = i.path order by i.code""",
        subject="'institution/' || i.code",
        place="i.path",
        whole=f"{view(':today')}::jsonb || n.more",
    )
)

ANALYZE_INSTITUTIONS = Command("analyze place, institution, institution_status, institution_year")


async def load_import_facts(call: Call[Writing], codes: Sequence[str], *, year: int) -> ImportFacts:
    """The bodies in reach and, held until the end, the schools of the sheet that stand."""
    await HOLD_INSTITUTIONS.value(call, codes=codes)
    return from_json(ImportFacts, await IMPORT_FACTS.value(call, codes=codes, year=year))


async def store_schools(call: Call[Writing], plan: ImportPlan) -> None:
    """Write the plan and its events."""
    for first in range(0, len(plan.outcomes), BATCH):
        batch = plan.outcomes[first : first + BATCH]
        await _store_details(call, batch)
        activated = [outcome.code for outcome in batch if outcome.activated]
        if plan.act and activated:
            act = {"act_number": plan.act.number, "act_date": plan.act.issued}
            await ACTIVATE.row(call, codes=activated, since=plan.since, **act)
        figures = [
            {"code": outcome.code, **outcome.figures._asdict()}
            for outcome in batch
            if outcome.figures
        ]
        await STORE_FIGURES.row(call, year=plan.year, figures=to_text(figures))
        await RECORD_ALL.row(call, changes=to_text([_event_row(outcome) for outcome in batch]))
    if len(plan.outcomes) >= LARGE:
        await ANALYZE_INSTITUTIONS.row(call)


async def _store_details(call: Call[Writing], outcomes: Sequence[SchoolOutcome]) -> None:
    created = _schools(o for o in outcomes if o.event is EventKind.INSTITUTION_CREATED)
    others = _schools(o for o in outcomes if o.event is not EventKind.INSTITUTION_CREATED)
    await CREATE_PLACES.row(call, schools=created)
    await CREATE_INSTITUTIONS.row(call, schools=created)
    await MOVE_PLACES.row(call, schools=others)
    await REPLACE_INSTITUTIONS.row(call, schools=others)


def _schools(outcomes: Iterable[SchoolOutcome]) -> str:
    return to_text([{"code": o.code, "path": o.path, **columns(o.details)} for o in outcomes])


def _event_row(outcome: SchoolOutcome) -> dict[str, object]:
    moved = Registration(Change.REPLACE, outcome.path, outcome.moved_from)
    return {"code": outcome.code, "kind": outcome.event, "more": moved.transfer}
