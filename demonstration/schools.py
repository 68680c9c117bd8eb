"""The demonstration schools: at least one per region, every one of them invented and labelled.

Modular codes start with 99, which no real service has (the official list ends at 3 023 579).
"""

from collections.abc import Iterator, Sequence
from itertools import count
from typing import NamedTuple
from zlib import crc32

from demonstration.storing import School
from persistence.reference.reading import Region

MAIN_IGED = "010001"
"""The UGEL of the demonstration users, with a page of schools of its own."""
MAIN_SCHOOL = "9900001-0"
WITHOUT_CP = "9900004-0"
WITHOUT_DIRECTOR = "9900025-0"
SCHOOLS_OF_MAIN_IGED = 10
TWO_CP_POSTS = "9900005-0"
EXTENDED = "9900006-0"
EXEMPT = "9900007-0"
MANCORA = "200706"
CONTRALMIRANTE_VILLAR = "240002"

PATRONS = (
    "Señor de los Milagros",
    "César Vallejo",
    "María Parado de Bellido",
    "Micaela Bastidas",
    "Virgen de la Peña",
    "José Olaya Balandra",
    "Túpac Amaru",
    "Ñusta Kori",
    "Niño Jesús de Praga",
    "Jorge Basadre",
    "Ciro Alegría",
    "Andrés Avelino Cáceres",
    "Daniel Alcides Carrión",
    "Pedro Ruiz Gallo",
)


class Site(NamedTuple):
    """Where a school stands: its region, the path of the IGED that manages it, its district."""

    region: Region
    iged: str
    ubigeo: str


def schools_in(regions: Sequence[Region]) -> list[School]:
    """The schools of the demonstration, in a fixed order; the second has an annex."""
    numbers = count(1)
    schools: list[School] = []
    for region in regions:
        for n, site in enumerate(_sites(region), start=1):
            number = next(numbers)
            schools.append(_school(site, number, n))
    schools.append(_annex_of(schools[1]))
    return schools


def _sites(region: Region) -> Iterator[Site]:
    capital = "150801" if region.code == "150200" else f"{region.code[:2]}0101"
    path = f"pe.{region.code}"
    if region.manages_institutions:
        yield from [Site(region, f"{path}.{region.code}", capital)] * 2
    for iged in region.igeds[:2]:
        # Jurisdiction is the IGED's: schools of Máncora, in Piura, belong to a UGEL of Tumbes.
        ubigeo = MANCORA if iged.code == CONTRALMIRANTE_VILLAR else capital
        times = SCHOOLS_OF_MAIN_IGED if iged.code == MAIN_IGED else 1
        yield from [Site(region, f"{path}.{iged.code}", ubigeo)] * times


def _school(site: Site, number: int, in_region: int) -> School:
    code = f"99{number:05d}-0"
    patron = PATRONS[number % len(PATRONS)]
    chance = crc32(code.encode())
    sections = 10 + chance % 11
    return School(
        code=code,
        path=f"{site.iged}.{code}",
        name=f"I.E. Demostración {site.region.name} {in_region:02d} {patron}",
        area="rural" if chance % 3 == 0 else "urban",
        ubigeo=site.ubigeo,
        premise_code=f"99{number:04d}",
        populated_place="Centro poblado de demostración",
        students=sections * (24 + chance % 7),
        teachers=8 + chance % 13,
        sections=sections,
        cp_posts=2 if code == TWO_CP_POSTS else 1,
    )


def _annex_of(school: School) -> School:
    """The same modular code and premise with annex 1: another service of its own."""
    code = school.code.replace("-0", "-1")
    return School(
        code=code,
        path=school.path.replace(school.code, code),
        name=f"{school.name} (anexo 1)",
        area="urban",
        ubigeo=school.ubigeo,
        premise_code=school.premise_code,
        populated_place=school.populated_place,
        students=150,
        teachers=8,
        sections=6,
        cp_posts=1,
    )
