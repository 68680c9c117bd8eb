"""Temporary access: given by who may appoint, seen by whom it touches, gone when it ends."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient, Response

from domain.access.roles import Role
from domain.access.scopes import ROLE_SCOPES
from tests.answers import problem
from tests.clock import now, today
from tests.places import place
from tests.world import (
    AMAZONAS,
    BAGUA,
    CALLAO,
    CALLAO_OWN,
    CHACHAPOYAS,
    PIURA,
    Auth,
    Connection,
    World,
)

WHY = "Reemplazo por licencia de salud."


async def give(
    client: AsyncClient,
    auth: Auth,
    person: UUID,
    role: Role,
    at: str,
    *,
    id: UUID | None = None,
    days: float = 30,
    etag: str | None = None,
    **more: Any,
) -> Response:
    body = {
        "actor_id": str(person),
        "role": role,
        "place": place(at),
        "reason": WHY,
        "expires_at": (now() + timedelta(days=days)).isoformat(),
    }
    headers = auth | ({"If-Match": etag} if etag else {})
    return await client.put(f"/v1/access-grants/{id or uuid4()}", json=body | more, headers=headers)


async def end(client: AsyncClient, auth: Auth, id: UUID | str) -> Response:
    body = {"reason": "La titular volvió antes."}
    return await client.put(f"/v1/access-grants/{id}/end", json=body, headers=auth)


async def listed(client: AsyncClient, auth: Auth, **params: Any) -> set[str]:
    answer = await client.get("/v1/access-grants", params=params, headers=auth)
    assert answer.status_code == 200, answer.text
    return {each["id"] for each in answer.json()["items"]}


@pytest.fixture
async def teacher(world: World, school: str) -> UUID:
    person = await world.appoint(Role.TEACHER, school)
    await world.vouch(person, BAGUA)
    return person


async def test_a_ugel_gives_a_teacher_the_directors_role_for_a_month(
    client: AsyncClient, world: World, school: str, teacher: UUID, connection: Connection
) -> None:
    giver, id = await world.appoint(Role.UGEL, BAGUA), uuid4()
    substitute = world.auth(teacher, ROLE_SCOPES[Role.DIRECTOR])
    before = await client.get("/v1/obligations", headers=substitute)
    given = await give(client, world.auth(giver), teacher, Role.DIRECTOR, school, id=id)
    assert (given.status_code, given.headers["etag"]) == (201, '"1"')
    body = given.json()
    assert (body["role"], body["reason"]) == ("director", WHY)
    assert body["place"] == place(school) | {"name": "Colegio de prueba"}
    assert body["made_by"] == {"id": str(giver), "name": "Rosa Quispe Ñahui"}
    assert body["actor"]["id"] == str(teacher)
    assert (body["ended_at"], body["ended_by"], body["ended_reason"]) == (None, None, None)
    after = await client.get("/v1/obligations", headers=substitute)
    assert (problem(before), after.status_code) == ((403, "no-role-carries"), 200)
    (event,) = await connection.fetch(
        "select * from event where subject = $1", f"access-grant/{id}"
    )
    assert (event["kind"], event["place"], event["actor_id"]) == ("access.granted", school, giver)
    assert json.loads(event["payload"])["person_id"] == str(teacher)
    assert "Rosa" not in event["payload"]


async def test_what_i_hold_for_a_time_is_among_what_i_am(
    client: AsyncClient, world: World, school: str, teacher: UUID
) -> None:
    await world.grant(Role.DIRECTOR, school, person=teacher)
    await world.grant(Role.CP, school, person=teacher, expires_at=now() - timedelta(seconds=1))
    me = (await client.get("/v1/me", headers=world.auth(teacher))).json()
    ((role, at, why),) = [(g["role"], g["place"], g["reason"]) for g in me["person"]["grants"]]
    assert (role, at["code"], why) == ("director", school.rpartition(".")[2], WHY)
    files = next(r for r in me["rights"] if r["scope"] == "reports:file")
    assert files["places"] == [school]
    assert files["where"] == [place(school) | {"name": "Colegio de prueba"}]


GIVES = [
    (Role.MINEDU, "pe", Role.DRE, AMAZONAS, 201),
    (Role.MINEDU, "pe", Role.UGEL, BAGUA, 403),
    (Role.DRE, AMAZONAS, Role.UGEL, BAGUA, 201),
    (Role.DRE, AMAZONAS, Role.DIRECTOR, "school", 403),
    (Role.UGEL, BAGUA, Role.DIRECTOR, "school", 201),
    (Role.UGEL, BAGUA, Role.UGEL, BAGUA, 403),
    (Role.UGEL, CHACHAPOYAS, Role.DIRECTOR, "school", 404),
    (Role.DIRECTOR, "school", Role.CP, "school", 201),
    (Role.DIRECTOR, "school", Role.DIRECTOR, "school", 403),
    (Role.DIRECTOR, "school", Role.UGEL, BAGUA, 404),
    (Role.CP, "school", Role.TEACHER, "school", 403),
]


@pytest.mark.parametrize(("giver", "at", "role", "to", "status"), GIVES)
async def test_who_may_appoint_there_may_give_and_nobody_else(
    client: AsyncClient,
    world: World,
    school: str,
    teacher: UUID,
    giver: Role,
    at: str,
    role: Role,
    to: str,
    status: int,
) -> None:
    where = {"school": school}
    auth = await world.login(giver, where.get(at, at))
    answer = await give(client, auth, teacher, role, where.get(to, to))
    assert answer.status_code == status, answer.text


async def test_nobody_gives_themselves_anything(
    client: AsyncClient, world: World, school: str
) -> None:
    me = await world.appoint(Role.UGEL, BAGUA)
    refused = await give(client, world.auth(me), me, Role.DIRECTOR, school)
    assert problem(refused) == (403, "own-appointment")


async def test_what_is_held_for_a_time_is_passed_on_to_nobody(
    client: AsyncClient, world: World, school: str, teacher: UUID
) -> None:
    substitute = world.auth(await world.grant(Role.UGEL, BAGUA))
    refused = await give(client, substitute, teacher, Role.DIRECTOR, school)
    assert problem(refused) == (403, "no-role-carries")
    appointed = await client.put(
        f"/v1/appointments/{uuid4()}",
        json={"actor_id": str(teacher), "role": "cp", "place": place(school),
              "valid_from": today().isoformat()},
        headers=substitute,
    )  # fmt: skip
    assert problem(appointed) == (403, "no-role-carries")


async def test_a_temporary_dre_that_manages_schools_holds_the_ugels_duties_too(
    client: AsyncClient, world: World
) -> None:
    own = (await world.school(CALLAO_OWN)).rpartition(".")[2]
    auth = world.auth(await world.grant(Role.DRE, CALLAO))
    figures = await client.put(
        f"/v1/institutions/{own}/years/2025", json={"students": 300}, headers=auth
    )
    assert figures.status_code == 201


@pytest.mark.parametrize(
    ("starts", "expires", "ended", "status"),
    [(-1, 1, None, 200), (-9, -1, None, 403), (1, 9, None, 403), (-9, 9, -1, 403)],
)
async def test_it_counts_while_it_lasts_only(
    client: AsyncClient,
    world: World,
    school: str,
    starts: int,
    expires: int,
    ended: int | None,
    status: int,
) -> None:
    more: dict[str, Any] = {"starts_at": now() + timedelta(hours=starts)}
    more["expires_at"] = now() + timedelta(hours=expires)
    if ended:
        more["ended_at"] = now() + timedelta(hours=ended)
        more |= {"ended_by": await world.person(), "ended_reason": "Volvió la titular."}
    auth = world.auth(await world.grant(Role.DIRECTOR, school, **more))
    answer = await client.get("/v1/obligations", headers=auth)
    assert answer.status_code == status


async def test_nothing_is_owed_by_it(client: AsyncClient, world: World, school: str) -> None:
    cut = await world.cut("coordinator")
    await world.obligation(cut, school, "cp", 1)
    auth = world.auth(await world.grant(Role.DIRECTOR, school))
    owed = (await client.get("/v1/me", headers=auth)).json()["owes"]
    assert (owed["pending"], owed["items"]) == (0, [])
    minedu = await world.login(Role.MINEDU, "pe")
    params = {"institution": school.rpartition(".")[2]}
    page = await client.get("/v1/obligations", params=params, headers=minedu)
    assert [o["owed_by"] for o in page.json()["items"]] == [None]


async def test_ending_it_ends_the_access_at_once_and_is_kept(
    client: AsyncClient, world: World, school: str, teacher: UUID, connection: Connection
) -> None:
    giver, id = await world.appoint(Role.UGEL, BAGUA), uuid4()
    auth, substitute = world.auth(giver), world.auth(teacher, ROLE_SCOPES[Role.DIRECTOR])
    await give(client, auth, teacher, Role.DIRECTOR, school, id=id)
    assert (await client.get("/v1/obligations", headers=substitute)).status_code == 200
    ended = await end(client, auth, id)
    assert (ended.status_code, ended.headers["etag"]) == (200, '"2"')
    assert ended.json()["ended_by"]["id"] == str(giver)
    assert ended.json()["ended_reason"] == "La titular volvió antes."
    gone = await client.get("/v1/obligations", headers=substitute)
    assert problem(gone) == (403, "no-role-carries")
    changed = await give(client, auth, teacher, Role.DIRECTOR, school, id=id, days=40, etag='"2"')
    assert problem(changed) == (409, "access-grant-over")
    kinds = "select kind from event where subject = $1 order by seq"
    rows = await connection.fetch(kinds, f"access-grant/{id}")
    assert [row["kind"] for row in rows] == ["access.granted", "access.ended"]


async def test_it_is_ended_by_whoever_may_give_it_and_nobody_else(
    client: AsyncClient, world: World, school: str, teacher: UUID, ugel: Auth
) -> None:
    id = uuid4()
    await give(client, ugel, teacher, Role.DIRECTOR, school, id=id)
    assert problem(await end(client, await world.login(Role.DRE, AMAZONAS), id)) == (
        403,
        "may-not-appoint",
    )
    assert problem(await end(client, await world.login(Role.UGEL, CHACHAPOYAS), id)) == (
        404,
        "not-found",
    )
    assert (await end(client, await world.deputy(Role.UGEL, BAGUA), id)).status_code == 200


async def test_it_is_seen_from_above_from_below_and_by_whoever_holds_it(
    client: AsyncClient, world: World, school: str
) -> None:
    holder = await world.grant(Role.UGEL, BAGUA)
    id = str(await world.db.fetchval("select id from access_grant where person_id = $1", holder))

    async def sees(auth: Auth) -> bool:
        one = await client.get(f"/v1/access-grants/{id}", headers=auth)
        assert one.status_code in {200, 404}
        assert (id in await listed(client, auth)) == (one.status_code == 200)
        return one.status_code == 200

    assert await sees(await world.login(Role.MINEDU, "pe"))
    assert await sees(await world.login(Role.DRE, AMAZONAS))
    assert await sees(await world.login(Role.UGEL, BAGUA))
    assert await sees(await world.login(Role.DIRECTOR, school))
    assert await sees(await world.login(Role.CIST, school))
    assert await sees(world.auth(holder))
    assert not await sees(await world.login(Role.UGEL, CHACHAPOYAS))
    assert not await sees(await world.login(Role.DIRECTOR, await world.school(CHACHAPOYAS)))
    assert not await sees(await world.login(Role.DRE, PIURA))


async def test_the_holder_sees_their_own_wherever_it_is(client: AsyncClient, world: World) -> None:
    holder = await world.appoint(Role.CP, await world.school(CHACHAPOYAS))
    await world.grant(Role.TEACHER, await world.school(BAGUA), person=holder)
    assert len(await listed(client, world.auth(holder))) == 1


async def test_the_list_narrows(
    client: AsyncClient, world: World, school: str, teacher: UUID
) -> None:
    dre = await world.login(Role.DRE, AMAZONAS)
    await world.grant(Role.CP, school, person=teacher)
    await world.grant(Role.DIRECTOR, school, expires_at=now() - timedelta(minutes=1))
    await world.grant(Role.UGEL, CHACHAPOYAS)
    assert len(await listed(client, dre)) == 3
    assert len(await listed(client, dre, role="cp")) == 1
    assert len(await listed(client, dre, actor=str(teacher))) == 1
    assert len(await listed(client, dre, iged="010002")) == 2
    assert len(await listed(client, dre, institution=school.rpartition(".")[2])) == 2
    assert len(await listed(client, dre, in_force=True)) == 2
    assert len(await listed(client, dre, in_force=False)) == 1


async def test_pages_join_without_loss(client: AsyncClient, world: World, school: str) -> None:
    for _ in range(5):
        await world.grant(Role.TEACHER, school)
    dre, met = await world.login(Role.DRE, AMAZONAS), []
    params: dict[str, Any] = {"limit": 2}
    while True:
        page = (await client.get("/v1/access-grants", params=params, headers=dre)).json()
        met += [each["id"] for each in page["items"]]
        if page["next_cursor"] is None:
            break
        params["cursor"] = page["next_cursor"]
    assert len(met) == len(set(met)) == 5


async def test_access_to_another_role_is_another_access(
    client: AsyncClient, school: str, teacher: UUID, ugel: Auth
) -> None:
    id = uuid4()
    await give(client, ugel, teacher, Role.DIRECTOR, school, id=id)
    other = await give(client, ugel, teacher, Role.CP, school, id=id, etag='"1"')
    assert problem(other) == (409, "another-access-grant")
    read = await client.get(f"/v1/access-grants/{id}", headers=ugel | {"If-None-Match": '"1"'})
    assert read.status_code == 304


async def test_one_out_of_reach_cannot_be_taken_over(
    client: AsyncClient, world: World, school: str, teacher: UUID, ugel: Auth
) -> None:
    id = uuid4()
    dre = await world.login(Role.DRE, AMAZONAS)
    other = await world.login(Role.UGEL, CHACHAPOYAS)
    await give(client, ugel, teacher, Role.DIRECTOR, school, id=id)
    elsewhere = await world.school(CHACHAPOYAS)
    mine = await world.appoint(Role.TEACHER, elsewhere)
    taken = await give(client, other, mine, Role.DIRECTOR, elsewhere, id=id, etag='"1"')
    assert problem(taken) == (404, "not-found")
    assert str(id) in await listed(client, dre)


async def test_a_document_opens_no_stranger(
    client: AsyncClient, world: World, school: str, ugel: Auth
) -> None:
    stranger = await world.person(doc_number="40000099")
    await world.appoint(Role.TEACHER, await world.school(PIURA + ".200001"), person=stranger)
    unknown = await give(client, ugel, stranger, Role.DIRECTOR, school)
    absent = await give(client, ugel, uuid4(), Role.DIRECTOR, school)
    assert problem(unknown) == problem(absent) == (404, "not-found")
    assert unknown.json() == absent.json()
    known = await give(client, ugel, stranger, Role.DIRECTOR, school, doc_number="40000099")
    assert known.json() == absent.json()


async def test_access_is_given_to_whose_document_is_sent(
    client: AsyncClient, world: World, school: str, ugel: Auth
) -> None:
    teacher = await world.person(doc_number="40000099")
    await world.appoint(Role.TEACHER, school, person=teacher)
    wrong = await give(client, ugel, teacher, Role.DIRECTOR, school, doc_number="40000098")
    assert problem(wrong) == (404, "not-found")
    right = await give(client, ugel, teacher, Role.DIRECTOR, school, doc_number="40000099")
    assert right.status_code == 201


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        (lambda: {"reason": "corta"}, ("/reason", "invalid-request")),
        (lambda: {"reason": "x" * 501}, ("/reason", "invalid-request")),
        (lambda: {"reason": "Licencia\u0000 de salud"}, ("/reason", "invalid-request")),
        (lambda: {"made_by": str(uuid4())}, ("/made_by", "invalid-request")),
        (lambda: {"expires_at": now().isoformat()}, ("/expires_at", "invalid-access-grant")),
        (
            lambda: {"expires_at": (now() + timedelta(days=91)).isoformat()},
            ("/expires_at", "invalid-access-grant"),
        ),
    ],
)
async def test_what_can_never_be_right_names_its_field(
    client: AsyncClient,
    school: str,
    teacher: UUID,
    ugel: Auth,
    changed: Callable[[], dict[str, Any]],
    error: tuple[str, str],
) -> None:
    refused = await give(client, ugel, teacher, Role.DIRECTOR, school, **changed())
    field, code = error
    assert problem(refused) == (422, code)
    assert [e["field"] for e in refused.json()["errors"]] == [field]
