"""Two of the ministry at once: one story, and the other is told."""

import asyncio
import json
from collections import Counter
from datetime import timedelta
from uuid import uuid4

import pytest
from httpx import AsyncClient, Response

from domain.access import Role
from tests.api.test_calendar import JUNE, NEXT_YEAR
from tests.api.test_instruments import ABOUT, FORM
from tests.school_years import leave_room
from tests.world import NOW, Auth, Connection, World

pytestmark = pytest.mark.slow


@pytest.fixture
async def minedu(world: World) -> Auth:
    return await world.login(Role.MINEDU, "pe")


def told(answers: list[Response]) -> Counter[tuple[int, str | None]]:
    return Counter((a.status_code, a.json()["type"] if a.is_error else None) for a in answers)


async def look(client: AsyncClient, auth: Auth, path: str, move: dict[str, str]) -> dict[str, str]:
    """The change with the proof of having seen what it does: these cuts have closed."""
    seen = await client.post(f"{path}/preview", json=move, headers=auth)
    return move | {"preview": seen.json()["preview"]}


async def test_a_year_asked_for_eight_times_at_once_is_opened_once(
    client: AsyncClient, minedu: Auth, connection: Connection
) -> None:
    asked = (client.put("/v1/years/2028", json=NEXT_YEAR, headers=minedu) for _ in range(8))
    answers = await asyncio.gather(*asked)
    assert told(answers) == {(201, None): 1, (200, None): 7}
    assert len({json.dumps(a.json() | {"created": None}, sort_keys=True) for a in answers}) == 1
    kept = "select count(*) from event where subject = 'year/2028'"
    assert await connection.fetchval(kept) == 1


async def test_a_year_copied_from_two_at_once_is_copied_from_one(
    client: AsyncClient, minedu: Auth
) -> None:
    await client.put("/v1/years/2028", json=NEXT_YEAR, headers=minedu)
    new = {"starts_on": "2032-03-15", "ends_on": "2032-12-17"}
    answers = await asyncio.gather(
        *(
            client.put("/v1/years/2032", json=new | {"copy_from": year}, headers=minedu)
            for year in (2024, 2028)
        )
    )
    assert told(answers) == {(201, None): 1, (409, "/problems/year-already-open"): 1}


async def test_of_eight_who_move_a_cut_one_does(client: AsyncClient, minedu: Auth) -> None:
    headers = minedu | {"If-Match": '"1"'}
    moves = [JUNE | {"period_to": f"2024-06-{day}", "stage": "closing"} for day in range(20, 28)]
    path = "/v1/report-cuts/2024-implementation-1"
    seen = [await look(client, minedu, path, move) for move in moves]
    answers = await asyncio.gather(*(client.put(path, json=move, headers=headers) for move in seen))
    assert told(answers) == {(200, None): 1, (412, "/problems/stale-version"): 7}


async def test_two_cuts_that_would_overlap_do_not_both_stand(
    client: AsyncClient, minedu: Auth
) -> None:
    windows = {1: ("05-01", "06-10"), 2: ("06-05", "08-01")}  # each sound while the other stays
    moves = {
        f"/v1/report-cuts/2024-coordinator-{ordinal}": JUNE
        | {
            "opens_at": f"2024-{opens}T00:00:00-05:00",
            "closes_at": f"2024-{closes}T00:00:00-05:00",
        }
        for ordinal, (opens, closes) in windows.items()
    }
    seen = {path: await look(client, minedu, path, move) for path, move in moves.items()}
    answers = await asyncio.gather(
        *(
            client.put(path, json=move, headers=minedu | {"If-Match": '"1"'})
            for path, move in seen.items()
        )
    )
    assert told(answers) == {(200, None): 1, (409, "/problems/cuts-overlap"): 1}


async def test_of_eight_who_write_a_version_one_does(client: AsyncClient, minedu: Auth) -> None:
    await client.put("/v1/instruments/biblioteca", json=ABOUT, headers=minedu)
    answers = await asyncio.gather(
        *(
            client.put(
                "/v1/instruments/biblioteca/versions/1",
                json={"definition": FORM, "notes": f"De {n}"},
                headers=minedu,
            )
            for n in range(8)
        )
    )
    assert told(answers) == {(201, None): 1, (428, "/problems/version-required"): 7}


async def test_of_eight_who_extend_a_place_one_does(
    client: AsyncClient, minedu: Auth, world: World
) -> None:
    await leave_room(world)
    cut = await world.cut("implementation")
    body = {
        "place": {"kind": "region", "code": "010000"},
        "closes_at": (NOW + timedelta(days=20)).isoformat(),
        "reason": "Carretera interrumpida por lluvias.",
    }
    path = f"/v1/report-cuts/{cut}/extensions"
    answers = await asyncio.gather(
        *(client.put(f"{path}/{uuid4()}", json=body, headers=minedu) for _ in range(8))
    )
    assert told(answers) == {(201, None): 1, (409, "/problems/place-already-extended"): 7}
