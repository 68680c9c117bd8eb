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
    FULFIL,
    HIRE,
    LOG_REPORTS,
    NUMBER_OPEN,
    PEOPLE_TABLE,
    VARIANTS_TABLE,
)
from bench.nation_work import seed_work
from domain.access.permits import NATION
from domain.errors import LIMA
from domain.instruments.answers import check_answers
from domain.instruments.forms import example_answers
from domain.instruments.parsing import parse_definition
from persistence.database import Writing
from persistence.reference import reading as reference
from persistence.reference.storing import keep_reference_data
from persistence.reporting.obligations.settling import settle

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
    await keep_reference_data(db, now=now)
    await _seed_schools(db)
    await _seed_people(db, now)
    await _seed_year(db, now)
    await db.fetch("analyze")
    await settle(db, under=[NATION], now=now - YEAR_STARTED)
    await db.fetch("analyze")
    await _seed_reports(db, now)
    await seed_work(db, year=year_of(now), shipped=reference.calendar().year, now=now)


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


async def _seed_schools(db: Writing) -> None:
    codes, paths, names, regions = (list(column) for column in zip(*schools(), strict=True))
    await db.fetch(ADD_PLACES, codes, paths, names)
    await db.fetch(ADD_SCHOOLS, codes, paths, regions)
    await db.fetch(ACTIVATE, date(2015, 1, 1))


async def _seed_people(db: Writing, now: datetime) -> None:
    await db.fetch(PEOPLE_TABLE)
    await db.fetch(HIRE, TEACHERS)
    await db.fetch(ADD_PEOPLE, SURNAMES, GIVEN)
    since = (now - YEAR_STARTED - timedelta(days=100)).date()
    await db.fetch(ADD_APPOINTMENTS, since)


async def _seed_year(db: Writing, now: datetime) -> None:
    year = year_of(now)
    for statement in ADD_STREAMS:
        await db.fetch(statement, year, reference.calendar().year)
    for ordinal, (stage, (opens, closes)) in enumerate(zip(STAGES, WINDOWS, strict=True), start=1):
        await db.fetch(
            ADD_CUTS, year, ordinal, stage, now + timedelta(opens), now + timedelta(closes)
        )
    await db.fetch(ADD_FIGURES, year)


async def _seed_reports(db: Writing, now: datetime) -> None:
    year = year_of(now)
    await db.fetch(FULFIL, f"{year}-implementation-3", now)
    await db.fetch(NUMBER_OPEN, f"{year}-implementation-3")
    await db.fetch(ADD_REPORTS)
    await db.fetch(VARIANTS_TABLE)
    await db.copy_records_to_table("variant", records=_variants())
    await db.fetch(ADD_OBSERVATIONS)
    await db.fetch(LOG_REPORTS)


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
