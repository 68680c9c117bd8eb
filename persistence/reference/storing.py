"""Put the reference data that the product ships into the database; again and again, harmlessly.

Territory, catalogue and instruments are kept as shipped. The year 2024 is only written when it is
absent: from then on its dates belong to the ministry.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from domain.reporting.calendar.cuts import start_of
from persistence.database import Writing
from persistence.reference import reading as reference

KEEP_PLACES = """
insert into place (path, kind, code, name)
select p.path::ltree, p.kind, p.code, p.name
from unnest($1::text[], $2::text[], $3::text[], $4::text[]) as p (path, kind, code, name)
order by nlevel(p.path::ltree)
on conflict (path) do update set name = excluded.name where place.name <> excluded.name
"""

KEEP_REGIONS = """
insert into region (code, path, body_name, kind, jec_target, macro_region)
select r.code, r.path::ltree, r.body_name, r.kind, r.jec_target, r.macro_region
from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int[], $6::text[])
    as r (code, path, body_name, kind, jec_target, macro_region)
on conflict (code) do nothing
"""

KEEP_IGEDS = """
insert into iged (code, path, kind, manages_institutions)
select g.code, g.path::ltree, g.kind, g.manages
from unnest($1::text[], $2::text[], $3::text[], $4::bool[]) as g (code, path, kind, manages)
on conflict (code) do nothing
"""

KEEP_CATALOGUE = """
insert into catalogue_entry (kind, code, ordinal, name, detail)
values ($1, $2, $3, $4, $5::jsonb)
on conflict (kind, code) do update
set ordinal = excluded.ordinal, name = excluded.name, detail = excluded.detail
"""

KEEP_INSTRUMENT = """
insert into instrument (code, name, name_en, model_form, model_note, source)
values ($1, $2, $3, $4, $5, $6)
on conflict (code) do nothing
"""

KEEP_VERSION = """
insert into instrument_version (instrument_code, version, state, definition, published_at)
values ($1, $2, 'published', $3::jsonb, $4)
on conflict (instrument_code, version) do nothing
"""

KEEP_YEAR = """
insert into school_year (year, starts_on, ends_on, weekly_hours) values ($1, $2, $3, $4)
on conflict (year) do nothing
returning true
"""

ADD_STREAM = """
insert into report_stream (
    year, code, ordinal, name, name_en, declarant_roles, subject_kind,
    review_required, reviewer_role, enabled
)
values ($1, $2, $3, $4, $5, $6::text[], $7, $8, $9, true)
"""

ADD_STREAM_INSTRUMENT = """
insert into stream_instrument (year, stream_code, subject, instrument_code)
values ($1, $2, $3, $4)
"""

ADD_CUT = """
insert into report_cut (
    code, year, stream_code, ordinal, stage, opens_at, closes_at, period_from, period_to
)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""

# In one statement: the lines must add up when it ends, and then the template is published.
ADD_WORKLOAD = """
with template as (
    insert into workload_template (year, role, norm, total, published_at)
    values ($1, $2, $3, $4, $5)
)
insert into workload_line (year, role, code, parent_code, ordinal, name, hours, proof)
select $1, $2, l.code, l.parent_code, l.ordinal, l.name, l.hours, l.proof
from jsonb_to_recordset($6::jsonb) as l (
    code text, parent_code text, ordinal int, name text, hours int, proof text
)
"""


async def keep_reference_data(db: Writing, *, now: datetime) -> None:
    """Everything the product ships, in the transaction of the caller."""
    await _keep_territory(db)
    await _keep_catalogue(db)
    await _keep_instruments(db, now)
    await _keep_first_year(db, now)


