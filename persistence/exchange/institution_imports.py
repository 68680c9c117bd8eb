"""A sheet of schools, stored by a handful of statements whatever its length."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from asyncpg import Record

from domain.access.permits import Permit, Place, Reach
from domain.errors import LIMA
from domain.events import EventKind
from domain.exchange.institution_imports.deciding import (
    Desk,
    Numbers,
    Options,
    Outcome,
    Plan,
    Present,
)
from domain.exchange.institution_imports.rows import Checked
from domain.territory.institutions.model import Area, Management
from domain.territory.institutions.registering import AlreadyRegistered, Body, Details, Registration
from domain.versions import Change
from persistence.database import Writing, refusing, roots
from persistence.fragments import event, given
from persistence.reporting.obligations.settling import settle
from persistence.territory.institutions.reading import view

BATCH = 5_000
"""Schools of one statement: each stays far below the time that a statement may take."""
LARGE = 1_000
"""Rows from which the planner is told that the tables changed."""

IGEDS_IN_REACH = """
select g.code, g.path::text, g.manages_institutions,
    (select starts_on from school_year where year = $2) as starts_on
from iged g where g.path <@ any($1::text[]::ltree[])
"""

# Held in one order, so that two imports of the same schools wait for, not on, each other.
HOLD_INSTITUTIONS = """
select count(*) from (
    select from institution where code = any($1::text[]) and path <@ any($2::text[]::ltree[])
    order by code for no key update
) held
"""

PRESENT_INSTITUTIONS = """
select i.code, i.path::text, p.name, i.premise_code, i.area, i.management, i.ubigeo,
    i.populated_place, i.latitude, i.longitude, y.students, y.teachers, y.sections,
    s.dated is not null as dated, coalesce(s.jec, false) as jec
from institution i
join place p on p.path = i.path
left join institution_year y on y.institution_code = i.code and y.year = $3
left join (
    select institution_code, true as dated,
        bool_or(status = 'active' and valid && daterange($4::date, null)) as jec
    from institution_status group by institution_code
) s on s.institution_code = i.code
where i.code = any($1::text[]) and i.path <@ any($2::text[]::ltree[])
"""

# Each row is authorized by itself: one that names another's school is refused, not the sheet.
INSTITUTIONS_ELSEWHERE = """
select code from institution
where code = any($1::text[]) and not path <@ any($2::text[]::ltree[])
"""

CREATE_PLACES = """
insert into place (path, kind, code, name)
select n.path::ltree, 'institution', n.code, n.name
from unnest($1::text[], $2::text[], $3::text[]) as n (code, path, name)
"""

MOVE_PLACES = """
update place p set path = n.path::ltree, name = n.name
from unnest($1::text[], $2::text[], $3::text[]) as n (code, path, name)
where p.kind = 'institution' and p.code = n.code
and (p.path, p.name) is distinct from (n.path::ltree, n.name)
"""

_ROWS = """unnest(
    $1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
    $8::numeric[], $9::numeric[]
) as n (
    code, path, premise_code, area, management, ubigeo, populated_place, latitude, longitude
)"""

CREATE_INSTITUTIONS = f"""
insert into institution (
    code, path, premise_code, area, management, ubigeo, populated_place, latitude, longitude,
    updated_at
)
select n.code, n.path::ltree, n.premise_code, n.area, n.management, n.ubigeo, n.populated_place,
    n.latitude, n.longitude, $10::timestamptz
from {_ROWS}
"""

REPLACE_INSTITUTIONS = f"""
update institution i
set premise_code = n.premise_code, area = n.area, management = n.management, ubigeo = n.ubigeo,
    populated_place = n.populated_place, latitude = n.latitude, longitude = n.longitude,
    updated_at = $10::timestamptz, version = i.version + 1
from {_ROWS}
where i.code = n.code and i.path = n.path::ltree
"""

ACTIVATE = """
insert into institution_status (institution_code, status, valid, reason)
select code, 'active', daterange($2::date, null), 'Carga de instituciones'
from unnest($1::text[]) as n (code)
"""

KEEP_NUMBERS = """
insert into institution_year as y (institution_code, year, students, teachers, sections)
select n.code, $5::int, n.students, n.teachers, n.sections
from unnest($1::text[], $2::int[], $3::int[], $4::int[]) as n (code, students, teachers, sections)
on conflict (institution_code, year) do update
set students = excluded.students, teachers = excluded.teachers, sections = excluded.sections,
    version = y.version + 1
