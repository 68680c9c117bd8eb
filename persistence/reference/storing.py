"""Put the reference data that the product ships into the database; again and again, harmlessly.

Territory, catalogue and instruments are kept as shipped. The year 2024 is only written when it is
absent: from then on its dates belong to the ministry.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from persistence.calls import OpenCall
from persistence.database import Writing
from persistence.mapping import to_text
from persistence.reference import reading as reference
from persistence.statements import Command

STORE_PLACES = Command("""
insert into place (path, kind, code, name, aliases)
select p.path::ltree, p.kind, p.code, p.name, p.aliases
from jsonb_to_recordset(:places::jsonb) as p (
    path text, kind text, code text, name text, aliases text
)
order by nlevel(p.path::ltree)
on conflict (path) do update set name = excluded.name, aliases = excluded.aliases
where (place.name, place.aliases) <> (excluded.name, excluded.aliases)
""")

STORE_REGIONS = Command("""
insert into region (code, path, body_name, kind, jec_target, macro_region)
select r.code, r.path::ltree, r.body_name, r.kind, r.jec_target, r.macro_region
from jsonb_to_recordset(:regions::jsonb) as r (
    code text, path text, body_name text, kind text, jec_target int, macro_region text
)
on conflict (code) do nothing
""")

STORE_IGEDS = Command("""
insert into iged (code, path, kind, manages_institutions)
select g.code, g.path::ltree, g.kind, g.manages_institutions
from jsonb_to_recordset(:igeds::jsonb) as g (
    code text, path text, kind text, manages_institutions bool
)
on conflict (code) do nothing
""")

STORE_CATALOGUE = Command("""
insert into catalogue_entry (kind, code, ordinal, name, detail)
values (:kind, :code, :ordinal, :name, :detail::jsonb)
on conflict (kind, code) do update
set ordinal = excluded.ordinal, name = excluded.name, detail = excluded.detail
""")

STORE_INSTRUMENT = Command("""
insert into instrument (code, name, name_en, model_form, model_note, source)
values (:code, :title, :title_en, :model_form, :model_note, :source)
on conflict (code) do nothing
""")

STORE_VERSION = Command("""
insert into instrument_version (instrument_code, version, state, definition, published_at)
values (:code, :version, 'published', :definition::jsonb, :now)
on conflict (instrument_code, version) do nothing
""")

STORE_YEAR = Command("""
insert into school_year (year, starts_on, ends_on, weekly_hours)
values (:year, :starts_on, :ends_on, :weekly_hours)
on conflict (year) do nothing
returning true
""")

ADD_STREAM = Command("""
insert into report_stream (
    year, code, ordinal, name, name_en, declarant_roles, subject_kind,
    review_required, reviewer_role, enabled
)
values (
    :year, :code, :ordinal, :name, :name_en, :declarant_roles::text[], :subject_kind,
    :review_required, :reviewer_role, true
)
""")

ADD_STREAM_INSTRUMENT = Command("""
insert into stream_instrument (year, stream_code, subject, instrument_code)
values (:year, :stream, :subject, :instrument)
""")

ADD_CUT = Command("""
insert into report_cut (
    code, year, stream_code, ordinal, stage, opens_at, closes_at, period_from, period_to
)
values (
    :code, :year, :stream, :ordinal, :stage,
    :opens_on::date::timestamp at time zone 'America/Lima',
    (:closes_on::date + 1)::timestamp at time zone 'America/Lima', :period_from, :period_to
)
""")

# In one statement: the lines must add up when it ends, and then the template is published.
ADD_WORKLOAD = Command("""
with template as (
    insert into workload_template (year, role, norm, total, published_at)
    values (:year, :role, :norm, :total, :now)
)
insert into workload_line (year, role, code, parent_code, ordinal, name, hours, proof)
select :year, :role, l.code, l.parent_code, l.ordinal, l.name, l.hours, l.proof
from jsonb_to_recordset(:lines::jsonb) as l (
    code text, parent_code text, ordinal int, name text, hours int, proof text
)
""")


async def store_reference_data(db: Writing, *, now: datetime) -> None:
    """Everything the product ships, in the transaction of the caller."""
    call = OpenCall(db, now)
    await _store_territory(call)
    await _store_catalogue(call)
    await _store_instruments(call)
    await _store_first_year(call)


async def _store_territory(call: OpenCall[Writing]) -> None:
    regions = reference.territory()
    await STORE_PLACES.row(call, places=to_text(list(_places(regions))))
    rows = [
        {
            "code": region.code, "path": f"pe.{region.code}", "body_name": region.body_name,
            "kind": region.kind, "jec_target": region.jec_target,
            "macro_region": region.macro_region,
        }
        for region in regions
    ]  # fmt: skip
    await STORE_REGIONS.row(call, regions=to_text(rows))
    await STORE_IGEDS.row(call, igeds=to_text(list(_igeds(regions))))


def _places(regions: Sequence[reference.Region]) -> Iterator[dict[str, str]]:
    yield _place("pe", "nation", "PE", "Perú", ())
    for region in regions:
        path = f"pe.{region.code}"
        yield _place(path, "region", region.code, region.name, region.aliases)
        # People say DRE of a GRE, and the other way round.
        body = (*region.aliases, f"DRE {region.name}", f"GRE {region.name}")
        igeds = [
            (region.code, region.body_name, body),
            *((iged.code, iged.name, iged.aliases) for iged in region.igeds),
        ]
        for code, name, aliases in igeds:
            yield _place(f"{path}.{code}", "iged", code, name, aliases)


def _place(path: str, kind: str, code: str, name: str, aliases: Sequence[str]) -> dict[str, str]:
    return {
        "path": path, "kind": kind, "code": code, "name": name, "aliases": " / ".join(aliases),
    }  # fmt: skip


def _igeds(regions: Sequence[reference.Region]) -> Iterator[dict[str, object]]:
    for region in regions:
        own = (region.code, region.kind, region.manages_institutions)
        for code, kind, manages in [own, *((iged.code, "ugel", True) for iged in region.igeds)]:
            path = f"pe.{region.code}.{code}"
            yield {"code": code, "path": path, "kind": kind, "manages_institutions": manages}


async def _store_catalogue(call: OpenCall[Writing]) -> None:
    for kind, code, ordinal, name, detail in _catalogue_entries():
        about = {"kind": kind, "code": code, "ordinal": ordinal, "name": name}
        await STORE_CATALOGUE.row(call, **about, detail=to_text(detail))


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


async def _store_instruments(call: OpenCall[Writing]) -> None:
    for form in reference.instruments():
        about = {name: getattr(form, name) for name in STORE_INSTRUMENT.names}
        await STORE_INSTRUMENT.row(call, **about)
        definition = to_text(form.definition)
        await STORE_VERSION.row(call, code=form.code, version=form.version, definition=definition)


async def _store_first_year(call: OpenCall[Writing]) -> None:
    calendar = reference.calendar()
    days = calendar.school_year
    about = {"starts_on": days.starts_on, "ends_on": days.ends_on}
    if not await STORE_YEAR.value(
        call, year=calendar.year, **about, weekly_hours=days.weekly_hours
    ):
        return
    for ordinal, stream in enumerate(calendar.streams, start=1):
        await _add_stream(call, calendar.year, ordinal, stream)
    for plan in reference.workloads():
        template = {"year": plan.year, "role": plan.role, "norm": plan.norm, "total": plan.total}
        lines = to_text(list(_lines(plan.lines, parent=None)))
        await ADD_WORKLOAD.row(call, **template, lines=lines)


async def _add_stream(
    call: OpenCall[Writing], year: int, ordinal: int, stream: reference.StreamPlan
) -> None:
    await ADD_STREAM.row(
        call,
        year=year,
        code=stream.code,
        ordinal=ordinal,
        name=stream.name_es,
        name_en=stream.name_en,
        declarant_roles=list(stream.declarant_roles),
        subject_kind=stream.subject_kind,
        review_required=stream.review_required,
        reviewer_role=stream.reviewer_role,
    )
    of = {"year": year, "stream": stream.code}
    for role, instrument in stream.instruments.items():
        subject = "institution" if stream.subject_kind == "institution" else role
        await ADD_STREAM_INSTRUMENT.row(call, **of, subject=subject, instrument=instrument)
    for cut in stream.cuts:
        await _add_cut(call, year, stream.code, cut)


async def _add_cut(
    call: OpenCall[Writing], year: int, stream: str, cut: reference.CutDates
) -> None:
    await ADD_CUT.row(
        call,
        year=year,
        stream=stream,
        code=f"{year}-{stream}-{cut.ordinal}",
        ordinal=cut.ordinal,
        stage=cut.stage,
        opens_on=cut.opens_on,
        closes_on=cut.closes_on,
        period_from=cut.period_from,
        period_to=cut.period_to,
    )


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
