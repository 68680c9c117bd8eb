"""The national year: every school, person, obligation and report that a whole country makes.

Sizes are the mission's: 1 990 schools over 26 regions (F13, F14), 51 369 teachers, three streams of
three cuts (F82-F86). Two cuts of each stream have closed, the third is open today.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bench.nation_sql import (
    ACTIVATE,
    ADD_APPOINTMENTS,
    ADD_CUTS,
    ADD_FIGURES,
    ADD_OBSERVATIONS,
    ADD_PEOPLE,
    ADD_PLACES,
    ADD_REPORTS,
    ADD_SCHOOLS,
    ADD_STREAMS,
    ANALYZE,
    FULFIL,
    HIRE,
    LOG_REPORTS,
    NUMBER_OPEN,
    PEOPLE_TABLE,
    VARIANTS_TABLE,
)
from bench.nation_work import seed_work
from domain.access.permits import NATION
from domain.instruments.answers import check_answers
from domain.instruments.forms import example_answers
from domain.instruments.parsing import parse_definition
from domain.peru_time import LIMA
from persistence.calls import OpenCall
from persistence.database import Writing
from persistence.reference import reading as reference
from persistence.reference.storing import store_reference_data
from persistence.reporting.obligations.settling import settle_obligations

TEACHERS = 51_369  # F13
VARIANTS = 16
STAGES = ("diagnostic", "process", "closing")
WINDOWS = ((-150, -120), (-80, -50), (-10, 20))
"""The cuts of each stream: opening and closing in days from now."""

YEAR_STARTED = timedelta(days=200)


@dataclass(frozen=True, slots=True)
class Cut:
    """A cut of the seeded year."""

    code: str
    closes_at: datetime


def year_of(now: datetime) -> int:
    """The seeded school year: the one that `now` lies in, in Peru."""
    return now.astimezone(LIMA).year


async def seed(db: Writing, *, now: datetime) -> None:
    """Everything, in the caller's transaction."""
    call = OpenCall(db, now)
    await store_reference_data(db, now=now)
    await _seed_schools(call)
    await _seed_people(call)
    await _seed_year(call)
    await ANALYZE.row(call)
    await settle_obligations(OpenCall(db, now - YEAR_STARTED), [NATION])
    await ANALYZE.row(call)
    await _seed_reports(call)
    await seed_work(call, year=year_of(now), shipped=reference.calendar().year)


def schools() -> Iterator[tuple[str, str, str, str]]:
    """Code, path, name and region's name of each, the region's number spread over its IGEDs."""
    number = 0
    for region in reference.territory():
        igeds = [iged.code for iged in region.igeds]
        igeds += [region.code] if region.manages_institutions else []
        for n in range(region.jec_target):
            number += 1
            code = f"{number:07d}-0"
            path = f"pe.{region.code}.{igeds[n % len(igeds)]}.{code}"
            yield code, path, f"{NAMES[number % len(NAMES)]} {1000 + number}", region.name


async def _seed_schools(call: OpenCall[Writing]) -> None:
    codes, paths, names, regions = (list(column) for column in zip(*schools(), strict=True))
    await ADD_PLACES.row(call, codes=codes, paths=paths, names=names)
    await ADD_SCHOOLS.row(call, codes=codes, paths=paths, regions=regions)
    await ACTIVATE.row(call, since=date(2015, 1, 1))


async def _seed_people(call: OpenCall[Writing]) -> None:
    await PEOPLE_TABLE.row(call)
    await HIRE.row(call, teachers=TEACHERS)
    await ADD_PEOPLE.row(call, surnames=SURNAMES, given=GIVEN)
    since = (call.now - YEAR_STARTED - timedelta(days=100)).date()
    await ADD_APPOINTMENTS.row(call, since=since)


async def _seed_year(call: OpenCall[Writing]) -> None:
    year = year_of(call.now)
    for statement in ADD_STREAMS:
        await statement.row(call, year=year, shipped=reference.calendar().year)
    for ordinal, (stage, (opens, closes)) in enumerate(zip(STAGES, WINDOWS, strict=True), start=1):
        opens_at, closes_at = call.now + timedelta(opens), call.now + timedelta(closes)
        await ADD_CUTS.row(
            call, year=year, ordinal=ordinal, stage=stage, opens_at=opens_at, closes_at=closes_at
        )
    await ADD_FIGURES.row(call, year=year)


async def _seed_reports(call: OpenCall[Writing]) -> None:
    open_cut = f"{year_of(call.now)}-implementation-3"
    await FULFIL.row(call, open_cut=open_cut)
    await NUMBER_OPEN.row(call, open_cut=open_cut)
    await ADD_REPORTS.row(call)
    await VARIANTS_TABLE.row(call)
    await call.db.copy_records_to_table("variant", records=_variants())
    await ADD_OBSERVATIONS.row(call)
    await LOG_REPORTS.row(call)


def _variants() -> Iterator[tuple[str, int, str, object]]:
    """Valid answers of each instrument, in several versions, with their score."""
    for form in reference.instruments():
        definition = parse_definition(form.definition)
        for n in range(VARIANTS):
            answers = example_answers(definition, n)
            score = check_answers(definition, answers).score
            yield form.code, n, json.dumps(answers), score


NAMES = [
    "José María Arguedas", "San Martín de Porres", "Túpac Amaru", "Ricardo Palma", "Ñuñoa",
    "Micaela Bastidas", "Andrés Avelino Cáceres", "Señor de los Milagros", "César Vallejo",
    "Nuestra Señora de Fátima", "Mariscal Castilla", "Jorge Basadre", "Los Ángeles", "Óscar Miró",
]  # fmt: skip
SURNAMES = [
    "Quispe", "Flores", "Sánchez", "Ñahui", "Mamani", "Rojas", "Huamán", "Díaz", "Chávez", "Ramos",
    "Vásquez", "Condori", "Núñez", "Torres", "Espinoza", "Gutiérrez", "Cárdenas", "Yupanqui",
    "Ccori", "Álvarez", "Bazán", "Paredes", "Salazar", "Villanueva", "Zúñiga", "Ocaña", "Limachi",
]  # fmt: skip
GIVEN = [
    "Rosa", "Juan Carlos", "María Elena", "Luis Alberto", "Carmen", "Víctor", "Ana Lucía", "José",
    "Silvia", "Édgar", "Nélida", "Óscar", "Gladys", "Raúl", "Flor de María", "Wilber", "Yésica",
]  # fmt: skip
