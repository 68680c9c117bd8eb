"""The clock in SQL says what the domain says, at the edges and in any zone."""

import json
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from domain.access.permits import NATION, PersonId, Place, Reach
from domain.errors import StaleVersion
from domain.reporting.calendar.cuts import Cut, CutCode, CutsOverlap, InvalidCut, Stage, start_of
from domain.reporting.calendar.years import YearAlreadyOpen, YearAsked, open_year
from domain.reporting.extensions import Extension, PlaceAlreadyExtended
from domain.versions import Change
from persistence.database import Versioned
from persistence.reporting import extensions
from persistence.reporting.calendar import cuts, years
from persistence.reporting.calendar.cuts import CutFilter
from persistence.transaction import Transaction
from tests.clock import now
from tests.world import AMAZONAS, PIURA, Connection, World

CODE = "2024-implementation-1"
OPENS, CLOSES = start_of(date(2024, 6, 1)), start_of(date(2024, 7, 1))
MICROSECOND = timedelta(microseconds=1)
SECOND = CutCode(2024, "implementation", 2)


@pytest.mark.parametrize("zone", ["UTC", "America/Lima", "Asia/Tokyo"])
@pytest.mark.parametrize(
    ("now", "state"),
    [
        (OPENS - MICROSECOND, "scheduled"),
        (OPENS, "open"),
        (CLOSES - MICROSECOND, "open"),
        (CLOSES, "closed"),
    ],
)
async def test_a_cut_is_open_from_its_first_instant_to_its_last_whatever_the_zone(
    connection: Connection, zone: str, now: datetime, state: str
) -> None:
    await connection.execute(f"set local timezone to '{zone}'")
    shown = await cuts.show_cut(connection, CODE, now=now)
    assert json.loads(shown.body)["state"] == state
    wanted = CutFilter(2024, "implementation", None)
    listed = json.loads(await cuts.show_cuts(connection, wanted, now=now))["items"]
    assert listed[0]["state"] == state


def second(opens: date, last: date, period: tuple[date, date]) -> Cut:
    closes = start_of(last + timedelta(days=1))
    return Cut(2, Stage.PROCESS, start_of(opens), closes, *period)


PERIOD = (date(2024, 7, 1), date(2024, 9, 30))


@pytest.mark.parametrize(
    ("cut", "refusal"),
    [
        (second(date(2024, 6, 30), date(2024, 9, 30), PERIOD), CutsOverlap),
        (second(date(2024, 9, 2), date(2024, 9, 1), PERIOD), InvalidCut),
        (second(date(2024, 9, 1), date(2024, 9, 30), PERIOD[::-1]), InvalidCut),
    ],
)
async def test_what_the_database_refuses_has_its_kind(
    connection: Connection, world: World, cut: Cut, refusal: type[Exception]
) -> None:
    by = PersonId(await world.person())
    with pytest.raises(refusal):
        await cuts.store_cut(Transaction(connection), SECOND, cut, Change.REPLACE, by=by, now=now())


async def test_a_year_opened_meanwhile_is_already_open(
    connection: Connection, world: World
) -> None:
    by = PersonId(await world.person())
    asked = YearAsked(2027, 2024, date(2027, 3, 8), date(2027, 12, 17), 45, demonstration=False)
    desk = await years.load_year_desk(Transaction(connection), asked)
    plan = open_year(desk, asked, today=date(2027, 1, 5))
    await years.store_year(Transaction(connection), 2027, plan, dry_run=False, by=by, now=now())
    with pytest.raises(YearAlreadyOpen):
        await years.store_year(Transaction(connection), 2027, plan, dry_run=False, by=by, now=now())


ID, OTHER = uuid4(), uuid4()


async def grant(
    db: Connection, world: World, id: UUID, place: str, *, replaces: int | None = None
) -> Versioned:
    by = PersonId(await world.person())
    until = datetime(2099, 1, 1, tzinfo=UTC)
    extension = Extension(Place(place), until, "Carretera interrumpida.")
    change = Change.REPLACE if replaces else Change.CREATE
    reach = Reach(by, (NATION,))
    return await extensions.store_extension(
        Transaction(db),
        CODE,
        id,
        extension,
        change,
        replaces=replaces,
        by=by,
        now=now(),
        reach=reach,
    )


async def test_of_two_extensions_at_once_the_second_is_told(
    connection: Connection, world: World
) -> None:
    assert (await grant(connection, world, ID, AMAZONAS)).version == 1
    with pytest.raises(StaleVersion):  # the same id, granted meanwhile by another
        await grant(connection, world, ID, AMAZONAS)
    assert (await grant(connection, world, ID, AMAZONAS, replaces=1)).version == 2
    with pytest.raises(StaleVersion):  # another changed it meanwhile
        await grant(connection, world, ID, AMAZONAS, replaces=1)
    assert (await grant(connection, world, OTHER, PIURA)).version == 1
    with pytest.raises(PlaceAlreadyExtended):
        await grant(connection, world, OTHER, AMAZONAS, replaces=1)
