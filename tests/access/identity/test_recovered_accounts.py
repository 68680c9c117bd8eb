"""What led into an account leads nowhere once it is reset or suspended."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from httpx import AsyncClient

from auth.accounts import checked_and_hashed
from auth.permits import PermitCache
from domain.access.roles import Role
from persistence.identity.redeeming import redeem_enrolment
from services.identity import enrolments
from tests.access.identity.offices import OWNER, THIEF, Offices, identity, kind, offices
from tests.clock import now, today
from tests.world import BAGUA, CHACHAPOYAS, World


@pytest.fixture
async def o(client: AsyncClient, world: World) -> Offices:
    return await offices(client, world)


async def entered(o: Offices, password: str = THIEF) -> tuple[UUID, str]:
    """A teacher of the first school with an account; the person and the user name."""
    person = await o.register(o.directors[0], identity())
    await o.appoint(o.directors[0], person, Role.TEACHER, o.schools[0])
    return person, await o.enter(o.directors[0], person, password)


async def suspend(o: Offices, person: UUID) -> None:
    other = identity()
    assert kind(await o.rename(o.directors[0], person, other, **{"If-Match": '"1"'})) == "ok"


async def test_a_session_that_outlived_a_suspension_would_count_for_nothing(o: Offices) -> None:
    person, name = await entered(o)
    auth = await o.sign_in(name, THIEF)
    await suspend(o, person)
    await o.world.db.execute("update session set ended_at = null, ended_reason = null")
    assert (await o.client.get("/v1/me", headers=auth)).status_code == 401


async def test_a_session_that_is_over_leaves_no_calendar_address_behind(
    o: Offices, app: FastAPI
) -> None:
    app.state.permits = PermitCache(remember=timedelta(hours=1))
    _, name = await entered(o)
    thief = await o.sign_in(name, THIEF)
    assert (await o.client.get("/v1/me", headers=thief)).status_code == 200, "and so remembered"
    await o.world.db.execute("update session set ended_at = now(), ended_reason = 'x'")
    made = await o.client.put("/v1/me/calendar-link", headers=thief)
    assert kind(made) == "invalid-grant"
    assert await o.world.db.fetchval("select count(*) from calendar_link") == 0


async def test_an_office_that_appoints_to_nothing_any_more_resets_nobody(o: Offices) -> None:
    """What waits elsewhere gives a former school nothing."""
    person = await o.register(o.directors[0], identity())
    post = await o.appoint(o.directors[0], person, Role.TEACHER, o.schools[0])
    name = await o.enter(o.directors[0], person, OWNER)
    await o.end(o.directors[0], post)
    assert await o.refusal(o.directors[0], person) == "holds-nothing"
    await o.appoint(o.region, person, Role.UGEL, CHACHAPOYAS)
    assert await o.refusal(o.directors[0], person) == "may-not-enrol"
    assert (await o.card(o.region, person))["effect"] == "password", "it stands above both"
    assert await o.sign_in(name, OWNER) is not None


async def test_the_cards_that_an_account_made_end_with_it(o: Offices) -> None:
    official = await o.register(o.region, identity())
    await o.appoint(o.region, official, Role.UGEL, CHACHAPOYAS)
    name = await o.enter(o.region, official, THIEF)
    thief = await o.sign_in(name, THIEF)
    assert thief is not None
    school = await o.world.school(CHACHAPOYAS)
    director = await o.register(thief, identity())
    await o.appoint(thief, director, Role.DIRECTOR, school, valid_from=str(today()))
    card = await o.card(thief, director)
    await o.enter(o.region, official, OWNER)
    assert kind(await o.redeem(card, THIEF)) == "invalid-enrolment"


async def teach_beside(o: Offices, person: UUID) -> None:
    """They teach at the second school too, which has vouched for nothing yet."""
    await o.world.appoint(Role.TEACHER, o.schools[1], person=person)
    await o.world.db.execute(
        "delete from account_voucher where person_id = $1 and place = $2::text::ltree",
        person, o.schools[1],
    )  # fmt: skip


async def test_a_suspended_account_is_vouched_for_by_nobody(o: Offices) -> None:
    person, _ = await entered(o)
    await suspend(o, person)
    await o.appoint(o.region, person, Role.UGEL, BAGUA)
    card = await o.card(o.directors[1], person)
    assert card["problem"] is not None
    await teach_beside(o, person)
    card = await o.card(o.directors[1], person)
    assert card["effect"] == "voucher"
    assert kind(await o.redeem(card, THIEF)) == "account-suspended"


async def test_another_offices_card_takes_none_away(o: Offices) -> None:
    person, _ = await entered(o, OWNER)
    mine = await o.card(o.directors[0], person)
    await teach_beside(o, person)
    theirs = await o.card(o.directors[1], person)
    assert theirs["effect"] == "voucher"
    assert kind(await o.redeem(mine, OWNER)) == "ok"


async def test_who_is_vouched_for_while_a_password_is_chosen_is_not_reset(
    o: Offices, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A school's card must not outrun the region's."""
    person, name = await entered(o, OWNER)
    card = await o.card(o.directors[0], person)

    async def slowly(*given: Any, **more: Any) -> Any:
        await o.world.vouch(person, "pe.010000")
        return await checked_and_hashed(*given, **more)

    monkeypatch.setattr(enrolments, "checked_and_hashed", slowly)
    assert kind(await o.redeem(card, THIEF)) == "invalid-enrolment"
    assert await o.sign_in(name, OWNER) is not None


