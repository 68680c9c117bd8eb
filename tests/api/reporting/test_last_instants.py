"""A window's last microsecond counts and the next does not: over HTTP and in SQL, at the ends of
months and of February, wherever the server's clock is set to live."""

import os
import time
from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from httpx import AsyncClient

from domain.access.permits import NATION
from domain.access.roles import Role
from domain.peru_time import start_of
from domain.reporting.calendar.cuts import Cut, CutStage
from persistence.calls import OpenCall
from persistence.reporting.obligations.settling import settle_obligations
from persistence.transaction import Transaction
from tests.api.reporting.reports import file, filled
from tests.clock import Clock
from tests.world import BAGUA, Connection, World

MICROSECOND = timedelta(microseconds=1)
MONTHS = [(2028, 2), (2026, 2), (2025, 12), (2027, 6), (2028, 1), (2024, 2)]
"""Leap and not, of 28 to 31 days, the end of a year."""
ZONES = ["UTC", "Asia/Tokyo", "America/Lima", "Pacific/Kiritimati"]


@pytest.fixture(params=ZONES)
async def zone(request: pytest.FixtureRequest, connection: Connection) -> AsyncIterator[str]:
    """The zone of the process and of the database session, as a server might have it set."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    time.tzset()
    await connection.execute(f"set local timezone to '{request.param}'")
    yield request.param
    os.environ.pop("TZ")
    os.environ |= {"TZ": before} if before else {}
    time.tzset()


def month(year: int, number: int) -> tuple[datetime, datetime]:
    """The window of a whole month in Peru."""
    following = date(year + number // 12, number % 12 + 1, 1)
    return start_of(date(year, number, 1)), start_of(following)


async def owed_in(world: World, year: int, number: int) -> tuple[str, UUID, UUID]:
    """A cut of that month, what a school owes in it, and who declares it."""
    opens, closes = month(year, number)
    cut = "2024-implementation-9"
    await world.save(
        "report_cut", code=cut, year=2024, stream_code="implementation", ordinal=9,
        stage="process", opens_at=opens, closes_at=closes,
        period_from=date(year, number, 1), period_to=(closes - timedelta(hours=12)).date(),
    )  # fmt: skip
    owed = await world.obligation(cut, await world.school(BAGUA))
    return cut, owed, await world.appoint(Role.UGEL, BAGUA)


@pytest.mark.parametrize(("year", "number"), MONTHS)
async def test_the_last_microsecond_is_on_time_and_the_next_is_refused(
    client: AsyncClient,
    world: World,
    clock: Clock,
    zone: str,
    year: int,
    number: int,
) -> None:
    _, closes = month(year, number)
    clock.stands_at(closes)
    _, owed, specialist = await owed_in(world, year, number)
    last_day = (closes - timedelta(hours=12)).date().isoformat()
    observed = [await filled(world, "ficha-implementacion", observed_on=last_day)]
    report = {"obligation_id": str(owed), "sworn": True, "observations": observed}
    refused = await file(client, world.auth(specialist), report)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/cut-closed")
    clock.stands_at(closes - MICROSECOND)
    auth = world.auth(specialist)
    taken = await file(client, auth, report)
    assert taken.status_code == 201, (zone, taken.text)
    assert taken.json()["late"] is False
    counted = (await client.get("/v1/coverage", headers=auth)).json()["total"]
    assert (counted["on_time"], counted["late"], counted["missing"]) == (1, 0, 0)


@pytest.mark.parametrize(("year", "number"), MONTHS)
async def test_sql_and_the_domain_tell_one_state_at_every_edge(
    client: AsyncClient,
    world: World,
    clock: Clock,
    zone: str,
    year: int,
    number: int,
) -> None:
    opens, closes = month(year, number)
    clock.stands_at(closes)
    code, owed, specialist = await owed_in(world, year, number)
    cut = Cut(9, CutStage.PROCESS, opens, closes, date(year, number, 1), date(year, number, 1))
    standing = {"scheduled": "scheduled", "open": "pending", "closed": "overdue"}
    for moment in (opens - MICROSECOND, opens, closes - MICROSECOND, closes):
        clock.stands_at(moment)
        auth = world.auth(specialist)
        shown = (await client.get(f"/v1/report-cuts/{code}", headers=auth)).json()
        row = (await client.get(f"/v1/obligations/{owed}", headers=auth)).json()
        assert shown["state"] == cut.state_at(moment), (zone, moment)
        assert row["state"] == standing[shown["state"]]
        edges = [datetime.fromisoformat(shown[name]) for name in ("opens_at", "closes_at")]
        assert edges == [opens, closes]


@pytest.mark.parametrize(("since", "owes"), [(date(2028, 2, 29), True), (date(2028, 3, 1), False)])
async def test_a_window_of_february_ends_with_its_29th_for_what_is_owed(
    world: World, connection: Connection, zone: str, since: date, owes: bool
) -> None:
    opens, closes = month(2028, 2)
    await world.save(
        "report_cut", code="2024-implementation-9", year=2024, stream_code="implementation",
        ordinal=9, stage="process", opens_at=opens, closes_at=closes,
        period_from=date(2028, 2, 1), period_to=date(2028, 2, 29),
    )  # fmt: skip
    await world.school(BAGUA, active_since=since)
    settlement = await settle_obligations(OpenCall(Transaction(connection), opens), [NATION])
    assert (settlement.added == 1) is owes, zone
