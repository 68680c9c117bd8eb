"""Two at the ministry's list of schools at once: one story, and the other is told."""

import asyncio

import pytest
from httpx import AsyncClient

from domain.access.roles import Role
from tests.api.exchange.institution_imports import GOOD, HEADER, PATH
from tests.api.territory.institutions import SCHOOL
from tests.live.outcomes import outcomes
from tests.world import BAGUA, Auth, Connection, World

pytestmark = pytest.mark.slow


async def test_a_school_sent_eight_times_at_once_is_registered_once(
    client: AsyncClient, minedu: Auth, connection: Connection
) -> None:
    path = "/v1/institutions/1111111-0"
    requests = (client.put(path, json=SCHOOL, headers=minedu) for _ in range(8))
    assert outcomes(await asyncio.gather(*requests)) == {(201, None): 1, (200, None): 7}
    query = "select count(*) from event where subject = 'institution/1111111-0'"
    assert await connection.fetchval(query) == 1


async def test_of_eight_who_change_a_school_one_does(client: AsyncClient, minedu: Auth) -> None:
    path, version = "/v1/institutions/2222222-0", {"if-match": '"1"'}
    await client.put(path, json=SCHOOL, headers=minedu)
    names = (SCHOOL | {"name": f"I.E. {n}"} for n in range(8))
    requests = (client.put(path, json=wanted, headers=minedu | version) for wanted in names)
    assert outcomes(await asyncio.gather(*requests)) == {
        (200, None): 1,
        (412, "/problems/stale-version"): 7,
    }


async def test_changes_of_status_follow_one_another(
    client: AsyncClient, minedu: Auth, world: World, connection: Connection
) -> None:
    code = (await world.school(BAGUA, active_since=None)).rpartition(".")[2]
    path = f"/v1/institutions/{code}/jec-status"
    act = {"act_number": "RM 1-2024", "act_date": "2024-03-01", "reason": "Acta"}
    changes = (act | {"status": "active", "since": f"2024-03-{day}"} for day in range(11, 19))
    answers = await asyncio.gather(
        *(client.put(path, json=change, headers=minedu) for change in changes)
    )
    statuses = outcomes(answers)
    assert statuses[200, None] == 1
    assert statuses.keys() <= {
        (200, None),
        (409, "/problems/jec-status-goes-back"),
        (409, "/problems/jec-status-unchanged"),
    }
    query = "select count(*) from institution_status where institution_code = $1"
    assert await connection.fetchval(query, code) == 1


async def test_of_eight_who_set_the_figures_of_a_year_one_does(
    client: AsyncClient, world: World
) -> None:
    school = await world.school(BAGUA)
    director = await world.login(Role.DIRECTOR, school)
    path = f"/v1/institutions/{school.rpartition('.')[2]}/years/2024"
    answers = await asyncio.gather(
        *(client.put(path, json={"students": n}, headers=director) for n in range(8))
    )
    assert outcomes(answers) == {(201, None): 1, (428, "/problems/version-required"): 7}


async def test_the_same_sheet_at_once_is_stored_once(
    client: AsyncClient, minedu: Auth, connection: Connection
) -> None:
    rows = [GOOD.replace("0123457", f"{n:07}") for n in range(5_000_000, 5_000_200)]
    headers = minedu | {"Content-Type": "text/csv"}
    answers = await asyncio.gather(
        *(
            client.post(PATH, content="\n".join([HEADER, *sheet]), headers=headers)
            for sheet in (rows, rows[::-1], rows, rows[::-1])
        )
    )
    assert outcomes(answers).keys() <= {
        (200, None),
        (409, "/problems/institution-already-registered"),
    }
    assert sum(a.json()["created"] for a in answers if a.is_success) == 200
    query = "select count(*) from event where subject like 'institution/50%'"
    assert await connection.fetchval(query) == 200
