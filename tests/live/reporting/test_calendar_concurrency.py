"""Two of the ministry at once: one story, and the other is told."""

import asyncio
import json
from collections import Counter
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient, Response

from tests.api.instruments.instruments import ABOUT, FORM
from tests.api.reporting.calendar import JUNE, NEXT_YEAR
from tests.clock import now, today
from tests.live.outcomes import outcomes
from tests.school_years import leave_room
from tests.world import Auth, Connection, World

pytestmark = pytest.mark.slow


async def somebody_waits(db: Connection) -> None:
    """Until a statement waits for another's lock."""
    for _ in range(1000):
        if await db.fetchval("select count(*) from pg_locks where not granted"):
            return
        await asyncio.sleep(0.01)
    raise AssertionError("nobody waits")


async def look(client: AsyncClient, auth: Auth, path: str, move: dict[str, str]) -> dict[str, str]:
    """The change with the proof of having seen what it does: these cuts have closed."""
    seen = await client.post(f"{path}/preview", json=move, headers=auth)
    return move | {"preview": seen.json()["preview"]}


async def test_a_year_asked_for_eight_times_at_once_is_opened_once(
    client: AsyncClient, minedu: Auth, connection: Connection
) -> None:
    requests = (client.put("/v1/years/2028", json=NEXT_YEAR, headers=minedu) for _ in range(8))
    answers = await asyncio.gather(*requests)
    assert outcomes(answers) == {(201, None): 1, (200, None): 7}
    assert len({json.dumps(a.json() | {"created": None}, sort_keys=True) for a in answers}) == 1
    query = "select count(*) from event where subject = 'year/2028'"
    assert await connection.fetchval(query) == 1


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
    assert outcomes(answers) == {(201, None): 1, (409, "/problems/year-already-open"): 1}


async def test_of_eight_who_move_a_cut_one_does(client: AsyncClient, minedu: Auth) -> None:
    headers = minedu | {"If-Match": '"1"'}
    moves = [JUNE | {"period_to": f"2024-06-{day}", "stage": "closing"} for day in range(20, 28)]
    path = "/v1/report-cuts/2024-implementation-1"
    seen = [await look(client, minedu, path, move) for move in moves]
    answers = await asyncio.gather(*(client.put(path, json=move, headers=headers) for move in seen))
    assert outcomes(answers) == {(200, None): 1, (412, "/problems/stale-version"): 7}


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
    assert outcomes(answers) == {(200, None): 1, (409, "/problems/cuts-overlap"): 1}


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
    assert outcomes(answers) == {(201, None): 1, (428, "/problems/version-required"): 7}


async def test_of_eight_who_extend_a_place_one_does(
    client: AsyncClient, minedu: Auth, world: World
) -> None:
    await leave_room(world)
    cut = await world.cut("implementation")
    body = {
        "place": {"kind": "region", "code": "010000"},
        "closes_at": (now() + timedelta(days=20)).isoformat(),
        "reason": "Carretera interrumpida por lluvias.",
    }
    path = f"/v1/report-cuts/{cut}/extensions"
    answers = await asyncio.gather(
        *(client.put(f"{path}/{uuid4()}", json=body, headers=minedu) for _ in range(8))
    )
    assert outcomes(answers) == {(201, None): 1, (409, "/problems/place-already-extended"): 7}


async def test_an_extension_granted_eight_times_at_once_is_granted_once(
    client: AsyncClient, minedu: Auth, world: World, connection: Connection
) -> None:
    await leave_room(world)
    cut, today_at = await world.cut("coordinator"), now()

    async def grant(id: UUID, region: str, *, days: int) -> Response:
        body = {
            "place": {"kind": "region", "code": region},
            "closes_at": (today_at + timedelta(days=days)).isoformat(),
            "reason": "Carretera interrumpida por lluvias.",
        }
        path = f"/v1/report-cuts/{cut}/extensions/{id}"
        return await client.put(path, json=body, headers=minedu)

    same, other = uuid4(), uuid4()
    repeated = await asyncio.gather(*(grant(same, "020000", days=20) for _ in range(8)))
    assert outcomes(repeated) == {(201, None): 1, (200, None): 7}
    differing = await asyncio.gather(*(grant(other, "030000", days=20 + n) for n in range(8)))
    assert outcomes(differing) == {(201, None): 1, (428, "/problems/version-required"): 7}
    query = "select count(*) from event where kind = 'cut_extension.granted' and subject = any($1)"
    assert await connection.fetchval(query, [f"extension/{id}" for id in (same, other)]) == 2


async def test_days_without_lessons_written_at_once_are_written_once(
    client: AsyncClient, minedu: Auth, connection: Connection
) -> None:
    days = {
        "place": {"kind": "nation", "code": "PE"}, "kind": "holiday",
        "first_on": "2024-08-30", "last_on": "2024-08-30",
    }  # fmt: skip
    path = "/v1/years/2024/breaks"

    async def write(id: UUID, name: str) -> Response:
        return await client.put(f"{path}/{id}", json=days | {"name": name}, headers=minedu)

    ids = [uuid4() for _ in range(8)]
    answers = await asyncio.gather(*(write(id, "Santa Rosa de Lima") for id in ids))
    assert outcomes(answers) == {(201, None): 1, (409, "/problems/break-already-there"): 7}
    one = uuid4()
    days |= {"first_on": "2024-10-08", "last_on": "2024-10-08"}
    answers = await asyncio.gather(*(write(one, f"Feriado {n}") for n in range(8)))
    lost = outcomes(answers)
    assert lost.pop((201, None)) == 1
    assert lost.keys() <= {
        (412, "/problems/stale-version"), (428, "/problems/version-required"),
    }  # fmt: skip
    gone = await asyncio.gather(*(client.delete(f"{path}/{one}", headers=minedu) for _ in range(8)))
    assert Counter(a.status_code for a in gone) == {204: 1, 404: 7}
    query = "select kind, count(*) from event where subject like 'school-break/%' group by kind"
    assert {row[0]: row[1] for row in await connection.fetch(query)} == {
        "school_break.written": 2, "school_break.removed": 1,
    }  # fmt: skip


async def test_days_without_lessons_wait_for_a_cut_that_is_being_consolidated(
    client: AsyncClient, world: World, minedu: Auth, connection: Connection
) -> None:
    await world.db.execute(
        "update school_year set starts_on = $1, ends_on = $2 where year = 2024",
        today() - timedelta(days=150), today() + timedelta(days=60),
    )  # fmt: skip
    cut = await world.cut("teacher_accompaniment", opens=-60, closes=-40)
    day = (today() - timedelta(days=50)).isoformat()
    days = {
        "place": {"kind": "nation", "code": "PE"}, "kind": "holiday", "name": "Feriado",
        "first_on": day, "last_on": day,
    }  # fmt: skip
    path = f"/v1/years/2024/breaks/{uuid4()}"
    async with connection.transaction():
        await connection.execute(
            "update report_cut set consolidated_at = $2, consolidated_by = $3 where code = $1",
            cut, now(), await world.person(),
        )  # fmt: skip
        request = asyncio.create_task(client.put(path, json=days, headers=minedu))
        await somebody_waits(connection)
    answer = await request
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/break-consolidated")
