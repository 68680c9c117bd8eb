"""A form of 250 items: the longest that anybody would bring to a classroom, filed and measured."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any
from uuid import UUID, uuid4

import asyncpg

from bench import load, pgbench
from bench.scenarios import Callers, draft_on, storing_script
from bench.serving import Served
from domain.access.roles import Role
from domain.instruments.forms import example_answers
from domain.instruments.parsing import parse_definition

ITEMS, SECTIONS = 250, 10
FORM = "bench-250"
REPORTS, ROUNDS = 400, 3

# A stream of its own, open now, for so many schools of the open cut.
STAGE = (
    "insert into instrument (code, name, name_en, model_form, source)"
    " values ('bench-250', 'Ficha larga', 'Long form', true, 'bench')",
    "insert into report_stream (year, code, ordinal, name, name_en, declarant_roles, subject_kind,"
    " review_required, enabled) values ($1, 'bench_long', 99, 'Larga', 'Long', '{ugel}',"
    " 'institution', false, true)",
    "insert into stream_instrument values ($1, 'bench_long', 'institution', 'bench-250')",
)
PUBLISH = """
insert into instrument_version (instrument_code, version, state, definition, published_at)
values ('bench-250', 1, 'published', $1, now())
"""
OPEN = """
insert into report_cut (code, year, stream_code, ordinal, stage, opens_at, closes_at, period_from,
    period_to)
select year || '-bench_long-1', year, 'bench_long', 1, stage, opens_at, closes_at, period_from,
    period_to
from report_cut where code = $1
returning code
"""
OWE = """
insert into obligation (id, cut_code, place, subject, post)
select md5('long' || row_number() over (order by o.place) - 1)::uuid, $2, o.place, 'institution', 0
from obligation o
where o.cut_code = $1 and subpath(o.place, 1, 1) <> subpath(o.place, 2, 1)
order by o.place limit $3
"""
DECLARANTS = """
select o.id, a.person_id from obligation o
join appointment a on a.role = 'ugel' and a.place = subpath(o.place, 0, 3)
where o.cut_code = $1 order by o.place
"""
UNDO = (
    "delete from observation b using report r where r.id = b.report_id and r.cut_code = $1",
    "delete from report where cut_code = $1",
    "update obligation set fulfilled_at = null, late = null where cut_code = $1",
)


@dataclass(frozen=True, slots=True)
class LongForm:
    """Reports a second of the product and of pgbench, round by round; one caller's wait without
    others (seconds); octets of a request."""

    ours: Sequence[float]
    limit: Sequence[float]
    alone: float
    octets: int

    @property
    def of_limit(self) -> float:
        """Our rate to that of the same SQL alone."""
        return median(mine / other for mine, other in zip(self.ours, self.limit, strict=True))


def definition() -> dict[str, Any]:
    """Ten sections of levels, yes or no, numbers and texts."""
    kinds: list[dict[str, Any]] = [
        {"kind": "level", "scale": "logro", "weight": 1},
        {"kind": "boolean", "weight": 1},
        {"kind": "number", "min": 0, "max": 60, "whole": True},
        {"kind": "text", "max_length": 300},
        {"kind": "level", "scale": "logro", "weight": 2},
    ]
    levels = [{"value": n, "label": f"Nivel {n}"} for n in range(1, 5)]
    items = [
        {"code": f"i{n}", "text": f"Pregunta {n} de la ficha", "required": True} | kinds[n % 5]
        for n in range(ITEMS)
    ]
    each = ITEMS // SECTIONS
    sections = [
        {"code": f"s{n}", "title": f"Sección {n}", "items": items[n * each : (n + 1) * each]}
        for n in range(SECTIONS)
    ]
    return {"scales": {"logro": {"levels": levels}}, "sections": sections}


async def long_form(who: Callers, product: Served) -> LongForm:
    """File it by eight callers, and by one; then as SQL alone."""
    db = await asyncpg.connect(who.url)
    cut, rows = await _stage(db, who)
    answers = example_answers(parse_definition(definition()), 1)
    requests = [_request(who, owed, person, answers) for owed, person in rows]
    ours, limits = [], []
    script = await storing_script(who, FORM, answers, author=rows[0][1], owed="long")
    for _ in range(ROUNDS):
        run = await load.press(product.port, requests, expected=201)
        ours.append(run.rate)
        await _undo(db, cut)
        limits.append(await pgbench.drive(who.url, script, each=REPORTS // 8))
        await _undo(db, cut)
    run = await load.press(product.port, requests[:60], expected=201, connections=1)
    await _undo(db, cut)
    await db.close()
    return LongForm(ours, limits, median(run.latencies), len(requests[0]))


def _request(who: Callers, owed: UUID, person: UUID, answers: dict[str, object]) -> bytes:
    body = json.dumps(draft_on(FORM, str(owed), str(uuid4()), answers)).encode()
    token = who.token(person, Role.UGEL)
    return load.request("PUT", f"/v1/reports/{uuid4()}", token=token, body=body)


async def _stage(
    db: "asyncpg.Connection[asyncpg.Record]", who: Callers
) -> tuple[str, list[tuple[UUID, UUID]]]:
    await db.execute(STAGE[0])
    for statement in STAGE[1:]:
        await db.execute(statement, who.year)
    await db.execute(PUBLISH, json.dumps(definition()))
    cut: str = await db.fetchval(OPEN, who.open_cut)
    await db.execute(OWE, who.open_cut, cut, REPORTS)
    await db.execute("analyze obligation")
    return cut, [(row[0], row[1]) for row in await db.fetch(DECLARANTS, cut)]


async def _undo(db: "asyncpg.Connection[asyncpg.Record]", cut: str) -> None:
    for statement in UNDO:
        await db.execute(statement, cut)
    await db.execute("vacuum observation, report, obligation")
