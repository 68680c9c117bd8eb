"""Offices that try, by acts which each of them is allowed, to end up with somebody else's rights,
records or account."""

from uuid import UUID

import pytest
from fastapi import FastAPI
from httpx import AsyncClient

from domain.access.roles import Role
from tests.access.identity.identities import KEY, bearer
from tests.access.identity.offices import OWNER, THIEF, Offices, identity, kind, offices
from tests.auth.provider import Provider
from tests.world import AMAZONAS, BAGUA, CHACHAPOYAS, World


@pytest.fixture
async def o(client: AsyncClient, world: World, app: FastAPI) -> Offices:
    app.state.external = Provider(KEY).reader()
    return await offices(client, world)


async def test_who_registers_a_person_and_redeems_their_card_does_not_rise_with_them(
    o: Offices,
) -> None:
    director, school = o.directors[0], o.schools[0]
    person = await o.register(director, identity())
    await o.appoint(director, person, Role.TEACHER, school)
    name = await o.enter(director, person, THIEF)
    await o.appoint(o.region, person, Role.UGEL, BAGUA)
    thief = await o.sign_in(name, THIEF)
    assert thief is not None
    assert await o.rights(thief) == {school}
    assert await o.dormant(thief) == {"ugel": "010000"}, "and whom to ask is told"
    asked = "/v1/me/access?operation=listQuality&place=iged:010002"
    why = (await o.client.get(asked, headers=thief)).json()
    assert (why["allowed"], why["reason"]["code"]) == (False, "dormant")
    assert why["would_give"]["code"] == "voucher"


async def test_the_region_that_appoints_gives_the_account_to_its_person(o: Offices) -> None:
    person = await o.register(o.directors[0], identity())
    await o.appoint(o.directors[0], person, Role.TEACHER, o.schools[0])
    name = await o.enter(o.directors[0], person, THIEF)
    thief = await o.sign_in(name, THIEF)
    await o.appoint(o.region, person, Role.UGEL, BAGUA)
    assert await o.enter(o.region, person, OWNER) == name
    assert await o.sign_in(name, THIEF) is None
    assert (await o.client.get("/v1/me", headers=thief)).status_code == 401
    assert await o.rights(await o.sign_in(name, OWNER)) == {BAGUA, o.schools[0]}


@pytest.mark.parametrize("role", [Role.CP, Role.CT, Role.PSYCHOLOGIST, Role.CIST, Role.TEACHER])
async def test_what_an_office_appoints_to_counts_by_its_own_card(o: Offices, role: Role) -> None:
    person = await o.register(o.directors[0], identity())
    await o.appoint(o.directors[0], person, role, o.schools[0])
    auth = await o.sign_in(await o.enter(o.directors[0], person, OWNER), OWNER)
    assert auth is not None
    assert await o.dormant(auth) == {}
    assert await o.rights(auth) == {o.schools[0]}


async def test_a_director_is_not_made_by_a_card_of_the_school(o: Offices) -> None:
    person = await o.register(o.directors[0], identity())
    await o.appoint(o.directors[0], person, Role.TEACHER, o.schools[0])
    name = await o.enter(o.directors[0], person, THIEF)
    await o.appoint(o.ugel, person, Role.DIRECTOR, await o.world.school(BAGUA))
    assert await o.rights(await o.sign_in(name, THIEF)) == {o.schools[0]}


async def test_a_temporary_access_is_dormant_like_a_post(o: Offices) -> None:
    person = await o.register(o.directors[0], identity())
    await o.appoint(o.directors[0], person, Role.TEACHER, o.schools[0])
    name = await o.enter(o.directors[0], person, THIEF)
    assert kind(await o.grant(o.ugel, person, Role.DIRECTOR, o.schools[0])) == "ok"
    thief = await o.sign_in(name, THIEF)
    assert thief is not None
    assert await o.dormant(thief) == {"director": BAGUA.rpartition(".")[2]}
    director = await o.client.get("/v1/appointments", headers=thief)
    assert kind(director) == "missing-scope"


async def former_official(o: Offices) -> tuple[str, dict[str, str]]:
    """Who was specialist of another UGEL, with an account, and holds nothing; the user name, and
    what a sheet names them by."""
    who = identity()
    person = await o.register(o.region, who)
    post = await o.appoint(o.region, person, Role.UGEL, CHACHAPOYAS)
    name = await o.enter(o.region, person, OWNER)
    await o.end(o.region, post)
    return name, who


async def taken_on(o: Offices, by: int, who: dict[str, str]) -> None:
    """A school takes somebody on as a teacher, by a sheet: a person of its own, until the region,
    which reaches both, says that they are one."""
    before = await persons(o, who)
    answer = await o.sheet(o.directors[by], o.schools[by], who)
    assert answer.is_success, answer.text
    (own,) = set(await persons(o, who)) - set(before)
    assert kind(await o.join(o.region, own, before[0])) == "ok"


async def persons(o: Offices, who: dict[str, str]) -> list[UUID]:
    rows = await o.world.db.fetch(
        "select id from person where doc_number = $1 and joined_to is null order by doc_copy",
        who["doc_number"],
    )
    return [row["id"] for row in rows]


