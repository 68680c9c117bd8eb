"""School years over HTTP: opened from another in one operation."""

from typing import Any

import pytest
from httpx import AsyncClient

from tests.answers import problem
from tests.api.reporting.calendar import NEXT_YEAR, owed, stream_as_sent
from tests.events import events
from tests.world import BAGUA, Auth, Connection, World


async def test_a_year_is_opened_from_another_in_one_operation(
    client: AsyncClient, minedu: Auth, world: World, connection: Connection
) -> None:
    await world.school(BAGUA)
    opened = await client.put("/v1/years/2028", json=NEXT_YEAR, headers=minedu)
    assert opened.status_code == 201
    body = opened.json()
    assert (body["created"], body["weekly_hours"], body["workload_lines"]) == (True, 45, 15)
    assert len(body["cuts"]) == 9
    last = next(each for each in body["cuts"] if each["code"] == "2028-implementation-3")
    assert (last["closes_at"], last["period_to"]) == ("2028-12-16T05:00:00+00:00", "2028-12-15")
    year = (await client.get("/v1/years/2028", headers=minedu)).json()
    shown = {cut["code"]: cut for stream in year["streams"] for cut in stream["cuts"]}
    assert {code: {name: cut[name] for name in body["cuts"][0]} for code, cut in shown.items()} == {
        cut["code"]: cut for cut in body["cuts"]
    }
    copied = (await client.get("/v1/years/2028/workloads", headers=minedu)).json()["items"]
    shipped = (await client.get("/v1/years/2024/workloads", headers=minedu)).json()["items"]
    assert [each["published"] for each in shipped] == [True, True]
    assert copied == [each | {"published": False, "published_at": None} for each in shipped]
    assert await stream_as_sent(client, minedu, "coordinator") == {
        name: value for name, value in year["streams"][1].items()
        if name not in {"year", "code", "cuts"}
    }  # fmt: skip
    assert await events(connection, "year/2028") == ["year.opened"]
    # 3 cuts of: the school; its CP and CT; its CP and CT.
    assert await owed(connection, "2028-%") == 15


async def test_a_dry_run_tells_all_of_it_and_opens_nothing(
    client: AsyncClient, minedu: Auth, connection: Connection
) -> None:
    dry = {"dry_run": "true"}
    answer = await client.put("/v1/years/2028", json=NEXT_YEAR, params=dry, headers=minedu)
    assert (answer.status_code, answer.json()["created"]) == (200, True)
    assert problem(await client.get("/v1/years/2028", headers=minedu)) == (404, "not-found")
    assert await events(connection, "year/2028") == []
    opened = await client.put("/v1/years/2028", json=NEXT_YEAR, headers=minedu)
    assert (opened.status_code, opened.json()) == (201, answer.json())


async def test_opening_again_answers_the_same_even_after_a_cut_was_moved(
    client: AsyncClient, minedu: Auth, connection: Connection
) -> None:
    opened = await client.put("/v1/years/2028", json=NEXT_YEAR, headers=minedu)
    moved = {
        "stage": "closing",
        "opens_at": "2028-12-05T00:00:00-05:00",
        "closes_at": "2028-12-16T00:00:00-05:00",
        "period_from": "2028-10-01",
        "period_to": "2028-12-15",
    }
    path = "/v1/report-cuts/2028-implementation-3"
    assert (await client.put(path, json=moved, headers=minedu | {"If-Match": '"1"'})).is_success
    for params in ({}, {"dry_run": "true"}):
        again = await client.put("/v1/years/2028", json=NEXT_YEAR, params=params, headers=minedu)
        assert (again.status_code, again.json()) == (200, opened.json() | {"created": False})
    explicit = NEXT_YEAR | {"weekly_hours": 45, "demonstration": False}
    assert (await client.put("/v1/years/2028", json=explicit, headers=minedu)).status_code == 200
    assert await events(connection, "year/2028") == ["year.opened"]
    cut = (await client.get(path, headers=minedu)).json()
    assert cut["opens_at"] == "2028-12-05T05:00:00+00:00"


@pytest.mark.parametrize(
    ("year", "changed"),
    [(2028, {"ends_on": "2028-12-22"}), (2028, {"demonstration": True}), (2024, {})],
)
async def test_another_request_for_an_open_year_is_refused(
    client: AsyncClient, minedu: Auth, year: int, changed: dict[str, Any]
) -> None:
    await client.put("/v1/years/2028", json=NEXT_YEAR, headers=minedu)
    other = await client.put(f"/v1/years/{year}", json=NEXT_YEAR | changed, headers=minedu)
    assert problem(other) == (409, "year-already-open")


@pytest.mark.parametrize(
    ("changed", "refusal", "fields"),
    [
        ({"copy_from": 2019}, (422, "invalid-year"), ["/copy_from"]),
        (
            {"copy_from": 2019, "starts_on": "2027-03-01", "ends_on": "2027-02-01"},
            (422, "invalid-year"),
            ["/copy_from", "/starts_on", "/ends_on", "/ends_on"],
        ),
        ({"ends_on": "2028-11-20"}, (422, "invalid-year"), ["/ends_on"]),
        ({"ends_on": "9999-12-31"}, (422, "invalid-year"), ["/ends_on"]),
        ({"weekly_hours": 0}, (422, "invalid-request"), ["/weekly_hours"]),
        ({"starts_on": "2028-02-30"}, (422, "invalid-request"), ["/starts_on"]),
    ],
)
async def test_a_year_that_cannot_be_opened_is_told_why(
    client: AsyncClient,
    minedu: Auth,
    changed: dict[str, Any],
    refusal: tuple[int, str],
    fields: list[str],
) -> None:
    answer = await client.put("/v1/years/2028", json=NEXT_YEAR | changed, headers=minedu)
    assert problem(answer) == refusal
    assert [error["field"] for error in answer.json()["errors"]] == fields


async def test_a_demonstration_year_is_labelled_and_has_a_cut_of_each_stream_open_now(
    client: AsyncClient, minedu: Auth
) -> None:
    body = NEXT_YEAR | {"demonstration": True}
    assert (await client.put("/v1/years/2028", json=body, headers=minedu)).status_code == 201
    year = (await client.get("/v1/years/2028", headers=minedu)).json()
    assert year["demonstration"] is True
    for stream in year["streams"]:
        assert [cut["state"] for cut in stream["cuts"]].count("open") == 1
