"""An entry of a calendar never goes back, whatever happens to what it tells of; and more time that
was granted goes with a school that is transferred."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient, Response

from api.exchange.calendar_file import calendar_file
from domain.access.permits import PersonId
from domain.access.roles import Role
from tests.api.exchange.institution_imports import send
from tests.api.identity.calendars import Entry, entries, made
from tests.api.reporting.calendar import stream_as_sent
from tests.api.reporting.extensions import REGION, grant
from tests.api.territory.institutions import CODE, SCHOOL, put
from tests.clock import now
from tests.documents import returned
from tests.school_years import leave_room
from tests.visits import this_year, visit
from tests.world import BAGUA, CHACHAPOYAS, Auth, Connection, World

IGED = {"kind": "iged", "code": "010002"}
ROW = "0123457;0;{name};{iged};Rural;Pública de gestión directa;010203;-5.6844;-78.3309;309;x"
HOME = f"{BAGUA}.{CODE}"


class Calendars:
    """Of the director and the CP of a school, before and after each act upon what they tell of."""

    def __init__(self, client: AsyncClient, world: World, minedu: Auth) -> None:
        self.client, self.world, self.minedu = client, world, minedu
        self.extension, self.etag = uuid4(), None

    async def begin(self) -> None:
        world = self.world
        await leave_room(world)
        await this_year(world)
        await world.school(BAGUA, code=CODE, name=SCHOOL["name"])
        director = await world.appoint(Role.DIRECTOR, HOME)
        cp = await world.appoint(Role.CP, HOME)
        self.cut = await world.cut("coordinator", opens=-5, closes=5)
        await world.obligation(self.cut, HOME, "cp", 1)
        await returned(world, await world.obligation(self.cut, HOME, "ct", 1), director)
        teacher = await world.appoint(Role.TEACHER, HOME)
        await visit(world, HOME, cp, teacher, status="confirmed")
        self.paths = [await made(self.client, world.auth(each)) for each in (director, cp)]
        self.seen: dict[str, Entry] = await self.read()
        assert {uid.partition("-")[0] for uid in self.seen} == {"obligation", "returned", "visit"}

    async def read(self) -> dict[str, Entry]:
        both = [await entries(self.client, path) for path in self.paths]
        return {uid: entry for each in both for uid, entry in each.items()}

    async def after(self, answer: Response) -> None:
        """The same entries, none of them older; what changed counts up."""
        assert answer.is_success, answer.text
        was, self.seen = self.seen, await self.read()
        assert was.keys() == self.seen.keys()
        for uid, entry in self.seen.items():
            before = was[uid]
            assert entry.sequence >= before.sequence, uid
            assert entry.modified >= before.modified, uid
            assert entry.stamp >= before.stamp, uid
            told = entry.summary, entry.start, entry.end
            if told != (before.summary, before.start, before.end):
                assert entry.sequence > before.sequence, uid

    async def extend(self, place: dict[str, str], *, days: float) -> None:
        answer = await grant(
            self.client, self.minedu, self.cut, place, id=self.extension, etag=self.etag, days=days
        )
        self.etag = answer.headers.get("etag")
        await self.after(answer)

    async def transfer(self, iged: str, **more: Any) -> None:
        etag = (await self.client.get(f"/v1/institutions/{CODE}", headers=self.minedu)).headers
        sent = SCHOOL | {"iged": iged} | more
        await self.after(await put(self.client, self.minedu, sent, **{"If-Match": etag["etag"]}))

    async def rename_stream(self, name: str) -> None:
        sent = await stream_as_sent(self.client, self.minedu, "coordinator") | {"name": name}
        sent.pop("cuts", None)
        path = "/v1/years/2024/streams/coordinator"
        await self.after(await self.client.put(path, json=sent, headers=self.minedu))


@pytest.fixture
async def calendars(client: AsyncClient, world: World, minedu: Auth) -> Calendars:
    made = Calendars(client, world, minedu)
    await made.begin()
    return made


async def test_no_entry_goes_back(calendars: Calendars) -> None:
    it = calendars
    await it.extend(IGED, days=9)
    await it.extend(IGED, days=12)
    await it.transfer("010001")
    await it.extend({"kind": "iged", "code": "010004"}, days=12)
    await it.transfer("010001", name="I.E. Otro Nombre")
    await it.rename_stream("Monitoreo a los coordinadores")
    await it.extend(REGION, days=14)
    await it.transfer("010002", name="I.E. Otro Nombre")
    sheet = ROW.format(name="I.E. Tercer Nombre", iged="010001")
    await it.after(await send(it.client, it.minedu, sheet, transfers=True))
    entry = next(e for uid, e in it.seen.items() if uid.startswith("obligation"))
    assert entry.summary.startswith(
        "Presentar: I.E. Tercer Nombre: Monitoreo a los coordinadores, corte 9"
    )
    assert entry.end == (now() + timedelta(days=14)).replace(microsecond=0)


async def closes(world: World) -> Any:
    return await world.db.fetchval(
        "select max(closes_at) from cut_extension where place @> ("
        " select path from institution where code = $1)", CODE,
    )  # fmt: skip


@pytest.mark.parametrize("how", ["one", "sheet"])
@pytest.mark.parametrize("own", [None, 6, 20])
async def test_more_time_goes_with_a_transferred_school(
    calendars: Calendars, connection: Connection, how: str, own: int | None
) -> None:
    it = calendars
    await it.extend(IGED, days=9)
    if own:
        await it.world.extend(it.cut, HOME, now() + timedelta(days=own))
    granted = await connection.fetchrow(
        "select reason, granted_by from cut_extension where id = $1", it.extension
    )
    if how == "one":
        await it.transfer("010001")
    else:
        sheet = ROW.format(name=SCHOOL["name"], iged="010001")
        await it.after(await send(it.client, it.minedu, sheet, transfers=True))
    assert await closes(it.world) == now() + timedelta(days=max(9, own or 0))
    kept = await connection.fetch(
        "select id, reason, granted_by, version from cut_extension where place = $1",
        f"{CHACHAPOYAS}.{CODE}",
    )
    assert len(kept) == 1
    if own != 20:
        assert granted is not None
        assert tuple(kept[0])[1:3] == tuple(granted)
        event = await connection.fetchval(
            "select payload->>'closes_at' from event where subject = $1 order by seq desc limit 1",
            f"extension/{kept[0]['id']}",
        )
        assert event is not None
    assert kept[0]["version"] == (2 if own == 6 else 1)


async def test_what_is_granted_there_anyway_is_not_granted_again(
    calendars: Calendars, connection: Connection
) -> None:
    it = calendars
    await it.extend(REGION, days=9)
    await it.transfer("010001")
    assert await connection.fetchval("select count(*) from cut_extension") == 1


async def test_a_published_cut_stays_as_it_is(calendars: Calendars, connection: Connection) -> None:
    it = calendars
    await it.extend(IGED, days=9)
    await connection.execute("update report_cut set consolidated_at = $1", now())
    await put(it.client, it.minedu, SCHOOL | {"iged": "010001"}, **{"If-Match": '"1"'})
    assert await connection.fetchval("select count(*) from cut_extension") == 1


def test_the_interval_has_its_type() -> None:
    body = calendar_file([], owner=PersonId(UUID(int=7)), url="https://jec.example.org")
    assert b"\r\nREFRESH-INTERVAL;VALUE=DURATION:PT6H\r\n" in body
