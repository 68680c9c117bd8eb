"""The calendar over HTTP: years, streams and cuts that everyone reads and the ministry keeps."""

from typing import Any

import pytest
from httpx import AsyncClient, Response

from domain.access.roles import Role
from tests.world import BAGUA, Auth, Connection, World

CUT = "/v1/report-cuts/2024-implementation-1"
JUNE = {
    "stage": "diagnostic",
    "opens_at": "2024-06-01T00:00:00-05:00",
    "closes_at": "2024-07-01T00:00:00-05:00",
    "period_from": "2024-03-11",
    "period_to": "2024-06-30",
}
FOURTH = {
    "ordinal": 4,
    "name": "Acompañamiento del director a los docentes",
    "name_en": "The director's accompaniment of teachers",
    "declarant_roles": ["director"],
    "subject_kind": "teacher",
    "instruments": [
        {"subject": "cp", "instrument": "matriz-dialogo"},
        {"subject": "ct", "instrument": "ficha-tutoria-grupal"},
    ],
    "review_required": True,
    "reviewer_role": "ugel",
    "enabled": False,
    "correction_days": 20,
    "reception_days": 7,
}
DIRECTOR_TEACHER = "/v1/years/2024/streams/director_teacher"
NEXT_YEAR = {"copy_from": 2024, "starts_on": "2028-03-13", "ends_on": "2028-12-15"}


@pytest.fixture
async def minedu(world: World) -> Auth:
    return await world.login(Role.MINEDU, "pe")


@pytest.fixture
async def teacher(world: World) -> Auth:
    return await world.login(Role.TEACHER, await world.school(BAGUA))


def kind(answer: Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].removeprefix("/problems/")


async def events(connection: Connection, subject: str) -> list[str]:
    rows = await connection.fetch("select kind from event where subject = $1 order by seq", subject)
    return [row["kind"] for row in rows]


async def owed(connection: Connection, like: str) -> int:
    count = await connection.fetchval(
        "select count(*) from obligation where cut_code like $1", like
    )
    return int(count)


async def stream_as_sent(client: AsyncClient, auth: Auth, code: str) -> dict[str, Any]:
    """A stream of 2024 as it would be sent to keep it as it is."""
    listed = await client.get("/v1/streams", params={"year": "2024"}, headers=auth)
    (stream,) = (s for s in listed.json()["items"] if s["code"] == code)
    return {name: value for name, value in stream.items() if name not in {"year", "code"}}


async def test_the_year_2024_has_three_streams_of_three_cuts(
    client: AsyncClient, teacher: Auth
) -> None:
    year = (await client.get("/v1/years/2024", headers=teacher)).json()
    assert (year["starts_on"], year["ends_on"]) == ("2024-03-11", "2024-12-20")
    assert (year["weekly_hours"], year["demonstration"]) == (45, False)
    told = {
        s["code"]: (s["declarant_roles"], s["subject_kind"], len(s["cuts"]))
        for s in year["streams"]
    }
    assert told == {
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
    assert none.json()["items"] == []


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
    assert await codes(year="2025") == []
    assert (await codes())[0] == "2024-implementation-1"


@pytest.mark.parametrize(
    "path", ["/v1/years/2023", "/v1/years/2023/workloads", "/v1/report-cuts/2024-implementation-4"]
)
async def test_what_does_not_exist_is_not_found(
    client: AsyncClient, teacher: Auth, path: str
) -> None:
    assert kind(await client.get(path, headers=teacher)) == (404, "not-found")


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
    assert kind(elsewhere) == (404, "not-found")


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
    assert kind(answer) == refusal
    assert [error["field"] for error in answer.json()["errors"]] == fields
    assert (await client.get(CUT, headers=minedu)).json()["stage"] == "diagnostic"


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
    assert kind(answer) == refusal
    assert [error["field"] for error in answer.json()["errors"]] == fields
    year = await client.put("/v1/years/2023/streams/x", json=FOURTH, headers=minedu)
    assert kind(year) == (404, "not-found")


async def test_a_year_is_opened_from_another_in_one_operation(
    client: AsyncClient, minedu: Auth, world: World, connection: Connection
) -> None:
    await world.school(BAGUA)
    opened = await client.put("/v1/years/2028", json=NEXT_YEAR, headers=minedu)
    assert opened.status_code == 201
    told = opened.json()
    assert (told["created"], told["weekly_hours"], told["workload_lines"]) == (True, 45, 15)
    assert len(told["cuts"]) == 9
    last = next(each for each in told["cuts"] if each["code"] == "2028-implementation-3")
    assert (last["closes_at"], last["period_to"]) == ("2028-12-16T05:00:00+00:00", "2028-12-15")
    year = (await client.get("/v1/years/2028", headers=minedu)).json()
    shown = {cut["code"]: cut for stream in year["streams"] for cut in stream["cuts"]}
    assert {code: {name: cut[name] for name in told["cuts"][0]} for code, cut in shown.items()} == {
        cut["code"]: cut for cut in told["cuts"]
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
    told = await client.put("/v1/years/2028", json=NEXT_YEAR, params=dry, headers=minedu)
    assert (told.status_code, told.json()["created"]) == (200, True)
    assert kind(await client.get("/v1/years/2028", headers=minedu)) == (404, "not-found")
    assert await events(connection, "year/2028") == []
    opened = await client.put("/v1/years/2028", json=NEXT_YEAR, headers=minedu)
    assert (opened.status_code, opened.json()) == (201, told.json())


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
    assert kind(other) == (409, "year-already-open")


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
    assert kind(answer) == refusal
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
    assert [kind(answer) for answer in answers] == [(403, "missing-scope")] * 3
