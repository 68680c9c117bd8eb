"""The clock in SQL says what the domain says, at the edges and in any zone."""

import json
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from domain.access.permits import NATION, HeldRole, PersonId, Place, grant, scopes_of
from domain.access.roles import Role
from domain.access.scopes import Scope
from domain.errors import StaleVersion
from domain.peru_time import start_of
from domain.reporting.calendar.cuts import Cut, CutCode, CutsOverlap, CutStage, InvalidCut
from domain.reporting.calendar.years import YearAlreadyOpen, YearRequest, open_year
from domain.reporting.extensions import Extension
from persistence.calls import Call, OpenCall
from persistence.database import Overtaken, Versioned, Writing
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
    call = OpenCall(Transaction(connection), now)
    shown = await cuts.read_cut(call, CODE)
    assert json.loads(shown.body)["state"] == state
    wanted = CutFilter(2024, "implementation", None)
    listed = json.loads(await cuts.read_cuts(call, wanted))["items"]
    assert listed[0]["state"] == state


async def ministry(db: Connection, world: World) -> Call[Writing]:
    held = [HeldRole(Role.MINEDU, NATION, 1)]
    by = PersonId(await world.person())
    return Call(
        Transaction(db), now(), grant(by, Scope.CALENDAR_WRITE, scopes=scopes_of(held), held=held)
    )


def second(opens: date, last: date, period: tuple[date, date]) -> Cut:
    closes = start_of(last + timedelta(days=1))
    return Cut(2, CutStage.PROCESS, start_of(opens), closes, *period)


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
    call = await ministry(connection, world)
    with pytest.raises(refusal):
        await cuts.store_cut(call, SECOND, cut)


async def test_a_year_opened_meanwhile_is_already_open(
    connection: Connection, world: World
) -> None:
    call = await ministry(connection, world)
    request = YearRequest(2027, 2024, date(2027, 3, 8), date(2027, 12, 17), 45, demonstration=False)
    plan = open_year(request, await years.load_opening_facts(call, request), today=date(2027, 1, 5))
    assert plan is not None
    await years.store_year(call, plan)
    with pytest.raises(Overtaken) as second_one:
        await years.store_year(call, plan)
    assert isinstance(second_one.value.refusal, YearAlreadyOpen)


ID, OTHER = uuid4(), uuid4()


async def extend(
    db: Connection, world: World, id: UUID, place: str, *, replaces: int | None = None
) -> Versioned:
    until = datetime(2099, 1, 1, tzinfo=UTC)
    extension = Extension(Place(place), until, "Carretera interrumpida.")
    call = await ministry(db, world)
    return await extensions.store_extension(call, CODE, id, extension, version=replaces)


async def test_of_two_extensions_at_once_the_second_is_overtaken(
    connection: Connection, world: World
) -> None:
    assert (await extend(connection, world, ID, AMAZONAS)).version == 1
    with pytest.raises(Overtaken) as late:  # the same id, granted meanwhile by another
        await extend(connection, world, ID, AMAZONAS)
    assert isinstance(late.value.refusal, StaleVersion)
    assert (await extend(connection, world, ID, AMAZONAS, replaces=1)).version == 2
    with pytest.raises(Overtaken) as late:  # another changed it meanwhile
        await extend(connection, world, ID, AMAZONAS, replaces=1)
    assert isinstance(late.value.refusal, StaleVersion)
    assert (await extend(connection, world, OTHER, PIURA)).version == 1
    with pytest.raises(Overtaken) as late:  # the place was given more time meanwhile
        await extend(connection, world, OTHER, AMAZONAS, replaces=1)
    assert isinstance(late.value.refusal, StaleVersion)
