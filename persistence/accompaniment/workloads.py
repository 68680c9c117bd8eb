"""How the week of a coordinator is shared out in a year: a tree of lines for each role."""

import json
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from asyncpg import Record

from domain.access.permits import PersonId
from domain.accompaniment.workloads import (
    WHAT,
    Coordinator,
    InvalidWorkload,
    Line,
    Proof,
    Template,
    TemplateDesk,
    WorkloadPublished,
    placed,
)
from domain.errors import StaleVersion
from domain.versions import Change
from persistence.database import Json, Reading, Versioned, Writing, found, refusing

YEAR = "ese año escolar"

WORKLOAD_LINES = """
select y.year, t.role, t.norm, t.total, t.published_at, t.version, w.code, w.parent_code, w.name,
    w.hours, w.proof
from school_year y
left join workload_template t on t.year = y.year and ($2::text is null or t.role = $2)
left join workload_line w on w.year = t.year and w.role = t.role
where y.year = $1
order by t.role, w.ordinal, w.code
"""

# Whoever drafts or publishes one template waits here for the other; its lines are read after.
LOCK_TEMPLATE = """
select version from workload_template where year = $1 and role = $2 for no key update
"""

# One statement: when it ends the lines add up. What is kept is updated in place, what is gone is
# deleted; all of it draws from `stored`, so that the loser of two at once changes nothing.
STORE_DRAFT = """
with stored as (
    insert into workload_template (year, role, norm, total) values ($1, $2, $3, $4)
    on conflict (year, role) do update set norm = excluded.norm, total = excluded.total,
        version = workload_template.version + 1
    where workload_template.version = $6
    returning *
), sent as (
    select s.year, s.role, l.* from stored s, jsonb_to_recordset($5::jsonb) as l (
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
), logged as (
    insert into event (at, actor_id, place, kind, subject, payload)
    select $7, $8, 'pe', 'workload.drafted', 'workload/' || s.year || '-' || s.role,
        jsonb_build_object('version', s.version, 'total', s.total, 'norm', s.norm,
            'lines', $5::jsonb)
    from stored s
)
select version from stored
"""

PUBLISH = """
with published as (
    update workload_template set published_at = $3, version = version + 1
    where year = $1 and role = $2 and version = $4
    returning *
), logged as (
    insert into event (at, actor_id, place, kind, subject, payload)
    select $3, $5, 'pe', 'workload.published', 'workload/' || p.year || '-' || p.role,
        jsonb_build_object('version', p.version, 'total', p.total, 'norm', p.norm)
    from published p
)
select version from published
"""


async def show_workloads(db: Reading, year: int) -> Json:
    """The template of each role that has one (F44, F50), in weekly *horas pedagógicas*."""
    rows = found(await db.fetch(WORKLOAD_LINES, year, None) or None, YEAR)
    lines = [row for row in rows if row["role"] is not None]
    by_role = groupby(lines, key=lambda row: str(row["role"]))
    items = [_view(list(of_role)) for _, of_role in by_role]
    return Json(json.dumps({"year": year, "items": items}, ensure_ascii=False))


async def show_workload(
    db: Reading, year: int, role: Coordinator, *, created: bool = False
) -> Versioned:
    """The template of one role in one year."""
    rows = [r for r in await db.fetch(WORKLOAD_LINES, year, role) if r["role"] is not None]
    view = _view(found(rows or None, WHAT))
    body = Json(json.dumps({"year": year} | view, ensure_ascii=False))
    return Versioned(body, view["version"], created=created)


async def load_desk(db: Writing, year: int, role: Coordinator) -> TemplateDesk:
    """The template as it stands in a year that there is. Holds it until the transaction ends."""
    await db.fetchval(LOCK_TEMPLATE, year, role)
    rows = found(await db.fetch(WORKLOAD_LINES, year, role) or None, YEAR)
    about = rows[0]
    if about["role"] is None:
        return TemplateDesk(None, None, published=False)
    present = Template(about["norm"], about["total"], _below(None, rows))
    return TemplateDesk(present, about["version"], published=about["published_at"] is not None)


async def store_draft(
    db: Writing,
    year: int,
    role: Coordinator,
    asked: Template,
    change: Change,
    *,
    replaces: int | None,
    by: PersonId,
    now: datetime,
) -> Versioned:
    """Write the draft with all its lines and its event, unless nothing changes."""
    if change is Change.NOTHING:
        return await show_workload(db, year, role)
    lines = json.dumps([_row(each.parent, each.ordinal, each.line) for each in placed(asked.lines)])
    about = (year, role, asked.norm, asked.total, lines)
    with refusing(
        workload_adds_up=InvalidWorkload(count=1),
        workload_template_immutable=WorkloadPublished(),
    ):
        version = await db.fetchval(STORE_DRAFT, *about, replaces or 0, now, by)
    if version is None:
        raise StaleVersion(what=WHAT)
    return await show_workload(db, year, role, created=change is Change.CREATE)


async def store_publication(
    db: Writing,
    year: int,
    role: Coordinator,
    change: Change,
    *,
    replaces: int | None,
    by: PersonId,
    now: datetime,
) -> Versioned:
    """Publish the template with its event, unless it was published already."""
    if change is not Change.NOTHING:
        found(await db.fetchval(PUBLISH, year, role, now, replaces, by), WHAT)
    return await show_workload(db, year, role)


def _row(parent: str | None, ordinal: int, line: Line) -> dict[str, Any]:
    return {
        "code": line.code,
        "parent_code": parent,
        "ordinal": ordinal,
        "name": line.name,
        "hours": line.hours,
        "proof": line.proof,
    }


def _view(rows: Sequence[Record]) -> dict[str, Any]:
    about = rows[0]
    published_at = about["published_at"]
    return {
        "role": about["role"],
        "norm": about["norm"],
        "total": about["total"],
        "published": published_at is not None,
        "published_at": published_at.isoformat() if published_at else None,
        "version": about["version"],
        "lines": [_line_view(line) for line in _below(None, rows)],
    }


def _line_view(line: Line) -> dict[str, Any]:
    return {
        "code": line.code,
        "name": line.name,
        "hours": line.hours,
        "proof": line.proof,
        "children": [_line_view(part) for part in line.children],
    }


def _below(parent: str | None, rows: Sequence[Record]) -> tuple[Line, ...]:
    return tuple(
        Line(
            row["code"],
            row["name"],
            row["hours"],
            Proof(row["proof"]) if row["proof"] else None,
            _below(row["code"], rows),
        )
        for row in rows
        if row["code"] is not None and row["parent_code"] == parent
    )
