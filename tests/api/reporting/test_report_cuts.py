"""Cuts over HTTP: moved and added by the ministry, and what is owed follows."""

from typing import Any

import pytest
from httpx import AsyncClient

from tests.answers import problem
from tests.api.reporting.calendar import CUT, DIRECTOR_TEACHER, FOURTH, JUNE, owed, teacher
from tests.events import events
from tests.world import BAGUA, Auth, Connection, World

__all__ = ["teacher"]


async def test_a_cut_is_told_in_instants_and_sent_whole_every_time(
    client: AsyncClient, teacher: Auth
) -> None:
    first = await client.get(CUT, headers=teacher)
    cut = first.json()
    assert (cut["opens_at"], cut["closes_at"]) == (
        "2024-06-01T05:00:00+00:00",
        "2024-07-01T05:00:00+00:00",
    )
    assert (cut["state"], cut["enabled"], cut["extensions"]) == ("closed", True, 0)
    again = await client.get(CUT, headers=teacher | {"If-None-Match": first.headers["etag"]})
    assert again.status_code == 200


async def test_a_cut_is_moved_with_its_event_and_what_is_owed_follows(
    client: AsyncClient, minedu: Auth, world: World, connection: Connection
) -> None:
    await world.school(BAGUA)
    dates = JUNE | {
        "opens_at": "2098-06-01T00:00:00-05:00",
        "closes_at": "2098-07-01T00:00:00-05:00",
    }
    third = "/v1/report-cuts/2024-implementation-3"
    seen = {
        "preview": (await client.post(f"{third}/preview", json=dates, headers=minedu)).json()[
            "preview"
        ]
    }
    moved = await client.put(third, json=dates | seen, headers=minedu | {"If-Match": '"1"'})
    assert (moved.status_code, moved.headers["etag"]) == (200, '"2"')
    assert moved.json()["state"] == "scheduled"
    assert (await client.get(third, headers=minedu)).json() == moved.json()
    assert await events(connection, "report-cut/2024-implementation-3") == ["report_cut.changed"]
    assert await owed(connection, "2024-implementation-3") == 1


async def test_the_same_cut_again_changes_nothing(
    client: AsyncClient, minedu: Auth, connection: Connection
) -> None:
    again = await client.put(CUT, json=JUNE, headers=minedu)
    assert (again.status_code, again.headers["etag"]) == (200, '"1"')
    assert await events(connection, "report-cut/2024-implementation-1") == []


async def test_a_cut_is_added_to_a_stream(client: AsyncClient, minedu: Auth) -> None:
    await client.put(DIRECTOR_TEACHER, json=FOURTH, headers=minedu)
    added = await client.put("/v1/report-cuts/2024-director_teacher-1", json=JUNE, headers=minedu)
    assert (added.status_code, added.json()["enabled"]) == (201, False)
    elsewhere = await client.put("/v1/report-cuts/2024-no_hay-1", json=JUNE, headers=minedu)
    assert problem(elsewhere) == (404, "not-found")


@pytest.mark.parametrize(
    ("changed", "etag", "refusal", "fields"),
    [
        ({"stage": "closing"}, None, (428, "version-required"), []),
        ({"stage": "closing"}, '"7"', (412, "stale-version"), []),
        (
            {"closes_at": "2024-06-01T00:00:00-05:00"},
            '"1"',
            (422, "invalid-cut"),
            ["/closes_at"],
        ),
        (
            {"period_from": "2024-03-10", "period_to": "2025-01-01"},
            '"1"',
            (422, "invalid-cut"),
            ["/period_from", "/period_to"],
        ),
        (
            {"closes_at": "2024-09-02T00:00:00-05:00"},
            '"1"',
            (409, "cuts-overlap"),
            ["/opens_at"],
        ),
        (
            {
                "opens_at": "2024-10-01T00:00:00-05:00",
                "closes_at": "2024-11-01T00:00:00-05:00",
            },
            '"1"',
            (409, "cuts-out-of-order"),
            ["/opens_at"],
        ),
        ({"opens_at": "2024-06-01T00:00:00"}, '"1"', (422, "invalid-request"), ["/opens_at"]),
        ({"opens_at": 1717218000}, '"1"', (422, "invalid-request"), ["/opens_at"]),
        ({"opens_at": "2024-06-01"}, '"1"', (422, "invalid-request"), ["/opens_at"]),
        (
            {"opens_at": "0001-01-01T00:00:00+14:00", "closes_at": "9999-12-31T23:59:59-14:00"},
            '"1"',
            (422, "invalid-request"),
            ["/opens_at", "/closes_at"],
        ),
        ({"period_from": 19793}, '"1"', (422, "invalid-request"), ["/period_from"]),
        ({"period_from": "2023-02-29"}, '"1"', (422, "invalid-request"), ["/period_from"]),
        ({"stage": "otra"}, '"1"', (422, "invalid-request"), ["/stage"]),
    ],
)
async def test_a_cut_that_cannot_be_so_is_refused_for_its_one_cause(
    client: AsyncClient,
    minedu: Auth,
    changed: dict[str, Any],
    etag: str | None,
    refusal: tuple[int, str],
    fields: list[str],
) -> None:
    headers = minedu | ({"If-Match": etag} if etag else {})
    answer = await client.put(CUT, json=JUNE | changed, headers=headers)
    assert problem(answer) == refusal
    assert [error["field"] for error in answer.json()["errors"]] == fields
    assert (await client.get(CUT, headers=minedu)).json()["stage"] == "diagnostic"