ADDRESS = "ladron@example.org"


async def leave_behind(o: Offices, thief: dict[str, str] | None) -> str:
    """An address for letters, and another document asked for; the document."""
    assert thief is not None
    contact = {"email": ADDRESS, "reminders": True}
    assert (await o.client.put("/v1/me/contact", json=contact, headers=thief)).is_success
    number = str(identity()["doc_number"])
    wanted = {"field": "doc_number", "wanted": number, "reason": "Se digitó mal."}
    path = f"/v1/me/corrections/{uuid4()}"
    assert (await o.client.put(path, json=wanted, headers=thief)).is_success
    return number


async def left(o: Offices, person: UUID) -> tuple[int, list[str]]:
    """How many addresses and letters, and how the corrections stand."""
    letters = await o.world.db.fetchval(
        "select (select count(*) from contact where person_id = $1)"
        " + (select count(*) from notice where person_id = $1 and sent_at is null)",
        person,
    )
    states = await o.world.db.fetch("select state from correction where person_id = $1", person)
    return letters, [row["state"] for row in states]


async def test_a_reset_forgets_the_address_and_withdraws_what_was_asked(o: Offices) -> None:
    person, name = await entered(o)
    number = await leave_behind(o, await o.sign_in(name, THIEF))
    await o.world.save(
        "notice", person_id=person, key="due/1", title="Plazo", body="Vence", made_at=now()
    )
    assert await left(o, person) == (2, ["asked"])
    await o.enter(o.directors[0], person, OWNER)
    assert await left(o, person) == (0, ["withdrawn"])
    owner = await o.sign_in(name, OWNER)
    mine = (await o.client.get("/v1/me/corrections", headers=owner)).json()["items"]
    assert [(each["state"], each["answer"]) for each in mine] == [("withdrawn", None)]
    waiting = await o.client.get("/v1/corrections?state=asked", headers=o.directors[0])
    assert waiting.json()["items"] == []
    told = await o.client.get("/v1/events?kind=correction.withdrawn", headers=o.directors[0])
    assert len(told.json()["items"]) == 1
    other = identity() | {"doc_number": number}
    answer = await o.rename(o.directors[0], person, other, **{"If-Match": '"1"'})
    assert kind(answer) == "ok"
    assert await o.sign_in(name, OWNER) is None, "nobody who is in the account asked for it now"


async def test_what_was_withdrawn_is_neither_answered_nor_changed(o: Offices) -> None:
    person, name = await entered(o)
    await leave_behind(o, await o.sign_in(name, THIEF))
    await o.enter(o.directors[0], person, OWNER)
    id = await o.world.db.fetchval("select id from correction where person_id = $1", person)
    body = {"state": "rejected", "answer": "El DNI dice otra cosa."}
    path = f"/v1/corrections/{id}/answer"
    answer = await o.client.put(path, json=body, headers=o.directors[0])
    assert kind(answer) == "correction-answered"
    wanted = {"field": "given_names", "wanted": "Elisa", "reason": None}
    headers = (await o.sign_in(name, OWNER) or {}) | {"If-Match": '"2"'}
    again = await o.client.put(f"/v1/me/corrections/{id}", json=wanted, headers=headers)
    assert kind(again) == "correction-answered"


async def test_a_suspension_leaves_as_little(o: Offices) -> None:
    person, name = await entered(o)
    await leave_behind(o, await o.sign_in(name, THIEF))
    await suspend(o, person)
    assert await left(o, person) == (0, ["withdrawn"])


async def test_what_is_left_behind_while_the_password_is_chosen_ends_too(
    o: Offices, monkeypatch: pytest.MonkeyPatch
) -> None:
    person, name = await entered(o)
    thief = await o.sign_in(name, THIEF)
    card = await o.card(o.directors[0], person)
    resetting = redeem_enrolment

    async def late(*given: Any, **more: Any) -> None:
        await resetting(*given, **more)
        await o.world.save(
            "contact", person_id=person, email=ADDRESS, reminders=True, updated_at=now()
        )

    monkeypatch.setattr(enrolments, "redeem_enrolment", late)
    assert kind(await o.redeem(card, OWNER)) == "ok"
    assert await left(o, person) == (0, [])
    assert (await o.client.get("/v1/me", headers=thief)).status_code == 401


async def test_a_link_that_the_account_made_for_another_ends_while_nobody_confirmed_it(
    o: Offices,
) -> None:
    official = await o.register(o.region, identity())
    await o.appoint(o.region, official, Role.UGEL, CHACHAPOYAS)
    await o.enter(o.region, official, THIEF)
    victim = await o.world.person()
    for subject, confirmed in (("thief", None), ("theirs", now())):
        await o.world.save(
            "external_identity", id=uuid4(), issuer="https://example.org", subject=subject,
            person_id=victim, made_by=official, made_at=now(), confirmed_at=confirmed,
        )  # fmt: skip
    await o.enter(o.region, official, OWNER)
    kept = await o.world.db.fetch("select subject from external_identity")
    assert [row["subject"] for row in kept] == ["theirs"]