@pytest.mark.parametrize("lost", [True, False])
async def test_a_school_that_takes_a_former_official_on_resets_nothing(
    o: Offices, lost: bool
) -> None:
    name, who = await former_official(o)
    await taken_on(o, 0, who)
    (person,) = await persons(o, who)
    card = await o.card(o.directors[0], person, lost=lost)
    if lost:
        assert card["problem"]["type"] == "/problems/may-not-reset"
        return
    assert card["effect"] == "voucher"
    assert kind(await o.redeem(card, THIEF)) == "present-password-needed"
    assert await o.sign_in(name, THIEF) is None
    assert kind(await o.redeem(card, OWNER)) == "ok", "and its owner may still use it"
    assert await o.rights(await o.sign_in(name, OWNER)) == {o.schools[0]}


async def test_a_card_that_vouches_ends_no_session_and_changes_no_password(o: Offices) -> None:
    name, who = await former_official(o)
    before = await o.sign_in(name, OWNER)
    await taken_on(o, 0, who)
    (person,) = await persons(o, who)
    card = await o.card(o.directors[0], person)
    assert kind(await o.redeem(card, OWNER)) == "ok"
    assert (await o.client.get("/v1/me", headers=before)).status_code == 200
    assert kind(await o.redeem(card, OWNER)) == "invalid-enrolment", "once"


async def test_a_card_is_no_way_to_guess_a_password(o: Offices) -> None:
    name, who = await former_official(o)
    await taken_on(o, 0, who)
    (person,) = await persons(o, who)
    card = await o.card(o.directors[0], person)
    refusals = [kind(await o.redeem(card, f"{THIEF} {n}")) for n in range(12)]
    assert refusals[0] == "present-password-needed"
    assert refusals[-1] == "too-many-attempts"
    assert name


async def test_who_was_under_another_office_and_never_came_in_is_not_let_in_by_a_school(
    o: Offices,
) -> None:
    who = identity()
    person = await o.register(o.region, who)
    post = await o.appoint(o.region, person, Role.UGEL, CHACHAPOYAS)
    await o.end(o.region, post)
    await taken_on(o, 0, who)
    assert await o.refusal(o.directors[0], person) == "enrolled-above"
    assert await o.refusal(o.ugel, person) == "enrolled-above"
    assert await o.refusal(o.region, person) == "ok"


async def test_another_school_cannot_reset_who_works_in_two(o: Offices) -> None:
    who = identity()
    person = await o.register(o.directors[0], who)
    await o.appoint(o.directors[0], person, Role.TEACHER, o.schools[0])
    name = await o.enter(o.directors[0], person, OWNER)
    await taken_on(o, 1, who)
    assert (await o.card(o.directors[1], person))["effect"] == "voucher"
    assert await o.refusal(o.directors[1], person, lost=True) == "may-not-reset"
    assert (await o.card(o.directors[0], person))["effect"] == "password", "what waits counts not"
    assert (await o.card(o.ugel, person))["effect"] == "password"
    assert await o.sign_in(name, OWNER) is not None


async def test_a_school_that_takes_somebody_on_keeps_their_office_from_nothing(o: Offices) -> None:
    """Who is only taken on elsewhere is reset by their own office as before."""
    who = identity()
    person = await o.register(o.ugel, who)
    await o.appoint(o.ugel, person, Role.DIRECTOR, await o.world.school(BAGUA))
    await o.enter(o.ugel, person, OWNER)
    await taken_on(o, 2, who)
    card = await o.card(o.ugel, person)
    assert card["effect"] == "password"
    assert kind(await o.redeem(card, "otra clave del dueño")) == "ok"


async def test_a_link_of_another_office_is_not_made(o: Offices) -> None:
    _, who = await former_official(o)
    await taken_on(o, 0, who)
    (person,) = await persons(o, who)
    assert await o.link(o.directors[0], person, "thief") == "may-not-reset"
    assert (await o.client.get("/v1/me", headers=bearer("thief"))).status_code == 401


async def test_a_document_that_changes_takes_the_account_back(o: Offices) -> None:
    director, school = o.directors[0], o.schools[0]
    mine, theirs = identity(), identity(given_names="Luz", paternal_surname="Tafur")
    person = await o.register(director, mine)
    await o.appoint(director, person, Role.TEACHER, school)
    name = await o.enter(director, person, THIEF)
    thief = await o.sign_in(name, THIEF)
    assert kind(await o.rename(director, person, theirs, **{"If-Match": '"1"'})) == "ok"
    assert (await o.client.get("/v1/me", headers=thief)).status_code == 401
    form = {"grant_type": "password", "username": name, "password": THIEF}
    answer = await o.client.post("/v1/auth/token", data=form)
    assert kind(answer) == "account-suspended"
    await o.appoint(o.region, person, Role.UGEL, BAGUA)
    assert await o.enter(o.region, person, OWNER) == name
    assert await o.rights(await o.sign_in(name, OWNER)) >= {BAGUA}


