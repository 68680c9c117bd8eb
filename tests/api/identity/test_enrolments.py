"""Letting people in by a code they redeem themselves: nobody chooses another's password."""

import base64
import hashlib
import json
import re
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response

from auth import codes
from auth.counting import Counter
from auth.sign_in_queue import SignInQueue
from domain.access.roles import Role
from domain.access.scopes import Scope
from domain.identity.throttling import Rate
from tests.answers import problem
from tests.clock import now, today
from tests.world import AMAZONAS, BAGUA, CHACHAPOYAS, PASSWORD, PIURA, Auth, Connection, World

ENTER = "/v1/auth/enrolment"
NEW = "mañana llueve en Bagua"


@pytest.fixture
async def school(world: World) -> str:
    return await world.school(BAGUA, name="Simón <Bolívar>")


@pytest.fixture
async def director(world: World, school: str) -> UUID:
    return await world.appoint(Role.DIRECTOR, school)


async def enrol(client: AsyncClient, auth: Auth, *people: UUID, **more: Any) -> list[Any]:
    body = {"actors": [str(person) for person in people]} | more
    answer = await client.post("/v1/enrolments", json=body, headers=auth)
    assert answer.status_code == 200, answer.text
    items: list[Any] = answer.json()["items"]
    return items


async def code_for(client: AsyncClient, auth: Auth, person: UUID, **more: Any) -> str:
    (made,) = await enrol(client, auth, person, **more)
    assert made["problem"] is None, made
    code: str = made["code"]
    return code


async def redeem(client: AsyncClient, code: str, **more: str) -> Response:
    return await client.post(ENTER, json={"code": code, "password": NEW} | more)


async def sign_in(client: AsyncClient, username: str, password: str = NEW) -> Response:
    form = {"grant_type": "password", "username": username, "password": password}
    return await client.post("/v1/auth/token", data=form)


async def state_of(client: AsyncClient, auth: Auth, person: UUID) -> str | None:
    answer = await client.get("/v1/enrolments?limit=200", headers=auth)
    states = {item["actor"]["id"]: item["state"] for item in answer.json()["items"]}
    return states.get(str(person))


async def test_a_director_comes_in_with_the_code_of_their_ugel(
    client: AsyncClient, ugel: Auth, director: UUID
) -> None:
    assert await state_of(client, ugel, director) == "none"
    (made,) = await enrol(client, ugel, director)
    assert made["link"] == f"http://127.0.0.1:8000/ingreso#{made['code']}"
    assert await state_of(client, ugel, director) == "pending"
    entered = await redeem(client, made["code"], username="Rosa.Quispe")
    assert entered.json() == {"username": "rosa.quispe"}
    assert (await sign_in(client, "rosa.quispe")).status_code == 200
    assert await state_of(client, ugel, director) == "enrolled"


async def test_without_a_user_name_one_is_made_of_the_name(
    client: AsyncClient, world: World, ugel: Auth, director: UUID
) -> None:
    await world.account(await world.person(), "rosa.quispe")
    entered = await redeem(client, await code_for(client, ugel, director))
    assert entered.json() == {"username": "rosa.quispe2"}
    again = await redeem(client, await code_for(client, ugel, director))
    assert again.json() == {"username": "rosa.quispe2"}, "who has one keeps it"


async def test_a_code_is_taken_however_it_is_typed(
    client: AsyncClient, ugel: Auth, director: UUID
) -> None:
    code = await code_for(client, ugel, director)
    typed = f" {code.lower().replace('-', ' ').replace('0', 'o').replace('1', 'l')} "
    assert (await redeem(client, typed)).status_code == 200


async def test_a_code_resets_the_password_and_ends_every_session(
    client: AsyncClient, world: World, ugel: Auth, director: UUID
) -> None:
    await world.account(director, "rosa")
    open_session = world.auth(director)
    code = await code_for(client, ugel, director)
    assert (await sign_in(client, "rosa", PASSWORD)).status_code == 200, "until it is redeemed"
    await redeem(client, code)
    assert (await client.get("/v1/me", headers=open_session)).status_code == 401
    assert (await sign_in(client, "rosa", PASSWORD)).status_code == 401
    assert (await sign_in(client, "rosa")).status_code == 200


async def test_a_code_opens_a_locked_user_name(
    client: AsyncClient, world: World, ugel: Auth, director: UUID
) -> None:
    await world.account(director, "rosa")
    for _ in range(5):
        await sign_in(client, "rosa", "no es esta")
    assert (await sign_in(client, "rosa", PASSWORD)).status_code == 429
    await redeem(client, await code_for(client, ugel, director))
    assert (await sign_in(client, "rosa")).status_code == 200


