"""Regions, IGEDs and the catalogue of the model: public facts, the same for every caller."""

from domain.errors import Noun
from persistence.calls import Call
from persistence.database import Json, Reading, found
from persistence.fragments import has_words, region_of
from persistence.statements import Query

REGION = Noun("esa región", "region")
IGED = Noun("esa IGED", "IGED")


_REGION = """json_build_object(
    'code', r.code, 'name', p.name, 'kind', r.kind, 'body_name', r.body_name,
    'jec_target', r.jec_target, 'macro_region', r.macro_region,
    'managing_igeds', (
        select count(*) from iged g where g.path <@ r.path and g.manages_institutions
    )
)"""

REGIONS = Query(f"""
select json_build_object('items', coalesce(json_agg({_REGION} order by p.sort_key), '[]'))::text
from region r join place p on p.path = r.path
""")

ONE_REGION = Query(
    f"select {_REGION}::text from region r join place p on p.path = r.path where r.code = :code"
)

_IGED = f"""json_build_object(
    'code', g.code, 'name', p.name, 'kind', g.kind, 'region', {region_of("g.path")}::text,
    'manages_institutions', g.manages_institutions
)"""

IGEDS = Query(f"""
select json_build_object(
    'items', coalesce(json_agg({_IGED} order by p.sort_key, g.code), '[]')
)::text
from iged g join place p on p.path = g.path
where (:region::text is null or {region_of("g.path")}::text = :region)
and (:q::text is null or {has_words("p.search_key")} or g.code = :q)
""")

ONE_IGED = Query(
    f"select {_IGED}::text from iged g join place p on p.path = g.path where g.code = :code"
)

CATALOGUE = Query("""
select json_build_object(
    'components', json_agg(entry order by ordinal) filter (where kind = 'component'),
    'organs', json_agg(entry order by ordinal) filter (where kind = 'organ'),
    'norms', json_agg(entry order by ordinal) filter (where kind = 'norm')
)::text
from (
    select kind, ordinal, jsonb_build_object('code', code, 'name', name) || detail as entry
    from catalogue_entry
) entries
""")


async def read_regions(call: Call[Reading]) -> Json:
    """All 26, in Spanish order, with their target of schools (F14)."""
    return Json(await REGIONS.value(call))


async def read_region(call: Call[Reading], code: str) -> Json:
    """One region by its DRE or GRE code."""
    return Json(found(await ONE_REGION.value(call, code=code), REGION))


async def read_igeds(call: Call[Reading], *, region: str | None, q: str | None) -> Json:
    """The official bodies; `q` is part of a name (tildes do not matter) or a whole code."""
    return Json(await IGEDS.value(call, region=region, q=q))


async def read_iged(call: Call[Reading], code: str) -> Json:
    """One body by its official code."""
    return Json(found(await ONE_IGED.value(call, code=code), IGED))


async def read_catalogue(call: Call[Reading]) -> Json:
    """Components (F15), organs (F22) and norms (F11)."""
    return Json(await CATALOGUE.value(call))
