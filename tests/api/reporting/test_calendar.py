"""The calendar over HTTP: years, streams and cuts that everyone reads and the ministry writes."""

import pytest
from httpx import AsyncClient

from domain.access.roles import Role
from tests.answers import naming_nothing, problem
from tests.api.reporting.calendar import CUT, DIRECTOR_TEACHER, FOURTH, JUNE, NEXT_YEAR, teacher
from tests.world import BAGUA, Auth, World

__all__ = ["teacher"]


async def test_the_year_2024_has_three_streams_of_three_cuts(
    client: AsyncClient, teacher: Auth
) -> None:
    year = (await client.get("/v1/years/2024", headers=teacher)).json()
    assert (year["starts_on"], year["ends_on"]) == ("2024-03-11", "2024-12-20")
    assert (year["weekly_hours"], year["demonstration"]) == (45, False)
    streams = {
        s["code"]: (s["declarant_roles"], s["subject_kind"], len(s["cuts"]))
        for s in year["streams"]
    }
    assert streams == {
        "implementation": (["ugel"], "institution", 3),
        "coordinator": (["director"], "coordinator", 3),
        "teacher_accompaniment": (["cp", "ct"], "teacher", 3),
    }
    listed = (await client.get("/v1/years", headers=teacher)).json()["items"]
    assert [(each["year"], each["demonstration"]) for each in listed] == [(2024, False)]


async def test_streams_name_an_instrument_for_each_subject(
    client: AsyncClient, teacher: Auth
) -> None:
    streams = (await client.get("/v1/streams", headers=teacher)).json()["items"]
    assert [
        {each["subject"]: each["instrument"] for each in stream["instruments"]}
        for stream in streams
    ] == [
        {"institution": "ficha-implementacion"},
        {"cp": "ficha-cp", "ct": "ficha-ct"},
        {"cp": "matriz-dialogo", "ct": "ficha-tutoria-grupal"},
    ]
    none = await client.get("/v1/streams", params={"year": "2023"}, headers=teacher)
    assert naming_nothing(none) == ["year"]


async def test_a_coordinator_s_week_adds_up_to_32_hours(client: AsyncClient, teacher: Auth) -> None:
    workloads = (await client.get("/v1/years/2024/workloads", headers=teacher)).json()
    hours = {
        each["role"]: (each["total"], [line["hours"] for line in each["lines"]])
        for each in workloads["items"]
    }
    assert hours == {"cp": (32, [12, 16, 2, 2]), "ct": (32, [12, 12, 4, 2, 2])}
    parts = {
        each["role"]: [part["hours"] for line in each["lines"] for part in line["children"]]
        for each in workloads["items"]
    }
    assert parts == {"cp": [8, 4, 4], "ct": [6, 3, 3]}


async def test_cuts_are_filtered_by_year_stream_and_state(
    client: AsyncClient, teacher: Auth, world: World
) -> None:
    now_open = await world.cut("implementation")
    to_come = await world.cut("coordinator", opens=3, closes=9)

    async def codes(**filters: str) -> list[str]:
        answer = await client.get("/v1/report-cuts", params=filters, headers=teacher)
        return [each["code"] for each in answer.json()["items"]]

    assert await codes(state="open") == [now_open]
    assert await codes(state="scheduled") == [to_come]
    assert len(await codes(state="closed")) == 9
    assert len(await codes(year="2024", stream="coordinator")) == 4
    none = await client.get("/v1/report-cuts?year=2025", headers=teacher)
    assert naming_nothing(none) == ["year"]
    assert (await codes())[0] == "2024-implementation-1"


@pytest.mark.parametrize(
    "path", ["/v1/years/2023", "/v1/years/2023/workloads", "/v1/report-cuts/2024-implementation-4"]
)
async def test_what_does_not_exist_is_not_found(
    client: AsyncClient, teacher: Auth, path: str
) -> None:
    assert problem(await client.get(path, headers=teacher)) == (404, "not-found")


@pytest.mark.parametrize("role", [Role.DRE, Role.UGEL, Role.DIRECTOR, Role.CP, Role.INTEGRATOR])
async def test_only_the_ministry_keeps_the_calendar(
    client: AsyncClient, world: World, role: Role
) -> None:
    place = {Role.DRE: "pe.010000", Role.UGEL: BAGUA, Role.INTEGRATOR: "pe"}.get(role)
    auth = await world.login(role, place or await world.school(BAGUA))
    answers = [
        await client.put("/v1/years/2028", json=NEXT_YEAR, headers=auth),
        await client.put(CUT, json=JUNE, headers=auth),
        await client.put(DIRECTOR_TEACHER, json=FOURTH, headers=auth),
    ]
    assert [problem(answer) for answer in answers] == [(403, "missing-scope")] * 3
