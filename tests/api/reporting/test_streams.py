"""Streams over HTTP: added as data, switched, and refused when they could not work."""

from typing import Any

import pytest
from httpx import AsyncClient

from tests.answers import problem
from tests.api.reporting.calendar import DIRECTOR_TEACHER, FOURTH, owed, stream_as_sent, teacher
from tests.events import events
from tests.world import BAGUA, Auth, Connection, World

__all__ = ["teacher"]


async def test_a_fourth_stream_is_added_as_data_and_disabled(
    client: AsyncClient, minedu: Auth, connection: Connection
) -> None:
    added = await client.put(DIRECTOR_TEACHER, json=FOURTH, headers=minedu)
    assert (added.status_code, added.json()) == (
        201,
        FOURTH | {"year": 2024, "code": "director_teacher"},
    )
    assert await events(connection, "stream/2024/director_teacher") == ["report_stream.changed"]
    listed = (await client.get("/v1/streams", headers=minedu)).json()["items"]
    assert listed[3] == added.json()


async def test_an_instrument_taken_off_a_stream_is_gone(client: AsyncClient, minedu: Auth) -> None:
    await client.put(DIRECTOR_TEACHER, json=FOURTH, headers=minedu)
    one = FOURTH | {"instruments": [{"subject": "ct", "instrument": "matriz-dialogo"}]}
    changed = await client.put(DIRECTOR_TEACHER, json=one, headers=minedu)
    assert changed.json()["instruments"] == one["instruments"]
    assert await stream_as_sent(client, minedu, "director_teacher") == one


async def test_a_disabled_stream_owes_nothing_and_owes_again_when_enabled(
    client: AsyncClient, minedu: Auth, world: World, connection: Connection
) -> None:
    await world.school(BAGUA)
    cut = await world.cut("implementation")
    path = "/v1/years/2024/streams/implementation"
    stream = await stream_as_sent(client, minedu, "implementation")
    for enabled, expected in ((False, 0), (True, 1), (False, 0)):
        put = await client.put(path, json=stream | {"enabled": enabled}, headers=minedu)
        assert put.status_code == 200
        assert await owed(connection, cut) == expected


async def test_review_is_switched(client: AsyncClient, minedu: Auth) -> None:
    path = "/v1/years/2024/streams/implementation"
    stream = await stream_as_sent(client, minedu, "implementation")
    switched = await client.put(path, json=stream | {"review_required": False}, headers=minedu)
    assert (switched.status_code, switched.json()["review_required"]) == (200, False)


@pytest.mark.parametrize(
    ("changed", "refusal", "fields"),
    [
        ({"declarant_roles": ["teacher"]}, (422, "invalid-stream"), ["/declarant_roles"]),
        ({"reviewer_role": None}, (422, "invalid-stream"), ["/reviewer_role"]),
        (
            {"instruments": [{"subject": "cp", "instrument": "no-hay"}]},
            (422, "invalid-stream"),
            ["/instruments/0/instrument"],
        ),
        ({"instruments": []}, (422, "invalid-request"), ["/instruments"]),
        ({"enabled": "no"}, (422, "invalid-request"), ["/enabled"]),
        ({"name": "a\u0000b"}, (422, "invalid-request"), ["/name"]),
    ],
)
async def test_a_stream_that_could_not_work_is_refused(
    client: AsyncClient,
    minedu: Auth,
    changed: dict[str, Any],
    refusal: tuple[int, str],
    fields: list[str],
) -> None:
    answer = await client.put(DIRECTOR_TEACHER, json=FOURTH | changed, headers=minedu)
    assert problem(answer) == refusal
    assert [error["field"] for error in answer.json()["errors"]] == fields
    year = await client.put("/v1/years/2023/streams/x", json=FOURTH, headers=minedu)
    assert problem(year) == (404, "not-found")
