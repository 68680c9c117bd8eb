"""Seeding the demonstration: something to do every day of every year, and never twice."""

from datetime import date, datetime, timedelta

import pytest

from tests.cli.seeding import HARD_DAYS, MORNING, keep
from tests.world import Connection

OPEN_STREAMS = """
select stream_code from report_cut
where year = $1 and opens_at <= $2 and closes_at > $2 order by 1
"""
OWED = """
select count(*) as all, count(o.fulfilled_at) as filed, count(*) filter (where o.late) as late,
    count(o.exempt_at) as exempt
from obligation o join report_cut c on c.code = o.cut_code
where c.year = $1 and c.opens_at <= $2
"""
TABLES = (
    "institution",
    "person",
    "appointment",
    "obligation",
    "report",
    "event",
    "account",
    "school_break",
)
STREAMS = ["coordinator", "implementation", "teacher_accompaniment"]
pytestmark = pytest.mark.slow


async def counts(connection: Connection) -> dict[str, int]:
    return {t: await connection.fetchval(f"select count(*) from {t}") for t in TABLES}


async def open_streams(connection: Connection, now: datetime) -> list[str]:
    rows = await connection.fetch(OPEN_STREAMS, now.year, now)
    return [row["stream_code"] for row in rows]


async def test_one_cut_of_each_stream_is_open_today(connection: Connection) -> None:
    await keep(connection, MORNING)
    assert await open_streams(connection, MORNING) == STREAMS


async def test_part_of_what_is_owed_was_filed_some_of_it_late(connection: Connection) -> None:
    await keep(connection, MORNING)
    owed = await connection.fetchrow(OWED, MORNING.year, MORNING)
    assert owed is not None
    assert 0.3 < owed["filed"] / owed["all"] < 0.7
    assert owed["late"] == 1
    assert owed["exempt"] == 1


async def test_a_year_has_its_days_without_lessons(connection: Connection) -> None:
    await keep(connection, MORNING)
    rows = await connection.fetch(
        "select b.kind, count(*), min(lower(b.days)), bool_and(b.days <@ daterange(y.starts_on,"
        " y.ends_on, '[]')) from school_break b join school_year y on y.year = b.year"
        " where b.year = 2026 group by b.kind order by b.kind"
    )
    assert [tuple(row) for row in rows] == [
        ("holiday", 13, date(2026, 5, 1), True),
        ("management", 1, date(2026, 7, 27), True),
    ]


async def test_seeding_again_changes_nothing(connection: Connection) -> None:
    await keep(connection, MORNING)
    first = await counts(connection)
    await keep(connection, MORNING + timedelta(minutes=5))
    assert await counts(connection) == first


async def test_everything_is_labelled(connection: Connection) -> None:
    await keep(connection, MORNING)
    assert not await connection.fetchval("select count(*) from institution where not demonstration")
    years = await connection.fetch("select year, demonstration from school_year order by 1")
    assert [tuple(row) for row in years] == [(2024, False), (2026, True), (2027, True)]


@pytest.mark.slow
@pytest.mark.parametrize("day", HARD_DAYS, ids=lambda d: f"{d:%Y-%m-%d}")
async def test_any_day_has_cuts_open_closed_and_to_come(
    connection: Connection, day: datetime
) -> None:
    await keep(connection, day)
    assert await open_streams(connection, day) == STREAMS
    owing = "select count(*) from obligation o join report_cut c on c.code = o.cut_code where "
    assert await connection.fetchval(f"{owing} c.opens_at > $1", day)
    assert await connection.fetchval(f"{owing} c.closes_at <= $1", day)


@pytest.mark.slow
async def test_a_later_start_opens_a_cut_again_and_a_new_year_when_it_comes(
    connection: Connection,
) -> None:
    await keep(connection, MORNING)
    for later in (MORNING + timedelta(days=20), MORNING + timedelta(days=150)):
        await keep(connection, later)
        assert await open_streams(connection, later) == STREAMS


async def test_the_ministrys_own_school_year_is_left_as_it_is(connection: Connection) -> None:
    shipped = "select * from report_cut where year = 2024 order by code"
    before = await connection.fetch(shipped)
    await keep(connection, MORNING)
    assert await connection.fetch(shipped) == before


async def test_a_stream_with_a_consolidated_cut_is_left_as_it_is(connection: Connection) -> None:
    await keep(connection, MORNING)
    await connection.execute(
        "update report_cut set consolidated_at = closes_at, consolidated_by = ("
        "select id from person limit 1) where year = 2026 and stream_code = 'coordinator'"
        " and ordinal = 1"
    )
    dates = "select array_agg(opens_at order by code) from report_cut where stream_code = $1"
    before = await connection.fetchval(dates, "coordinator")
    await keep(connection, later := MORNING + timedelta(days=30))
    assert await connection.fetchval(dates, "coordinator") == before
    assert "implementation" in await open_streams(connection, later)
