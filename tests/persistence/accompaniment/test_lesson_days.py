"""The days with lessons that SQL counts are those that the domain counts."""

from collections import Counter
from datetime import date, timedelta
from random import Random
from uuid import uuid4

import pytest
from asyncpg import Range

from domain.access.permits import NATION
from domain.accompaniment.hours.days import Break, DaySpan, days_off, school_days
from persistence.accompaniment.hours.days import break_on, breaks, lesson_days, weekdays
from persistence.mapping import from_json
from tests.world import AMAZONAS, BAGUA, CHACHAPOYAS, PIURA, Connection, World

FIRST = date(2024, 2, 26)
KINDS = ("holiday", "vacation", "management", "suspension", "lessons")

COUNT = f"select {lesson_days('$2::date', '$3::date', place='$1::text::ltree', year='2024')}"
FACTS = f"select {breaks('$1::text::ltree', '2024')}::text"
ON_DAY = f"select {break_on('$2::date', '$1::text::ltree', '2024')}"
WEEKDAYS = f"select {weekdays('$1::date', '$2::date')}"


def span_of(chance: Random, longest: int = 20) -> DaySpan:
    first = FIRST + timedelta(days=chance.randint(0, 60))
    return DaySpan(first, first + timedelta(days=chance.randint(0, longest)))


async def written(world: World, school: str, chance: Random) -> list[Break]:
    """Days of the school and of places above it, and of others; those that hold for the school."""
    here = [school.rsplit(".", n)[0] if n else school for n in (3, 2, 1, 0)]
    elsewhere = [PIURA, CHACHAPOYAS, await world.school(BAGUA), AMAZONAS + ".010003"]
    breaks = []
    for n in range(chance.randint(0, 12)):
        place, days = chance.choice([*here, *elsewhere]), span_of(chance)
        kind = chance.choice(KINDS[:-1] if place == NATION else KINDS)
        year = chance.choice([2024, 2024, 2024, 2025])
        await world.db.execute(
            "insert into school_break (id, year, place, kind, name, days)"
            " values ($1, $2, $3::text::ltree, $4, $5, $6) on conflict do nothing",
            uuid4(), year, place, kind, f"Día {n}", Range(days.first, days.last, upper_inc=True),
        )  # fmt: skip
        if place in here and year == 2024:
            breaks.append(Break(days, here.index(place) + 1, kind == "lessons"))
    return breaks


@pytest.mark.parametrize("seed", range(25))
async def test_days_with_lessons_are_those_of_the_domain(world: World, seed: int) -> None:
    chance, db = Random(seed), world.db  # noqa: S311  the same days each time
    await world.save(
        "school_year", year=2025, starts_on=date(2025, 3, 17), ends_on=date(2025, 12, 19),
        weekly_hours=45,
    )  # fmt: skip
    school = await world.school(BAGUA)
    breaks = await written(world, school, chance)
    off = days_off(breaks)
    facts = from_json(list[Break], await db.fetchval(FACTS, school))
    assert Counter(facts) == Counter(set(breaks))
    for _ in range(20):
        span = span_of(chance, longest=70)
        lessons = school_days(span, [span], off=off)
        assert await db.fetchval(COUNT, school, span.first, span.last) == len(lessons)
        assert await db.fetchval(COUNT, school, span.last, span.first - timedelta(days=9)) == 0
        named = await db.fetchval(ON_DAY, school, span.first)
        assert (named is not None) == (span.first in off)


async def test_days_are_counted_whatever_the_day_they_begin_and_end_on(
    connection: Connection,
) -> None:
    for n in range(15):
        for length in range(16):
            span = DaySpan(FIRST + timedelta(days=n), FIRST + timedelta(days=n + length))
            counted = await connection.fetchval(WEEKDAYS, span.first, span.last)
            assert counted == sum(day.isoweekday() <= 5 for day in span.days())
