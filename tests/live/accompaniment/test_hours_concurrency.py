"""Two at once over the same hours: one story, and the other is told."""

import asyncio
import json
from collections import Counter
from uuid import uuid4

import pytest
from httpx import AsyncClient

from domain.access.roles import Role
from tests.clock import today
from tests.hours import YEAR, give, this_year
from tests.live.outcomes import outcomes
from tests.world import BAGUA, Auth, Connection, World

pytestmark = pytest.mark.slow

TEMPLATE = "/v1/years/{year}/workloads/cp"


async def open_year(client: AsyncClient, minedu: Auth, year: int) -> str:
    """A new year; answers where its draft of a CP's week stands."""
    body = {"copy_from": 2024, "starts_on": f"{year}-03-10", "ends_on": f"{year}-12-18"}
    opened = await client.put(f"/v1/years/{year}", json=body, headers=minedu)
    assert opened.status_code == 201
    return TEMPLATE.format(year=year)


async def test_of_two_directors_who_give_the_same_hours_one_does(
    client: AsyncClient, world: World, connection: Connection
) -> None:
    school = await world.school(BAGUA)
    person = await world.appoint(Role.CP, school)
    await this_year(world)
    deputy = await world.grant(Role.DIRECTOR, school)
    directors = [await world.login(Role.DIRECTOR, school), world.auth(deputy)]
    body = {
        "year": YEAR, "role": "cp", "actor_id": str(person),
        "institution": school.rpartition(".")[2],
    }  # fmt: skip
    answers = await asyncio.gather(
        *(
            client.put(f"/v1/workload-assignments/{uuid4()}", json=body, headers=directors[n % 2])
            for n in range(8)
        )
    )
    assert outcomes(answers) == {(201, None): 1, (409, "/problems/hours-already-assigned"): 7}
    counted = "select count(*) from workload_share s join workload_assignment a"
    assert (
        await connection.fetchval(
            f"{counted} on a.id = s.assignment_id where a.person_id = $1", person
        )
        == 6
    )


async def test_of_two_directors_who_change_the_same_hours_one_does(
    client: AsyncClient, world: World
) -> None:
    await this_year(world)
    given = await give(world)
    about = {"year": YEAR, "role": "cp", "actor_id": str(given.person), "institution": given.code}
    why = {"justification": "Una sección más en el turno."}
    bodies = [about | why | {"shares": [{"code": "visitas", "hours": n}]} for n in range(1, 8)]
    headers = given.director | {"If-Match": '"1"'}
    answers = await asyncio.gather(
        *(client.put(given.path, json=body, headers=headers) for body in bodies)
    )
    assert outcomes(answers) == {(200, None): 1, (412, "/problems/stale-version"): 6}


async def test_a_day_is_not_filled_twice(client: AsyncClient, world: World) -> None:
    await this_year(world)
    cp = await give(world)
    ct = await give(world, Role.CT, person=cp.person)
    work = {"line": "sesiones", "worked_on": today().isoformat(), "minutes": 300}
    answers = await asyncio.gather(
        *(
            client.put(f"{given.path}/entries/{uuid4()}", json=work, headers=cp.auth)
            for given in (cp, ct, cp, ct)
        )
    )
    assert outcomes(answers) == {(201, None): 2, (409, "/problems/day-is-full"): 2}


async def test_of_those_who_draft_one_week_one_does(client: AsyncClient, world: World) -> None:
    minedu = await world.login(Role.MINEDU, "pe")
    path = await open_year(client, minedu, 2041)
    draft = (await client.get(path, headers=minedu)).json()
    sent = {name: draft[name] for name in ("norm", "total", "lines")}
    headers = minedu | {"If-Match": '"1"'}
    answers = await asyncio.gather(
        *(client.put(path, json=sent | {"norm": f"RVM {n}"}, headers=headers) for n in range(8))
    )
    assert outcomes(answers) == {(200, None): 1, (412, "/problems/stale-version"): 7}


async def test_a_week_is_published_as_it_was_read_or_not_at_all(
    client: AsyncClient, world: World
) -> None:
    minedu = await world.login(Role.MINEDU, "pe")
    path = await open_year(client, minedu, 2042)
    draft = (await client.get(path, headers=minedu)).json()
    other = {name: draft[name] for name in ("norm", "total", "lines")} | {"norm": "RVM 9"}
    headers = minedu | {"If-Match": '"1"'}
    changed, published = await asyncio.gather(
        client.put(path, json=other, headers=headers),
        client.post(f"{path}/publication", headers=headers),
    )
    stands = (await client.get(path, headers=minedu)).json()
    if published.is_success:
        assert json.loads(published.text) == stands
        assert (stands["norm"], changed.status_code) == (draft["norm"], 409)
    else:
        assert (published.status_code, changed.status_code) == (412, 200)
        assert (stands["norm"], stands["published"]) == ("RVM 9", False)


async def test_what_is_sent_again_at_once_is_kept_once(client: AsyncClient, world: World) -> None:
    await this_year(world)
    given = await give(world)
    work = {"line": "sesiones", "worked_on": today().isoformat(), "minutes": 90}
    school = await world.school(BAGUA)
    person = await world.appoint(Role.CP, school)
    hours = {
        "year": YEAR, "role": "cp", "actor_id": str(person),
        "institution": school.rpartition(".")[2],
    }  # fmt: skip
    director = await world.login(Role.DIRECTOR, school)
    minedu = await world.login(Role.MINEDU, "pe")
    path = await open_year(client, minedu, 2043)
    draft = (await client.get(path, headers=minedu)).json()
    week = {name: draft[name] for name in ("norm", "total", "lines")} | {"norm": "RVM 7"}
    entry = f"{given.path}/entries/{uuid4()}"
    for sent, to, headers, first in (
        (work, entry, given.auth, 201),
        (hours, f"/v1/workload-assignments/{uuid4()}", director, 201),
        (week, path, minedu | {"If-Match": '"1"'}, 200),
    ):
        answers = await asyncio.gather(
            *(client.put(to, json=sent, headers=headers) for _ in range(8))
        )
        assert outcomes(answers) == Counter({(first, None): 1}) + Counter({(200, None): 7})
        assert len({answer.headers["etag"] for answer in answers}) == 1
    gone = await asyncio.gather(*(client.delete(entry, headers=given.auth) for _ in range(8)))
    assert Counter(answer.status_code for answer in gone) == {204: 1, 404: 7}