async def _keep_territory(db: Writing) -> None:
    regions = reference.territory()
    places = [("pe", "nation", "PE", "Perú")]
    igeds: list[tuple[str, str, str, bool]] = []
    for region in regions:
        path = f"pe.{region.code}"
        places.append((path, "region", region.code, region.name))
        own = f"{path}.{region.code}"
        places.append((own, "iged", region.code, region.body_name))
        igeds.append((region.code, own, region.kind, region.manages_institutions))
        for iged in region.igeds:
            places.append((f"{path}.{iged.code}", "iged", iged.code, iged.name))
            igeds.append((iged.code, f"{path}.{iged.code}", "ugel", True))
    await db.fetch(KEEP_PLACES, *_columns(places))
    await db.fetch(
        KEEP_REGIONS,
        *_columns(
            [
                (r.code, f"pe.{r.code}", r.body_name, r.kind, r.jec_target, r.macro_region)
                for r in regions
            ]
        ),
    )
    await db.fetch(KEEP_IGEDS, *_columns(igeds))


def _columns(rows: list[Any]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]


async def _keep_catalogue(db: Writing) -> None:
    for kind, code, ordinal, name, detail in _catalogue_entries():
        await db.fetch(KEEP_CATALOGUE, kind, code, ordinal, name, json.dumps(detail, default=str))


def _catalogue_entries() -> Iterator[tuple[str, str, int, str, dict[str, Any]]]:
    catalogue = reference.catalogue()
    detail: dict[str, Any]
    for n, component in enumerate(catalogue.components, start=1):
        detail = {"name_en": component.name_en, "traits": [asdict(t) for t in component.traits]}
        yield "component", component.code, n, component.name_es, detail
    for n, organ in enumerate(catalogue.organs, start=1):
        detail = {"name_en": organ.name_en, "examples": list(organ.examples)}
        yield "organ", organ.code, n, organ.name_es, detail
    for n, norm in enumerate(catalogue.norms, start=1):
        issued = norm.issued_on.isoformat() if norm.issued_on else None
        detail = {"issued_on": issued, "effect": norm.effect_es, "text_held": norm.text_held}
        yield "norm", norm.code, n, norm.title_es, detail


async def _keep_instruments(db: Writing, now: datetime) -> None:
    for form in reference.instruments():
        about = (form.title, form.title_en, form.model_form, form.model_note, form.source)
        await db.fetch(KEEP_INSTRUMENT, form.code, *about)
        await db.fetch(KEEP_VERSION, form.code, form.version, json.dumps(form.definition), now)


async def _keep_first_year(db: Writing, now: datetime) -> None:
    calendar = reference.calendar()
    year, days = calendar.year, calendar.school_year
    kept = await db.fetchval(KEEP_YEAR, year, days.starts_on, days.ends_on, days.weekly_hours)
    if not kept:
        return
    for n, stream in enumerate(calendar.streams, start=1):
        await db.fetch(
            ADD_STREAM,
            year,
            stream.code,
            n,
            stream.name_es,
            stream.name_en,
            list(stream.declarant_roles),
            stream.subject_kind,
            stream.review_required,
            stream.reviewer_role,
        )
        for role, instrument in stream.instruments.items():
            subject = "institution" if stream.subject_kind == "institution" else role
            await db.fetch(ADD_STREAM_INSTRUMENT, year, stream.code, subject, instrument)
        for cut in stream.cuts:
            await db.fetch(
                ADD_CUT,
                f"{year}-{stream.code}-{cut.ordinal}",
                year,
                stream.code,
                cut.ordinal,
                cut.stage,
                start_of(cut.opens_on),
                start_of(cut.closes_on + timedelta(days=1)),
                cut.period_from,
                cut.period_to,
            )
    for plan in reference.workloads():
        lines = json.dumps([asdict(line) for line in _lines(plan.lines, parent=None)])
        about = (plan.year, plan.role, plan.norm, plan.total, now)
        await db.fetch(ADD_WORKLOAD, *about, lines)


@dataclass(frozen=True, slots=True)
class _Line:
    code: str
    parent_code: str | None
    ordinal: int
    name: str
    hours: int
    proof: str | None


def _lines(nodes: tuple[reference.WorkloadNode, ...], *, parent: str | None) -> Iterator[_Line]:
    for n, node in enumerate(nodes, start=1):
        yield _Line(node.code, parent, n, node.name, node.hours, node.proof)
        yield from _lines(node.children, parent=node.code)