async def test_wrong_used_withdrawn_and_expired_codes_are_answered_alike(
    client: AsyncClient, world: World, ugel: Auth, director: UUID
) -> None:
    withdrawn = await code_for(client, ugel, director)
    used = await code_for(client, ugel, director)
    assert (await redeem(client, used)).status_code == 200
    expired = await code_for(client, ugel, director)
    await world.db.execute("update enrolment set expires_at = $1 where used_at is null", now())
    answers = [await redeem(client, c) for c in ("x", codes.new_code(), withdrawn, used, expired)]
    assert {problem(a) for a in answers} == {(401, "invalid-enrolment")}
    assert len({a.text for a in answers}) == 1


async def test_a_code_is_worth_nothing_once_its_owner_outranks_its_maker(
    client: AsyncClient, world: World, school: str, director: UUID
) -> None:
    teacher = await world.appoint(Role.TEACHER, school)
    await world.account(teacher, "rosa")
    await world.save(
        "second_factor", person_id=teacher, sealed_secret=b"sealed", confirmed_at=now()
    )
    code = await code_for(client, world.auth(director), teacher, drop_second_factor=True)
    await world.appoint(Role.MINEDU, "pe", person=teacher)
    assert problem(await redeem(client, code)) == (401, "invalid-enrolment")
    assert (await sign_in(client, "rosa")).status_code == 401
    assert await world.db.fetchval("select count(*) from second_factor") == 1


async def test_a_code_is_worth_nothing_once_its_owner_is_lent_a_higher_role(
    client: AsyncClient, world: World, ugel: Auth, director: UUID
) -> None:
    code = await code_for(client, ugel, director)
    await world.grant(Role.MINEDU, "pe", person=director)
    assert problem(await redeem(client, code)) == (401, "invalid-enrolment")


async def test_a_code_is_worth_nothing_once_its_maker_left(
    client: AsyncClient, world: World, school: str, director: UUID
) -> None:
    teacher = await world.appoint(Role.TEACHER, school)
    code = await code_for(client, world.auth(director), teacher)
    await world.db.execute(
        "update appointment set valid = daterange(lower(valid), $2) where person_id = $1",
        director, today(),
    )  # fmt: skip
    assert problem(await redeem(client, code)) == (401, "invalid-enrolment")


async def test_a_code_of_the_operator_asks_for_no_maker(
    client: AsyncClient, world: World, ugel: Auth, director: UUID
) -> None:
    code = await code_for(client, ugel, director)
    await world.db.execute("update enrolment set made_by = null")
    await world.appoint(Role.MINEDU, "pe", person=director)
    assert (await redeem(client, code)).status_code == 200


async def test_a_code_lives_for_seven_days(client: AsyncClient, ugel: Auth, director: UUID) -> None:
    (made,) = await enrol(client, ugel, director)
    lives = datetime.fromisoformat(made["expires_at"]) - now()
    assert timedelta(0) < lives - timedelta(days=7) < timedelta(seconds=1)


async def test_a_refused_password_uses_no_code_up(
    client: AsyncClient, ugel: Auth, director: UUID, school: str
) -> None:
    code = await code_for(client, ugel, director)
    guessable = await redeem(client, code, password=f"{school.rpartition('.')[2]}2026")
    assert problem(guessable) == (422, "password-guessable")
    assert guessable.json()["errors"][0]["field"] == "/password"
    assert problem(await redeem(client, code, password="1q2w3e4r5t6y")) == (422, "password-common")
    assert problem(await redeem(client, code, password="corta")) == (422, "invalid-request")
    assert (await redeem(client, code)).status_code == 200


async def test_a_user_name_is_one_persons(
    client: AsyncClient, world: World, ugel: Auth, director: UUID
) -> None:
    await world.account(await world.person(), "ocupado")
    code = await code_for(client, ugel, director)
    assert problem(await redeem(client, code, username="OCUPADO")) == (409, "username-taken")
    assert (await redeem(client, code, username="libre")).status_code == 200