"""

RECORD_ALL = event(
    given(
        EventKind.INSTITUTION_CREATED, EventKind.INSTITUTION_CHANGED,
        EventKind.INSTITUTION_TRANSFERRED, sql="n.kind",
    ),
    of="""unnest($3::text[], $4::text[], $5::text[]::jsonb[]) as n (code, kind, more)
    join institution i on i.code = n.code join place p on p.path = i.path order by i.code""",
    subject="'institution/' || i.code", place="i.path", whole=f"{view('$6')}::jsonb || n.more",
    by="$2", at="$1",
)  # fmt: skip

ANALYZE_INSTITUTIONS = "analyze place, institution, institution_status, institution_year"


async def load_desk(
    db: Writing, checked: Checked, options: Options, *, reach: Reach, now: datetime
) -> Desk:
    """The bodies in reach and, held until the end, the schools of the sheet that stand."""
    codes = [entry.code for entry in checked.entries if entry.code]
    seen, today = roots(reach), now.astimezone(LIMA).date()
    igeds = await db.fetch(IGEDS_IN_REACH, seen, options.year)
    await db.fetchval(HOLD_INSTITUTIONS, codes, seen)
    present = await db.fetch(PRESENT_INSTITUTIONS, codes, seen, options.year, today)
    elsewhere = await db.fetch(INSTITUTIONS_ELSEWHERE, codes, seen)
    return Desk(
        {g["code"]: Body(Place(g["path"]), g["manages_institutions"]) for g in igeds},
        {row["code"]: _present(row) for row in present},
        igeds[0]["starts_on"] if igeds else None,
        frozenset(row["code"] for row in elsewhere),
    )


def _present(row: Record) -> Present:
    return Present(
        Place(row["path"]),
        Details(
            name=row["name"],
            premise_code=row["premise_code"],
            area=Area(row["area"]),
            management=Management(row["management"]),
            ubigeo=row["ubigeo"],
            populated_place=row["populated_place"],
            latitude=row["latitude"],
            longitude=row["longitude"],
        ),
        row["jec"],
        row["dated"],
        Numbers(row["students"], row["teachers"], row["sections"]),
    )


async def store(db: Writing, plan: Plan, *, permit: Permit, now: datetime, dry_run: bool) -> None:
    """Write the plan and its events, then bring what is owed in line with it; nothing in a dry
    run."""
    if dry_run or not plan.outcomes:
        return
    for first in range(0, len(plan.outcomes), BATCH):
        batch = plan.outcomes[first : first + BATCH]
        await _store_details(db, batch, now=now)
        activated = [o.code for o in batch if o.activated]
        await db.fetch(ACTIVATE, activated, plan.since)
        numbered = [(o.code, *o.numbers) for o in batch if o.numbers]
        await db.fetch(KEEP_NUMBERS, *_columns(numbered, 4), plan.year)
        await _record(db, batch, permit=permit, now=now)
    if len(plan.outcomes) >= LARGE:
        await db.fetch(ANALYZE_INSTITUTIONS)
    igeds = {o.path.rpartition(".")[0] for o in plan.outcomes}
    await settle(db, under=[Place(path) for path in sorted(igeds)], now=now)


async def _store_details(db: Writing, outcomes: Sequence[Outcome], *, now: datetime) -> None:
    created = [o for o in outcomes if o.event is EventKind.INSTITUTION_CREATED]
    others = [o for o in outcomes if o.event is not EventKind.INSTITUTION_CREATED]
    taken = AlreadyRegistered()
    with refusing(place_pkey=taken, place_code_once_per_kind=taken):
        await db.fetch(CREATE_PLACES, *_places(created))
    await db.fetch(CREATE_INSTITUTIONS, *_details(created), now)
    await db.fetch(MOVE_PLACES, *_places(others))
    await db.fetch(REPLACE_INSTITUTIONS, *_details(others), now)


async def _record(
    db: Writing, outcomes: Sequence[Outcome], *, permit: Permit, now: datetime
) -> None:
    told = [(o.code, o.event, json.dumps(_transfer(o))) for o in outcomes]
    today = now.astimezone(LIMA).date()
    await db.fetch(RECORD_ALL, now, permit.person, *_columns(told, 3), today)


def _transfer(outcome: Outcome) -> dict[str, dict[str, str]]:
    return Registration(Change.REPLACE, outcome.path, outcome.moved_from).transfer


def _places(outcomes: Sequence[Outcome]) -> list[list[Any]]:
    return _columns([(o.code, o.path, o.details.name) for o in outcomes], 3)


def _details(outcomes: Sequence[Outcome]) -> list[list[Any]]:
    return _columns(
        [
            (
                o.code,
                o.path,
                o.details.premise_code,
                o.details.area,
                o.details.management,
                o.details.ubigeo,
                o.details.populated_place,
                o.details.latitude,
                o.details.longitude,
            )
            for o in outcomes
        ],
        9,
    )


def _columns(rows: Sequence[tuple[Any, ...]], width: int) -> list[list[Any]]:
    """Rows as the arrays of `unnest`, also when there are none."""
    return [[row[n] for row in rows] for n in range(width)]