async def test_a_document_of_an_account_of_other_offices_does_not_change(o: Offices) -> None:
    who = identity()
    person = await o.register(o.region, who)
    post = await o.appoint(o.region, person, Role.UGEL, CHACHAPOYAS)
    name = await o.enter(o.region, person, OWNER)
    await o.end(o.region, post)
    await taken_on(o, 0, who)
    other = who | {"doc_number": identity()["doc_number"]}
    refused = await o.rename(o.directors[0], person, other, **{"If-Match": '"1"'})
    assert kind(refused) == "vouched-elsewhere"
    assert await o.sign_in(name, OWNER) is not None


async def test_names_of_a_teacher_are_corrected_without_suspending_them(o: Offices) -> None:
    who = identity()
    person = await o.register(o.directors[0], who)
    await o.appoint(o.directors[0], person, Role.TEACHER, o.schools[0])
    name = await o.enter(o.directors[0], person, OWNER)
    right = who | {"given_names": "Elsa María"}
    assert kind(await o.rename(o.directors[0], person, right, **{"If-Match": '"1"'})) == "ok"
    assert await o.sign_in(name, OWNER) is not None


async def test_who_asked_for_the_right_document_is_not_suspended_by_it(o: Offices) -> None:
    who = identity()
    person = await o.register(o.directors[0], who)
    await o.appoint(o.directors[0], person, Role.TEACHER, o.schools[0])
    name = await o.enter(o.directors[0], person, OWNER)
    auth, number = await o.sign_in(name, OWNER), identity()["doc_number"]
    wanted = {"field": "doc_number", "wanted": number, "reason": "Se digitó mal."}
    path = "/v1/me/corrections/7c9ee3d4-5f0b-4d2e-9a37-0a6a4b2d1e55"
    assert (await o.client.put(path, json=wanted, headers=auth)).is_success
    right = who | {"doc_number": number}
    assert kind(await o.rename(o.directors[0], person, right, **{"If-Match": '"1"'})) == "ok"
    assert await o.rights(auth) == {o.schools[0]}


async def test_a_reset_ends_all_that_led_into_the_account(o: Offices) -> None:
    person = await o.register(o.directors[0], identity())
    await o.appoint(o.directors[0], person, Role.TEACHER, o.schools[0])
    name = await o.enter(o.directors[0], person, THIEF)
    thief = await o.sign_in(name, THIEF)
    made = await o.client.put("/v1/me/calendar-link", headers=thief)
    address = str(made.json()["url"]).removeprefix("http://127.0.0.1:8000")
    assert (await o.client.get(address)).status_code == 200
    await o.enter(o.ugel, person, OWNER)
    assert (await o.client.get(address)).status_code == 404
    assert (await o.client.get("/v1/me", headers=thief)).status_code == 401


async def test_a_school_that_moves_takes_its_people_along(o: Offices) -> None:
    """The UGEL that takes it over answers for their accounts: nobody is locked out."""
    moved = await o.world.school(BAGUA)
    person = await o.register(o.ugel, identity())
    await o.appoint(o.ugel, person, Role.DIRECTOR, moved)
    name = await o.enter(o.ugel, person, OWNER)
    code = moved.rpartition(".")[2]
    present = await o.client.get(f"/v1/institutions/{code}", headers=o.ministry)
    body = {"name": "Colegio", "area": "rural", "management": "public", "ubigeo": "010203"}
    body["iged"] = CHACHAPOYAS.rpartition(".")[2]
    headers = o.ministry | {"If-Match": present.headers["etag"]}
    answer = await o.client.put(f"/v1/institutions/{code}", json=body, headers=headers)
    assert answer.is_success, answer.text
    auth = await o.sign_in(name, OWNER)
    assert await o.rights(auth) == {f"{CHACHAPOYAS}.{code}"}
    assert await o.refusal(o.ugel, person) == "not-found"
    assert (await o.card(o.region, person))["effect"] == "password", "two offices have vouched"


@pytest.mark.parametrize("by", ["ministry", "region"])
async def test_who_stands_above_gives_no_password_where_one_office_answers(
    o: Offices, by: str
) -> None:
    person = await o.register(o.directors[0], identity())
    await o.appoint(o.directors[0], person, Role.TEACHER, o.schools[0])
    await o.enter(o.directors[0], person, OWNER)
    assert await o.refusal(getattr(o, by), person) == "may-not-enrol"


async def test_nobody_is_left_without_an_office_that_resets_them(o: Offices) -> None:
    """Vouched by a UGEL of before, a region and a school: the region stands above them all."""
    who = identity()
    person = await o.register(o.region, who)
    post = await o.appoint(o.region, person, Role.UGEL, CHACHAPOYAS)
    await o.enter(o.region, person, OWNER)
    await o.end(o.region, post)
    await taken_on(o, 0, who)
    await taken_on(o, 1, who)
    for director in o.directors[:2]:
        card = await o.card(director, person)
        assert kind(await o.redeem(card, OWNER)) == "ok"
    assert await o.refusal(o.ugel, person, lost=True) == "may-not-reset"
    assert (await o.card(o.region, person, lost=True))["effect"] == "password"
    assert AMAZONAS