async def test_each_person_is_decided_by_themselves(
    client: AsyncClient, world: World, ugel: Auth, director: UUID
) -> None:
    elsewhere = await world.appoint(Role.DIRECTOR, await world.school(CHACHAPOYAS))
    since, until = (today() - timedelta(days=days) for days in (999, 300))
    colleague = await world.appoint(Role.UGEL, BAGUA, post=None, since=since, until=until)
    stronger = await world.appoint(Role.TEACHER, await world.school(BAGUA))
    await world.appoint(Role.DRE, AMAZONAS, person=stronger)
    me = UUID((await client.get("/v1/me", headers=ugel)).json()["person"]["id"])
    items = await enrol(client, ugel, director, elsewhere, colleague, stronger, me, uuid4())
    problems = [i["problem"] and i["problem"]["type"].removeprefix("/problems/") for i in items]
    assert problems == [
        None, "not-found", "holds-nothing", "enrolled-above", "own-enrolment", "not-found",
    ]  # fmt: skip
    assert items[1]["problem"] == items[5]["problem"], "out of reach is as absent"
    assert [i["code"] is None for i in items] == [False, True, True, True, True, True]


async def test_a_temporary_role_counts_as_held(
    client: AsyncClient, world: World, ugel: Auth, director: UUID
) -> None:
    await world.save(
        "access_grant", id=uuid4(), person_id=director, role="minedu", place="pe", reason="Apoyo.",
        made_by=director, starts_at=now(), expires_at=now() + timedelta(days=2),
    )  # fmt: skip
    (refused,) = await enrol(client, ugel, director)
    assert refused["problem"]["type"] == "/problems/enrolled-above"


async def test_a_role_from_a_later_day_counts_as_held(
    client: AsyncClient, world: World, ugel: Auth, director: UUID
) -> None:
    later = today() + timedelta(days=3)
    await world.appoint(Role.MINEDU, "pe", person=director, since=later)
    (refused,) = await enrol(client, ugel, director)
    assert refused["problem"]["type"] == "/problems/enrolled-above"


async def test_of_who_is_out_of_reach_nothing_is_withdrawn(
    client: AsyncClient, world: World, ugel: Auth, director: UUID
) -> None:
    code = await code_for(client, ugel, director)
    (refused,) = await enrol(client, await world.login(Role.UGEL, CHACHAPOYAS), director)
    assert refused["problem"]["type"] == "/problems/not-found"
    assert (await redeem(client, code)).status_code == 200


async def test_the_list_shows_only_who_is_within_reach(
    client: AsyncClient, world: World, ugel: Auth, director: UUID
) -> None:
    foreign = await world.login(Role.DRE, PIURA)
    assert await state_of(client, foreign, director) is None
    assert await state_of(client, ugel, director) == "none"


async def test_the_list_is_narrowed_and_paged(
    client: AsyncClient, world: World, ugel: Auth, school: str, director: UUID
) -> None:
    teachers = [await world.appoint(Role.TEACHER, school) for _ in range(3)]
    await code_for(client, ugel, teachers[0])
    await redeem(client, await code_for(client, ugel, teachers[1]))
    await code_for(client, ugel, teachers[2])
    await world.db.execute(
        "update enrolment set expires_at = $2 where person_id = $1", teachers[2], now()
    )
    for state, people in (
        ("pending", teachers[:1]), ("enrolled", teachers[1:2]), ("expired", teachers[2:]),
    ):  # fmt: skip
        found = await client.get(f"/v1/enrolments?role=teacher&state={state}", headers=ugel)
        assert [i["actor"]["id"] for i in found.json()["items"]] == [str(p) for p in people]
    page = (await client.get("/v1/enrolments?role=teacher&limit=2", headers=ugel)).json()
    path = f"/v1/enrolments?role=teacher&limit=2&cursor={page['next_cursor']}"
    rest = (await client.get(path, headers=ugel)).json()
    assert (len(page["items"]), len(rest["items"]), rest["next_cursor"]) == (2, 1, None)


async def test_no_secret_is_kept_listed_or_told_in_an_event(
    client: AsyncClient, ugel: Auth, director: UUID, connection: Connection
) -> None:
    code = await code_for(client, ugel, director)
    await redeem(client, code, username="rosa")
    plain = code.replace("-", "")
    rows = await connection.fetch("select * from enrolment")
    events = await connection.fetch("select * from event where kind like 'enrolment.%'")
    stored = " ".join(str(tuple(row)) for row in [*rows, *events])
    assert code not in stored
    assert plain not in stored
    assert "rosa" not in stored
    assert [e["kind"] for e in events] == ["enrolment.made", "enrolment.redeemed"]
    assert set(json.loads(events[0]["payload"])) == {"enrolment_id", "drops_second_factor"}
    assert code not in (await client.get("/v1/enrolments", headers=ugel)).text


