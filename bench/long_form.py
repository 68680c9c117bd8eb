"""A form of 250 items: the longest that anybody would bring to a classroom, filed and measured."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any
from uuid import UUID, uuid4

from bench import load, pgbench
from bench.asking import asking, unfile
from bench.scenarios import Callers, draft_on, storing_script
from bench.serving import Served
from domain.access.roles import Role
from domain.instruments.forms import example_answers
from domain.instruments.parsing import parse_definition
from persistence.calls import OpenCall
from persistence.database import Writing
from persistence.statements import Command, Query

ITEMS, SECTIONS = 250, 10
FORM = "bench-250"
REPORTS, ROUNDS = 400, 3

# A stream of its own, open now, for so many schools of the open cut.
STREAM = (
    Command("""
    insert into instrument (code, name, name_en, model_form, source)
    values ('bench-250', 'Ficha larga', 'Long form', true, 'bench')
    """),
    Command("""
    insert into report_stream (year, code, ordinal, name, name_en, declarant_roles, subject_kind,
        review_required, enabled)
    select year, 'bench_long', 99, 'Larga', 'Long', '{ugel}', 'institution', false, true
    from report_cut where code = :cut
    """),
    Command("""
    insert into stream_instrument
    select year, 'bench_long', 'institution', 'bench-250' from report_cut where code = :cut
    """),
)
PUBLISH = Command("""
insert into instrument_version (instrument_code, version, state, definition, published_at)
values ('bench-250', 1, 'published', :definition, :now)
""")
OPEN = Command("""
insert into report_cut (code, year, stream_code, ordinal, stage, opens_at, closes_at, period_from,
    period_to)
select year || '-bench_long-1', year, 'bench_long', 1, stage, opens_at, closes_at, period_from,
    period_to
from report_cut where code = :cut
returning code
""")
OWE = Command("""
insert into obligation (id, cut_code, place, subject, post)
select md5('long' || row_number() over (order by o.place) - 1)::uuid, :cut, o.place, 'institution',
    0
from obligation o
where o.cut_code = :like and subpath(o.place, 1, 1) <> subpath(o.place, 2, 1)
order by o.place limit :many
""")
DECLARANTS = Query("""
select o.id, a.person_id from obligation o
join appointment a on a.role = 'ugel' and a.place = subpath(o.place, 0, 3)
where o.cut_code = :cut order by o.place
""")


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
    answers = example_answers(parse_definition(definition()), 1)
    ours, limits = [], []
    async with asking(who.url) as call:
        cut, rows = await _open_stream(call, who.open_cut)
        requests = [_request(who, owed, person, answers) for owed, person in rows]
        script = await storing_script(who, FORM, answers, author=rows[0][1], owed="long")
        for _ in range(ROUNDS):
            run = await load.press(product.port, requests, expected=201)
            ours.append(run.rate)
            await unfile(call, cut)
            limits.append(await pgbench.drive(who.url, script, each=REPORTS // 8))
            await unfile(call, cut)
        run = await load.press(product.port, requests[:60], expected=201, connections=1)
        await unfile(call, cut)
    return LongForm(ours, limits, median(run.latencies), len(requests[0]))


def _request(who: Callers, owed: UUID, person_id: UUID, answers: dict[str, object]) -> bytes:
    body = json.dumps(draft_on(FORM, str(owed), str(uuid4()), answers)).encode()
    token = who.token(person_id, Role.UGEL)
    return load.request("PUT", f"/v1/reports/{uuid4()}", token=token, body=body)


async def _open_stream(call: OpenCall[Writing], like: str) -> tuple[str, list[tuple[UUID, UUID]]]:
    instrument, *stream = STREAM
    await instrument.row(call)
    for statement in stream:
        await statement.row(call, cut=like)
    await PUBLISH.row(call, definition=json.dumps(definition()))
    cut: str = await OPEN.value(call, cut=like)
    await OWE.row(call, cut=cut, like=like, many=REPORTS)
    await call.db.fetch("analyze obligation")
    rows = await DECLARANTS.rows(call, cut=cut)
    return cut, [(row["id"], row["person_id"]) for row in rows]
