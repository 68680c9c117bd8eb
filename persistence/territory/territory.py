"""Regions, IGEDs and the catalogue of the model: public facts, the same for every caller."""

from dataclasses import dataclass

from persistence.database import Json, Reading, found


@dataclass(frozen=True, slots=True)
class PlaceNamed:
    """A place as people name it: its kind (region, iged, institution) and official code."""

    kind: str
    code: str


def named(place: PlaceNamed | None) -> tuple[str | None, str | None]:
    """The two parameters `kind, code` of a statement; nulls for no place."""
    return (place.kind, place.code) if place else (None, None)


_REGION = """json_build_object(
    'code', r.code, 'name', p.name, 'kind', r.kind, 'body_name', r.body_name,
    'jec_target', r.jec_target, 'macro_region', r.macro_region,
    'managing_igeds', (
        select count(*) from iged g where g.path <@ r.path and g.manages_institutions
    )
)"""

REGIONS = f"""
select json_build_object('items', coalesce(json_agg({_REGION} order by p.sort_key), '[]'))::text
from region r join place p on p.path = r.path
"""

ONE_REGION = (
    f"select {_REGION}::text from region r join place p on p.path = r.path where r.code = $1"
)

_IGED = """json_build_object(
    'code', g.code, 'name', p.name, 'kind', g.kind, 'region', subpath(g.path, 1, 1)::text,
    'manages_institutions', g.manages_institutions
)"""

IGEDS = f"""
select json_build_object(
    'items', coalesce(json_agg({_IGED} order by p.sort_key, g.code), '[]')
)::text
from iged g join place p on p.path = g.path
where ($1::text is null or subpath(g.path, 1, 1)::text = $1)
and ($2::text is null or p.search_key like '%' || plain_text($2) || '%' or g.code = $2)
"""

ONE_IGED = f"select {_IGED}::text from iged g join place p on p.path = g.path where g.code = $1"

CATALOGUE = """
select json_build_object(
    'components', json_agg(entry order by ordinal) filter (where kind = 'component'),
    'organs', json_agg(entry order by ordinal) filter (where kind = 'organ'),
    'norms', json_agg(entry order by ordinal) filter (where kind = 'norm')
)::text
from (
    select kind, ordinal, jsonb_build_object('code', code, 'name', name) || detail as entry
    from catalogue_entry
) entries
"""


async def show_regions(db: Reading) -> Json:
    """All 26, in Spanish order, with their target of schools (F14)."""
    return Json(await db.fetchval(REGIONS))


async def show_region(db: Reading, code: str) -> Json:
    """One region by its DRE or GRE code."""
    return Json(found(await db.fetchval(ONE_REGION, code), "esa región"))


async def show_igeds(db: Reading, *, region: str | None, q: str | None) -> Json:
    """The official bodies; `q` is part of a name (tildes do not matter) or a whole code."""
    return Json(await db.fetchval(IGEDS, region, q))


async def show_iged(db: Reading, code: str) -> Json:
    """One body by its official code."""
    return Json(found(await db.fetchval(ONE_IGED, code), "esa IGED"))


async def show_catalogue(db: Reading) -> Json:
    """Components (F15), organs (F22) and norms (F11)."""
    return Json(await db.fetchval(CATALOGUE))
