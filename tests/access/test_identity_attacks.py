"""Who means to come in as somebody else, or to keep others out: by links, by posts, by cards."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from httpx import AsyncClient, Response

from domain.access.roles import Role
from domain.identity.throttling import NAMES
from tests.access.identity.identities import KEY, bearer, confirm, link, linked
from tests.answers import problem
from tests.auth.provider import Provider
from tests.clock import now, today
from tests.world import AMAZONAS, BAGUA, CHACHAPOYAS, PIURA, Auth, Connection, World

NEW = "mañana llueve en Bagua"
MINE = "/v1/me/external-identities"


@pytest.fixture(autouse=True)
def provider(app: FastAPI) -> Provider:
    """The provider that the app trusts."""
    provider = Provider(KEY)
    app.state.external = provider.reader()
    return provider


@pytest.fixture
async def teacher(world: World, school: str) -> UUID:
    person = await world.appoint(Role.TEACHER, school)
    await world.account(person, "rosa")
    return person


async def ordered(client: AsyncClient, auth: Auth, person: UUID, **more: Any) -> Any:
    body = {"actors": [str(person)]} | more
    (made,) = (await client.post("/v1/enrolments", json=body, headers=auth)).json()["items"]
    return made


async def redeem(client: AsyncClient, code: str, **more: str) -> Response:
    sent = {"code": code, "password": NEW} | more
    return await client.post("/v1/auth/enrolment", json=sent)


async def test_an_office_that_links_itself_to_a_teacher_does_not_rise_with_them(
    client: AsyncClient, world: World, school: str, teacher: UUID
) -> None:
    attacker = await world.login(Role.DIRECTOR, school)
    id = uuid4()
    assert (await link(client, attacker, teacher, "attacker", id=id)).status_code == 201
    assert problem(await client.get("/v1/me", headers=bearer("attacker")))[0] == 401
    for auth in (attacker, bearer("attacker")):  # nor does the attacker confirm it for them
        assert (await confirm(client, auth, id)).status_code in {401, 404}
    await world.appoint(Role.MINEDU, "pe", person=teacher, since=today())
    assert problem(await client.get("/v1/coverage", headers=bearer("attacker")))[0] == 401
    (seen,) = (await client.get(MINE, headers=world.auth(teacher))).json()["items"]
    assert (seen["subject"], seen["confirmed_at"]) == ("attacker", None), "and the person sees it"
    undone = await client.delete(f"{MINE}/{id}", headers=world.auth(teacher))
    assert undone.status_code == 204


async def test_an_open_session_on_a_shared_computer_confirms_no_link(
    client: AsyncClient, world: World, teacher: UUID
) -> None:
    id = await linked(world, teacher, "attacker")
    refused = await confirm(client, world.auth(teacher), id, "adivinada a ciegas")
    assert problem(refused) == (403, "not-proven")
    assert problem(await client.get("/v1/me", headers=bearer("attacker")))[0] == 401


async def test_one_link_makes_no_other(client: AsyncClient, world: World, teacher: UUID) -> None:
    await linked(world, teacher, "stolen", confirmed_at=now())
    id = await linked(world, teacher, "spare")
    assert problem(await confirm(client, bearer("stolen"), id)) == (403, "outside-session")


@pytest.mark.parametrize("lost", [True, False])
async def test_a_redeemed_card_takes_every_link_back(
    client: AsyncClient,
    world: World,
    connection: Connection,
    school: str,
    teacher: UUID,
    lost: bool,
) -> None:
    await linked(world, teacher, "rosa", confirmed_at=now())
    await linked(world, teacher, "waiting")
    other = await world.appoint(Role.TEACHER, school)
    await linked(world, other, "another", confirmed_at=now())
    director = await world.login(Role.DIRECTOR, school)
    made = await ordered(client, director, teacher, drop_second_factor=lost)
    assert (await client.get("/v1/me", headers=bearer("rosa"))).status_code == 200
    assert (await redeem(client, made["code"])).status_code == 200
    assert (await client.get("/v1/me", headers=bearer("rosa"))).status_code == 401
    assert (await client.get("/v1/me", headers=bearer("another"))).status_code == 200
    query = "select (payload->>'identities_unlinked')::int from event where kind = $1"
    assert await connection.fetchval(query, "enrolment.redeemed") == 2
    left = "select count(*) from external_identity where person_id = $1"
    assert await connection.fetchval(left, teacher) == 0


async def test_a_director_who_takes_a_specialist_on_as_teacher_keeps_nobody_from_acting(
    client: AsyncClient, world: World, school: str
) -> None:
    specialist = await world.appoint(Role.UGEL, CHACHAPOYAS)
    session, dre = world.auth(specialist), await world.login(Role.DRE, AMAZONAS)
    await world.appoint(Role.TEACHER, school, person=specialist)
    path = f"/v1/actors/{specialist}/sessions"
    refused = await client.delete(path, headers=await world.login(Role.DIRECTOR, school))
    assert problem(refused) == (403, "may-not-end-sessions")
    assert (await client.get("/v1/me", headers=session)).status_code == 200
    assert (await client.delete(path, headers=dre)).status_code == 204
    assert (await client.get("/v1/me", headers=session)).status_code == 401


async def test_a_school_of_another_region_does_not_take_a_coordinator_from_their_ugel(
    client: AsyncClient, world: World, school: str
) -> None:
    coordinator = await world.appoint(Role.CP, school)
    far = await world.school(f"{PIURA}.200001", name="Colegio lejano")
    await world.appoint(Role.TEACHER, far, person=coordinator)
    ugel = await world.login(Role.UGEL, BAGUA)
    ended = await client.delete(f"/v1/actors/{coordinator}/sessions", headers=ugel)
    assert ended.status_code == 204
    # A code is the account: for that, whoever is above both; and nothing is told of where.
    made = await ordered(client, ugel, coordinator)
    assert made["problem"]["type"] == "/problems/enrolled-above"
    refusal = str(made["problem"])
    assert "también ejerce o ejerció un cargo fuera" in refusal
    assert "por encima" in refusal
    beyond = ("Piura", "PIURA", "200000", "200001", "lejano", far.rpartition(".")[2])
    assert [word for word in beyond if word in refusal] == []
    ministry = await world.login(Role.MINEDU, "pe")
    assert (await ordered(client, ministry, coordinator))["problem"] is None


async def test_a_card_does_not_tell_who_has_an_account(
    client: AsyncClient, world: World, school: str, teacher: UUID
) -> None:
    owner = await world.appoint(Role.CP, school)
    director = await world.login(Role.DIRECTOR, school)
    code = (await ordered(client, director, owner))["code"]
    for _ in range(NAMES.burst):
        assert problem(await redeem(client, code, username="rosa")) == (409, "username-taken")
    for name in ("rosa", "libre"):  # taken or not
        slowed = await redeem(client, code, username=name)
        assert problem(slowed) == (429, "too-many-attempts")
        assert 0 < int(slowed.headers["retry-after"]) <= 600
    await world.time_passes(timedelta(minutes=10))
    assert problem(await redeem(client, code, username="rosa")) == (409, "username-taken")
    assert problem(await redeem(client, code, username="libre"))[0] == 429
    other = (await ordered(client, director, await world.appoint(Role.CT, school)))["code"]
    assert (await redeem(client, other, username="otra")).status_code == 200, "each has its own"
    assert (await redeem(client, code)).status_code == 200, "and without a name one comes in"


async def test_nobody_takes_the_document_of_another_for_a_user_name(
    client: AsyncClient, world: World, school: str, teacher: UUID
) -> None:
    director = await world.login(Role.DIRECTOR, school)
    code = (await ordered(client, director, teacher))["code"]
    refused = await redeem(client, code, username="40000012")
    assert problem(refused) == (422, "username-digits")
    assert [fault["field"] for fault in refused.json()["errors"]] == ["/username"]
    await world.db.execute("update account set username = '40000011' where username = 'rosa'")
    answer = await redeem(client, code, username="40000011")
    assert (answer.status_code, answer.json()) == (200, {"username": "40000011"}), (
        "who has it keeps it"
    )
    form = {"grant_type": "password", "username": "40000011", "password": NEW}
    assert (await client.post("/v1/auth/token", data=form)).status_code == 200
