"""The dated standing of a school in the JEC model, and what is owed because of it."""

from datetime import date, timedelta
from typing import Any

import pytest
from asyncpg import Range
from httpx import AsyncClient, Response

from tests.answers import problem
from tests.api.territory.institutions import CODE, SCHOOL, events, put
from tests.clock import today
from tests.places import code_of
from tests.world import Auth, Connection, World

STATUS = {
    "status": "active",
    "since": "2024-03-11",
    "act_number": "RM 1-2024",
    "act_date": "2024-03-01",
    "reason": "Acta",
}


async def change(client: AsyncClient, auth: Auth, code: str, **more: Any) -> Response:
    sent = STATUS | more
    return await client.put(f"/v1/institutions/{code}/jec-status", json=sent, headers=auth)


async def test_a_new_status_ends_the_one_before_the_day_before(
    client: AsyncClient, minedu: Auth, world: World, connection: Connection
) -> None:
    code = code_of(await world.school(active_since=None))
    first = await change(client, minedu, code)
    second = await change(
        client, minedu, code, status="exclusion_in_process", since="2025-01-01", act_number="RD 2"
    )
    assert first.json()["jec"] == {"status": "active", "since": "2024-03-11"}
    assert second.json()["jec"] == {"status": "exclusion_in_process", "since": "2025-01-01"}
    assert second.json()["jec_history"] == [
        {
            "status": "exclusion_in_process",
            "from": "2025-01-01",
            "to": None,
            "act_number": "RD 2",
            "act_date": "2024-03-01",
            "reason": "Acta",
        },
        {
            "status": "active",
            "from": "2024-03-11",
            "to": "2024-12-31",
            "act_number": "RM 1-2024",
            "act_date": "2024-03-01",
            "reason": "Acta",
        },
    ]
    kinds = [kind for kind, _ in await events(connection, code)]
    assert kinds == ["institution.jec-status-changed"] * 2
    assert first.headers["etag"] != second.headers["etag"]


async def test_the_last_change_can_be_corrected(
    client: AsyncClient, minedu: Auth, world: World
) -> None:
    code = code_of(await world.school(active_since=None))
    await change(client, minedu, code)
    corrected = await change(client, minedu, code, act_number="RM 2-2024")
    (span,) = corrected.json()["jec_history"]
    assert (span["act_number"], span["to"]) == ("RM 2-2024", None)


@pytest.mark.parametrize(
    ("sent", "refusal"),
    [
        ({"since": "2014-12-31", "status": "excluded"}, (409, "jec-status-goes-back")),
        ({"since": "2020-01-01"}, (409, "jec-status-unchanged")),
        ({"since": "2014-08-31"}, (422, "invalid-request")),
        ({"since": "2204-01-01", "status": "excluded"}, (422, "invalid-request")),
        ({"status": "closed"}, (422, "invalid-request")),
        ({"since": "2024-03-11", "status": "excluded"}, (409, "jec-status-not-along")),
        ({"act_number": None}, (422, "invalid-request")),
        ({"act_number": " "}, (422, "invalid-request")),
        ({"act_date": None}, (422, "invalid-request")),
        ({"act_date": "2204-01-01"}, (422, "invalid-request")),
        ({"reason": None}, (422, "invalid-request")),
        ({"reason": "  "}, (422, "invalid-request")),
    ],
)
async def test_history_is_only_added_to(
    client: AsyncClient,
    minedu: Auth,
    world: World,
    sent: dict[str, str],
    refusal: tuple[int, str],
) -> None:
    code = code_of(await world.school(active_since=date(2015, 1, 1)))
    assert problem(await change(client, minedu, code, **sent)) == refusal


async def test_only_public_schools_are_active(
    client: AsyncClient, minedu: Auth, world: World
) -> None:
    await put(client, minedu, SCHOOL | {"management": "private"})
    assert problem(await change(client, minedu, CODE)) == (409, "active-needs-public")
    active = code_of(await world.school())
    etag = (await client.get(f"/v1/institutions/{active}", headers=minedu)).headers["etag"]
    private = await put(
        client, minedu, SCHOOL | {"management": "private"}, active, **{"if-match": etag}
    )
    assert problem(private) == (409, "active-needs-public")


async def test_what_is_owed_follows_the_status(
    client: AsyncClient, minedu: Auth, world: World, connection: Connection
) -> None:
    cut = await world.cut("implementation")
    school = await world.school(active_since=None)
    owed = "select count(*) from obligation where cut_code = $1 and place = $2::text::ltree"
    await change(client, minedu, code_of(school))
    assert await connection.fetchval(owed, cut, school) > 0
    for day, status in ((12, "exclusion_in_process"), (13, "excluded")):
        await change(client, minedu, code_of(school), status=status, since=f"2024-03-{day}")
    assert await connection.fetchval(owed, cut, school) == 0


async def test_what_is_excluded_stays_so(client: AsyncClient, minedu: Auth, world: World) -> None:
    code = code_of(await world.school(active_since=date(2015, 1, 1)))
    for day, status in ((12, "exclusion_in_process"), (13, "excluded")):
        answer = await change(client, minedu, code, status=status, since=f"2024-03-{day}")
        assert answer.status_code == 200, answer.text
    for day, status in ((13, "active"), (14, "active"), (14, "candidate")):
        back = await change(client, minedu, code, status=status, since=f"2024-03-{day}")
        assert problem(back) == (409, "jec-status-not-along")
        assert "De ahí no se pasa a ningún otro." in back.json()["detail"]


async def test_a_status_of_no_school_is_not_found(client: AsyncClient, minedu: Auth) -> None:
    assert problem(await change(client, minedu, "9999999-9")) == (404, "not-found")


async def test_a_status_that_begins_today_is_a_new_version(
    client: AsyncClient, minedu: Auth, world: World
) -> None:
    await put(client, minedu, SCHOOL)
    for days, etag in ((1, '"1"'), (0, '"2"')):
        await world.db.execute("delete from institution_status where institution_code = $1", CODE)
        since = today() + timedelta(days=days)
        await world.save(
            "institution_status",
            institution_code=CODE,
            status="candidate",
            valid=Range(since, None),
        )
        answer = await client.get(f"/v1/institutions/{CODE}", headers=minedu)
        assert (answer.headers["etag"], answer.json()["jec"] is not None) == (etag, days == 0)
