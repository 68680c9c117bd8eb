"""A school that moves to another IGED takes everything that is about it along."""

import json
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient, Response

from domain.access.roles import Role
from tests.api.territory.institutions import SCHOOL, events, put
from tests.clock import now
from tests.places import code_of
from tests.world import BAGUA, CHACHAPOYAS, Auth, Connection, World

TABLES = ("appointment", "obligation", "report", "cut_extension", "event")


async def filed(world: World, cut: str, school: str, author: UUID) -> None:
    await world.save(
        "report",
        id=uuid4(),
        obligation_id=await world.obligation(cut, school),
        cut_code=cut,
        place=school,
        iged_code="010002",
        author_id=author,
        author_role="ugel",
        status="submitted",
        sworn=True,
        late=False,
        observations=1,
        filed_at=now(),
        content_hash="0",
    )


class Moved:
    """A school of Bagua with a director, a report, an extension and an event, moved next door."""

    def __init__(self, answer: Response, code: str, director: Auth, bagua: Auth) -> None:
        self.answer, self.code, self.director, self.bagua = answer, code, director, bagua
        self.place = f"{CHACHAPOYAS}.{code}"


@pytest.fixture
async def moved(client: AsyncClient, world: World) -> Moved:
    school = await world.school(BAGUA)
    code = code_of(school)
    person = await world.appoint(Role.DIRECTOR, school)
    cut = await world.cut("implementation")
    await filed(world, cut, school, person)
    await world.extend(cut, school, now())
    about = {"at": now(), "place": school, "kind": "actor.unnamed", "payload": "{}"}
    await world.save("event", subject="report/1", **about)
    bagua, minedu = await world.login(Role.UGEL, BAGUA), await world.login(Role.MINEDU, "pe")
    held = await client.get(f"/v1/institutions/{code}", headers=bagua)
    wanted, version = SCHOOL | {"iged": "010001"}, {"if-match": held.headers["etag"]}
    answer = await put(client, minedu, wanted, code, **version)
    return Moved(answer, code, world.auth(person), bagua)


async def test_a_transferred_school_is_of_its_new_iged(moved: Moved) -> None:
    assert moved.answer.status_code == 200
    assert moved.answer.json()["iged"]["code"] == "010001"


@pytest.mark.parametrize("table", TABLES)
async def test_its_rows_follow(moved: Moved, connection: Connection, table: str) -> None:
    places = await connection.fetch(
        f"select distinct place::text from {table} where place::text like '%' || $1", moved.code
    )
    assert [row[0] for row in places] == [moved.place]


async def test_what_was_filed_keeps_the_iged_of_its_day(
    moved: Moved, connection: Connection
) -> None:
    assert await connection.fetchval("select iged_code from report") == "010002"


async def test_the_log_tells_from_where_to_where(moved: Moved, connection: Connection) -> None:
    assert await events(connection, moved.code) == [("institution.transferred", moved.place)]
    payload = await connection.fetchval(
        "select payload from event where kind = 'institution.transferred'"
    )
    assert json.loads(payload)["transfer"] == {"from": "010002", "to": "010001"}


async def test_its_director_keeps_access_and_its_former_ugel_loses_it(
    moved: Moved, client: AsyncClient, world: World
) -> None:
    joined = await world.login(Role.UGEL, CHACHAPOYAS)
    for caller, status in ((moved.director, 200), (joined, 200), (moved.bagua, 404)):
        answer = await client.get(f"/v1/institutions/{moved.code}", headers=caller)
        assert answer.status_code == status
