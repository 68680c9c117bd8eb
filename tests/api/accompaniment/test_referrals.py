"""A mark of conduct opens a referral that three may know of; nobody else can tell that there is
one, whatever they ask."""

import json
from typing import Any

import pytest
from httpx import AsyncClient

from domain.access.roles import Role
from domain.access.scopes import ROLE_SCOPES
from tests.answers import problem
from tests.api.accompaniment.referrals import NOTE, listed, marked, noted, step
from tests.talks import MARK
from tests.world import AMAZONAS, BAGUA, CHACHAPOYAS, Connection, World


@pytest.mark.parametrize("role", [Role.CP, Role.CT])
async def test_a_mark_opens_one_for_the_director_the_specialist_and_its_author(
    client: AsyncClient, world: World, role: Role
) -> None:
    it = await marked(client, world, role=role)
    director = await world.login(Role.DIRECTOR, it.school)
    for auth in (it.mine, director, await world.login(Role.UGEL, BAGUA)):
        (item,) = await listed(client, auth)
        assert (item["status"], item["marks"]) == ("open", [MARK[role]])
        assert item["teacher"]["id"] == str(it.teacher)
        assert item["opened_by"]["id"] == str(it.visitor)
        one = await client.get(f"/v1/referrals/{item['id']}", headers=auth)
        assert one.json() == item


async def test_without_a_mark_there_is_none(client: AsyncClient, world: World) -> None:
    it = await marked(client, world, raised=False)
    assert await listed(client, await world.login(Role.DIRECTOR, it.school)) == []


async def test_the_director_attends_it_and_closes_it_with_a_note(
    client: AsyncClient, world: World
) -> None:
    it = await marked(client, world)
    director = await world.login(Role.DIRECTOR, it.school)
    (item,) = await listed(client, director)
    id, tag = item["id"], '"1"'
    assert problem(await step(client, director, id, "closed", tag)) == (
        409,
        "referral-not-in-state",
    )
    attended = await step(client, director, id, "attended", tag)
    assert attended.json()["steps"][-1]["note"] == NOTE
    closed = await step(client, director, id, "closed", attended.headers["etag"], NOTE + " Fin.")
    assert closed.json()["status"] == "closed"
    assert noted(closed.json()) == [
        ("open", None), ("attended", NOTE), ("closed", NOTE + " Fin.")
    ], "both notes stay"  # fmt: skip
    for status in ("attended", "closed"):
        again = await step(client, director, id, status, closed.headers["etag"])
        assert problem(again) == (409, "referral-not-in-state")


async def test_the_specialist_and_its_author_read_it_and_do_not_attend_it(
    client: AsyncClient, world: World
) -> None:
    it = await marked(client, world)
    (item,) = await listed(client, it.mine)
    for auth in (it.mine, await world.login(Role.UGEL, BAGUA)):
        refused = await step(client, auth, item["id"], "attended", '"1"')
        assert problem(refused)[0] == 403


async def test_marks_found_later_open_it_again(client: AsyncClient, world: World) -> None:
    it = await marked(client, world)
    director = await world.login(Role.DIRECTOR, it.school)
    (item,) = await listed(client, director)
    await step(client, director, item["id"], "attended", '"1"')
    await it.resume()
    await it.prepare()
    assert (await listed(client, director))[0]["status"] == "attended", "nothing new"
    await it.resume()
    await it.save(answers={"d5-marca": True})
    await it.prepare()
    (again,) = await listed(client, director)
    assert (again["id"], again["status"]) == (item["id"], "open")
    assert set(again["marks"]) == {"d4-marca", "d5-marca"}
    await it.resume()
    await it.save(answers={"d4-marca": False, "d5-marca": False})
    await it.prepare()
    assert len(await listed(client, director)) == 1, "its author does not take it back"


async def test_whoever_it_is_about_is_not_told_whatever_posts_they_hold(
    client: AsyncClient, world: World
) -> None:
    it = await marked(client, world)
    (item,) = await listed(client, it.mine)
    await world.appoint(Role.DIRECTOR, it.school, person=it.teacher)
    auth = world.auth(it.teacher, ROLE_SCOPES[Role.DIRECTOR])
    assert await listed(client, auth) == []
    one = await client.get(f"/v1/referrals/{item['id']}", headers=auth)
    assert problem(one) == (404, "not-found")
    assert problem(await step(client, auth, item["id"], "attended", '"1"')) == (404, "not-found")