async def test_the_sheet_has_a_card_for_each_and_names_who_got_none(
    client: AsyncClient, world: World, ugel: Auth, director: UUID
) -> None:
    stronger = await world.appoint(Role.DRE, AMAZONAS, person=await world.person())
    await world.appoint(Role.TEACHER, await world.school(BAGUA), person=stronger)
    body = {"actors": [str(director), str(stronger)]}
    answer = await client.post("/v1/enrolments/sheets", json=body, headers=ugel)
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["cache-control"] == "no-store, no-transform"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    page = answer.text
    assert page.count("<article>") == page.count("<svg") == 1
    assert "Simón &lt;Bolívar&gt;" in page
    assert "Rosa Quispe Ñahui" in page
    assert "127.0.0.1:8000/ingreso" in page
    assert "Sin tarjeta" in page
    (code,) = re.findall(r"<code>([0-9A-Z-]+)</code>", page)
    assert (await redeem(client, code)).status_code == 200


async def test_a_code_keeps_the_second_factor_unless_it_was_lost(
    client: AsyncClient, world: World, ugel: Auth, director: UUID
) -> None:
    await world.account(director, "rosa")
    await world.save(
        "second_factor", person_id=director, sealed_secret=b"sealed", confirmed_at=now()
    )
    await redeem(client, await code_for(client, ugel, director))
    assert problem(await sign_in(client, "rosa")) == (401, "second-factor-required")
    await redeem(client, await code_for(client, ugel, director, drop_second_factor=True))
    assert (await sign_in(client, "rosa")).status_code == 200


async def test_codes_are_tried_no_faster_than_people_type(
    client: AsyncClient, app: FastAPI, ugel: Auth, director: UUID
) -> None:
    former = app.state.sign_ins
    app.state.sign_ins = SignInQueue(Counter(former.counter.keys, Rate(1, 3)), former.queue)
    for _ in range(3):
        assert (await redeem(client, codes.new_code())).status_code == 401
    answer = await redeem(client, await code_for(client, ugel, director))
    assert problem(answer) == (429, "too-many-attempts")
    assert answer.headers["retry-after"] == "60"


async def test_who_redeems_a_code_leaves_the_next_at_their_school_a_turn(
    client: AsyncClient, world: World, app: FastAPI, ugel: Auth, school: str
) -> None:
    former = app.state.sign_ins
    app.state.sign_ins = SignInQueue(Counter(former.counter.keys, Rate(1, 2)), former.queue)
    for _ in range(4):
        code = await code_for(client, ugel, await world.appoint(Role.TEACHER, school))
        assert (await redeem(client, code)).status_code == 200


async def test_an_order_names_between_one_and_five_hundred(client: AsyncClient, ugel: Auth) -> None:
    for actors in ([], [str(uuid4())] * 501):
        answer = await client.post("/v1/enrolments", json={"actors": actors}, headers=ugel)
        assert answer.json()["errors"][0]["field"] == "/actors"


async def test_who_does_not_administer_lets_nobody_in(
    client: AsyncClient, world: World, school: str, director: UUID
) -> None:
    cp = world.auth(await world.appoint(Role.CP, school), Scope)
    answer = await client.post("/v1/enrolments", json={"actors": [str(director)]}, headers=cp)
    assert problem(answer) == (403, "no-role-carries")


async def test_a_card_leads_to_a_page_that_runs_its_own_script_and_nothing_else(
    app: FastAPI,
) -> None:
    async with AsyncClient(transport=ASGITransport(app), base_url="http://test") as browser:
        answer = await browser.get("/ingreso")
    (script,) = re.findall(r"<script>(.*?)</script>", answer.text, re.S)
    seal = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = answer.headers["content-security-policy"]
    assert f"script-src 'sha256-{seal}'" in policy
    assert "default-src 'none'" in policy
    assert "connect-src 'self'" in policy
    assert f"'{ENTER}'" in script
    assert "history.replaceState" in script, "the code does not stay in the address"


def test_a_code_has_more_bits_than_a_plain_digest_needs() -> None:
    """OWASP ASVS 6.5.2: 112 bits; five to a sign."""
    assert codes.LENGTH * 5 >= 112
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z]{4}", codes.new_code())
    assert len({codes.new_code() for _ in range(1000)}) == 1000


async def test_a_user_name_with_blanks_around_it_is_the_same(
    client: AsyncClient, ugel: Auth, director: UUID
) -> None:
    code = await code_for(client, ugel, director)
    entered = await redeem(client, f" {code} ", username=" rosa.quispe\t")
    assert entered.json() == {"username": "rosa.quispe"}
    assert (await sign_in(client, "  rosa.quispe ")).status_code == 200