async def test_out_of_reach_it_does_not_exist(client: AsyncClient, world: World) -> None:
    it = await marked(client, world)
    (item,) = await listed(client, it.mine)
    beside = await world.school(BAGUA)
    for role, place, post in (
        (Role.DIRECTOR, beside, None), (Role.UGEL, CHACHAPOYAS, None), (Role.CP, it.school, 2),
        (Role.CT, it.school, 1), (Role.CP, beside, 1),
    ):  # fmt: skip
        auth = await world.login(role, place, post=post)
        assert await listed(client, auth) == []
        one = await client.get(f"/v1/referrals/{item['id']}", headers=auth)
        assert problem(one) == (404, "not-found")
    for role, place in ((Role.DRE, AMAZONAS), (Role.MINEDU, "pe"), (Role.TEACHER, it.school)):
        refused = await client.get("/v1/referrals", headers=await world.login(role, place))
        assert refused.status_code == 403


async def heard(
    client: AsyncClient, world: World, connection: Connection, *, raised: bool
) -> list[Any]:
    """Everything that those who may not know are answered through the life of a dialogue, with a
    mark in it or without: bodies, tags and what the log tells them."""
    savepoint = connection.transaction()
    await savepoint.start()
    it = await marked(client, world, raised=raised)
    people = {
        "teacher": it.theirs,
        "minedu": await world.login(Role.MINEDU, "pe"),
        "dre": await world.login(Role.DRE, AMAZONAS),
        "ct": await world.login(Role.CT, it.school),
        "other cp": await world.login(Role.CP, it.school, post=2),
        "colleague": await world.login(Role.TEACHER, it.school),
        "psychologist": await world.login(Role.PSYCHOLOGIST, it.school),
    }
    if raised:
        director = await world.login(Role.DIRECTOR, it.school)
        (item,) = await listed(client, director)
        await step(client, director, item["id"], "attended", '"1"')
    await it.hold()
    await it.confirm()
    await it.answer(True)
    answers = []
    for who, auth in people.items():
        for path in (
            f"/v1/me/dialogues/{it.visit}", "/v1/me/dialogues", "/v1/me/data", "/v1/me/agenda",
            it.path, "/v1/commitments", "/v1/referrals", "/v1/events?limit=200", "/v1/reports",
            f"/v1/visits/{it.visit}", "/v1/me/visits", f"/v1/events?subject=dialogue/{it.visit}",
        ):  # fmt: skip
            answer = await client.get(path, headers=auth)
            text = answer.text
            for id, name in ((it.visit, "V"), (it.teacher, "T"), (it.visitor, "C")):
                text = text.replace(str(id), name)
            assert "marca" not in text, (who, path)
            assert "referral." not in text, (who, path)
            about = answer.status_code, answer.headers.get("etag"), shape(text)
            answers.append((who, path.replace(str(it.visit), "V"), about))
    await savepoint.rollback()
    return answers


def shape(text: str) -> object:
    """What an answer holds, without what the clock, ids and numbers of another run change."""
    try:
        data = json.loads(text)
    except ValueError:
        return text
    return _shape(data)


def _shape(node: Any) -> object:
    if isinstance(node, dict):
        return {k: _shape(v) for k, v in node.items() if k not in {"id", "at", "seq"}}
    if isinstance(node, list):
        return [_shape(each) for each in node]
    return (
        node if isinstance(node, bool | float) or node in {"V", "T", "C"} else type(node).__name__
    )


async def test_nobody_else_can_tell_from_any_answer_tag_count_or_event(
    client: AsyncClient, world: World, connection: Connection
) -> None:
    with_one = await heard(client, world, connection, raised=True)
    without = await heard(client, world, connection, raised=False)
    assert with_one == without
    assert sum(answer[0] == 200 for *_, answer in with_one) > 20


async def test_the_log_tells_of_it_to_who_may_know_and_holds_no_words(
    client: AsyncClient, world: World, connection: Connection
) -> None:
    it = await marked(client, world)
    director = await world.login(Role.DIRECTOR, it.school)
    (item,) = await listed(client, director)
    await step(client, director, item["id"], "attended", '"1"')
    for auth, knows in (
        (director, True), (await world.login(Role.UGEL, BAGUA), True),
        (await world.login(Role.DRE, AMAZONAS), False),
        (await world.login(Role.MINEDU, "pe"), False),
    ):  # fmt: skip
        events = (await client.get("/v1/events?order=newest", headers=auth)).json()["items"]
        kinds = {e["kind"] for e in events}
        assert ({"referral.opened", "referral.attended"} <= kinds) is knows
    logged = str(await connection.fetch("select payload from event where kind ~ '^referral'"))
    assert NOTE not in logged
    assert "marca" not in logged
