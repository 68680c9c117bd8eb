"""The third stream made of the work itself: a draft is filled with finished dialogues, and an
observation under a visit's id says what its dialogue says."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient

from domain.access.roles import Role
from tests.answers import problem
from tests.api.reporting.reports_from_work import STREAM, beside, faults, owed_to, submit, take_up
from tests.clock import now, today
from tests.talks import FORM, HOUR, Talk, talk
from tests.world import BAGUA, Connection, World

NEXT = {"preparing": 3, "prepared": 4, "held": 5, "confirmed": 6}
"""Days ago, each of its own: the coordinator is in one place at a time."""


async def save(it: Talk, draft: UUID, observation: object, **section: Any) -> None:
    path = f"/v1/report-drafts/{draft}/observations/{observation}"
    saved = await it.client.patch(path, json=section, headers=it.mine)
    assert saved.status_code == 200, saved.text


@pytest.mark.parametrize("role", [Role.CP, Role.CT])
@pytest.mark.parametrize("state", ["agreed", "disagreed"])
async def test_a_finished_dialogue_is_the_observation_that_is_filed(
    client: AsyncClient, world: World, role: Role, state: str
) -> None:
    it = await (await talk(client, world, role=role)).bring(state)
    owed, draft = await owed_to(world, it), uuid4()
    begun = await take_up(it, owed, draft)
    assert begun.status_code == 201, begun.text
    (taken,) = begun.json()["filled"]
    assert taken == {
        "id": str(it.visit), "instrument": FORM[role], "version": 1, "answers": it.answers,
        "observed_on": it.began.date().isoformat(), "teacher_id": str(it.teacher),
        "students_present": 25,
    }  # fmt: skip
    check = await client.get(f"/v1/report-drafts/{draft}/check", headers=it.mine)
    assert check.status_code == 204, check.text
    filed = await submit(it, draft)
    assert filed.status_code == 201, filed.text
    body = (await it.read()).json()
    assert filed.json()["score"] == body["score"], "the same form scores the same"


async def test_asking_again_adds_what_is_new_and_changes_nothing_else(
    client: AsyncClient, world: World
) -> None:
    it = await (await talk(client, world, days=9)).bring("agreed")
    owed, draft = await owed_to(world, it), uuid4()
    await take_up(it, owed, draft)
    await save(it, draft, it.visit, answers={"area": "arte-cultura"}, students_present=3)
    later = await (await talk(client, world, like=it, days=3)).bring("agreed")
    again = await take_up(it, owed, draft)
    assert again.status_code == 200
    first, second = again.json()["filled"]
    assert (first["students_present"], first["answers"]["area"]) == (3, "arte-cultura")
    assert second["id"] == str(later.visit)
    same = await take_up(it, owed, draft)
    assert same.headers["etag"] == again.headers["etag"], "nothing was new"


async def test_only_mine_finished_of_the_period_and_told_by_no_report_are_taken(
    client: AsyncClient, world: World
) -> None:
    it = await (await talk(client, world)).bring("agreed")
    for state in ("preparing", "prepared", "held", "confirmed"):
        unfinished = await talk(client, world, like=await beside(world, it), days=NEXT[state])
        await unfinished.bring(state)
    await (await talk(client, world, like=await beside(world, it), days=95)).bring("agreed")
    another = await beside(world, it)
    another.visitor = await world.appoint(Role.CP, it.school, post=2)
    await (await talk(client, world, like=another)).bring("agreed")
    owed, draft = await owed_to(world, it), uuid4()
    taken = await take_up(it, owed, draft)
    assert [o["id"] for o in taken.json()["filled"]] == [str(it.visit)]
    assert (await submit(it, draft)).status_code == 201
    later = await owed_to(world, it, cut=await world.cut(STREAM, ordinal=8, opens=-80, closes=-10))
    assert (await take_up(it, later, uuid4())).json()["filled"] == []


async def test_a_teacher_who_does_not_answer_holds_up_no_report(
    client: AsyncClient, world: World, connection: Connection
) -> None:
    it = await (await talk(client, world, days=9)).bring("confirmed")
    await (await talk(client, world, like=await beside(world, it), days=10)).bring("held")
    await (await talk(client, world, like=await beside(world, it), days=6)).bring("confirmed")
    await connection.execute(
        "update reflective_dialogue set visitor_agreed_at = held_to"
        " where visitor_agreed_at is not null"
    )
    owed, draft = await owed_to(world, it), uuid4()
    taken = (await take_up(it, owed, draft)).json()["filled"]
    assert [o["id"] for o in taken] == [str(it.visit)]
    assert (await it.read()).json()["status"] == "held"
    assert (await submit(it, draft)).status_code == 201
    assert (await it.answer(False, "No fue así.")).status_code == 201, "nor is silenced by one"


async def test_what_contradicts_the_dialogue_is_named(client: AsyncClient, world: World) -> None:
    it = await (await talk(client, world)).bring("agreed")
    other = await world.appoint(Role.TEACHER, it.school)
    owed, draft = await owed_to(world, it), uuid4()
    await take_up(it, owed, draft)
    await save(
        it, draft, it.visit, answers={"d1-nivel": 1, "d4-marca": True},
        clear=["compromisos-previos"],
        teacher_id=str(other), students_present=7,
        observed_on=(it.began - timedelta(days=1)).date().isoformat(),
    )  # fmt: skip
    at = "/observations/0"
    assert faults(await submit(it, draft)) == {
        (f"{at}/{where}", "differs-from-dialogue") for where in (
            "answers/d1-nivel", "answers/d4-marca", "answers/compromisos-previos", "teacher_id",
            "students_present", "observed_on",
        )
    }  # fmt: skip


async def test_an_unfinished_dialogue_and_a_visit_of_another_are_named(
    client: AsyncClient, world: World
) -> None:
    it = await (await talk(client, world)).bring("held")
    mate = await beside(world, it)
    mate.visitor = await world.appoint(Role.CP, it.school, post=2)
    other = await (await talk(client, world, like=mate)).bring("agreed")
    owed = await owed_to(world, it)
    sent = {
        "obligation_id": str(owed), "sworn": True, "observations": [
            {"id": str(each.visit), "instrument": "matriz-dialogo", "version": 1,
             "observed_on": each.began.date().isoformat(), "teacher_id": str(each.teacher),
             "students_present": 25, "answers": each.answers}
            for each in (it, other)
        ],
    }  # fmt: skip
    refused = await client.put(f"/v1/reports/{uuid4()}", json=sent, headers=it.mine)
    assert faults(refused) == {
        ("/observations/0/id", "dialogue-not-finished"), ("/observations/1/id", "not-your-visit")
    }  # fmt: skip


async def test_no_other_stream_files_under_a_visits_id(client: AsyncClient, world: World) -> None:
    it = await (await talk(client, world)).bring("agreed")
    owed = await world.obligation(await world.cut("implementation"), it.school)
    ugel = await world.login(Role.UGEL, BAGUA)
    none = await client.post(
        f"/v1/report-drafts/{uuid4()}/from-work", json={"obligation_id": str(owed)}, headers=ugel
    )
    assert problem(none) == (409, "no-work-to-take")
    answers = await world.answers("ficha-implementacion")
    sent = {
        "obligation_id": str(owed), "sworn": True, "observations": [
            {"id": str(it.visit), "instrument": "ficha-implementacion", "version": 1,
             "observed_on": today().isoformat(), "answers": answers}
        ],
    }  # fmt: skip
    refused = await client.put(f"/v1/reports/{uuid4()}", json=sent, headers=ugel)
    assert faults(refused) == {("/observations/0/id", "not-your-visit")}


async def test_a_form_retired_since_is_still_taken_from_the_dialogue(
    client: AsyncClient, world: World, connection: Connection
) -> None:
    it = await (await talk(client, world)).bring("agreed")
    await connection.execute(
        "update instrument_version set state = 'retired', retired_at = $1"
        " where instrument_code = 'matriz-dialogo'", now(),
    )  # fmt: skip
    owed, draft = await owed_to(world, it), uuid4()
    await take_up(it, owed, draft)
    assert (await submit(it, draft)).status_code == 201


async def _earlier(world: World) -> str:
    return await world.cut(STREAM, ordinal=8, opens=-80, closes=-20)


async def _begun(it: Talk, owed: UUID) -> UUID:
    draft = uuid4()
    await take_up(it, owed, draft)
    return draft


async def test_what_an_annulled_report_told_is_taken_under_a_new_id(
    client: AsyncClient, world: World
) -> None:
    it = await (await talk(client, world)).bring("agreed")
    owed, draft = await owed_to(world, it), uuid4()
    await take_up(it, owed, draft)
    assert (await submit(it, draft)).status_code == 201
    minedu = await world.login(Role.MINEDU, "pe")
    annul = {"version": 1, "reason": "Declarado por error."}
    path = f"/v1/reports/{draft}/annulments/{uuid4()}"
    assert (await client.put(path, json=annul, headers=minedu)).status_code == 201
    anew = uuid4()
    (taken,) = (await take_up(it, owed, anew)).json()["filled"]
    assert taken["id"] != str(it.visit)
    assert taken["answers"] == it.answers
    (again,) = (await take_up(it, owed, anew)).json()["filled"]
    assert again["id"] == taken["id"]
    assert (await submit(it, anew)).status_code == 201


async def test_a_returned_report_is_still_held_to_the_dialogue(
    client: AsyncClient, world: World
) -> None:
    it = await (await talk(client, world)).bring("agreed")
    owed, report = await owed_to(world, it), uuid4()
    await take_up(it, owed, report)
    assert (await submit(it, report)).status_code == 201
    director = await world.login(Role.DIRECTOR, it.school)
    back = {"version": 1, "decision": "returned", "comments": [{"text": "Falta narrar."}]}
    done = await client.put(f"/v1/reports/{report}/reviews/{uuid4()}", json=back, headers=director)
    assert done.status_code == 201, done.text
    (taken,) = (await take_up(it, owed, report)).json()["filled"]
    sent: dict[str, Any] = {"obligation_id": str(owed), "sworn": True, "narrative": "Ahora sí."}
    tag = it.mine | {"If-Match": '"2"'}
    wrong = taken | {"answers": taken["answers"] | {"d1-nivel": 1}}
    refused = await client.put(
        f"/v1/reports/{report}", json=sent | {"observations": [wrong]}, headers=tag
    )
    assert ("/observations/0/answers/d1-nivel", "differs-from-dialogue") in faults(refused)
    corrected = await client.put(
        f"/v1/reports/{report}", json=sent | {"observations": [taken]}, headers=tag
    )
    assert corrected.status_code == 200, corrected.text


async def test_only_who_declares_it_fills_it(client: AsyncClient, world: World) -> None:
    it = await (await talk(client, world)).bring("agreed")
    owed = await owed_to(world, it)
    for role, place, expected in (
        (Role.CT, it.school, (403, "wrong-declarant")),
        (Role.CP, await world.school(BAGUA), (404, "not-found")),
    ):
        auth = await world.login(role, place)
        path = f"/v1/report-drafts/{uuid4()}/from-work"
        refused = await client.post(path, json={"obligation_id": str(owed)}, headers=auth)
        assert problem(refused) == expected


async def test_a_draft_begun_for_another_obligation_takes_nothing(
    client: AsyncClient, world: World
) -> None:
    it = await (await talk(client, world)).bring("agreed")
    draft = await _begun(it, await owed_to(world, it))
    other = await owed_to(world, it, cut=await _earlier(world))
    assert problem(await take_up(it, other, draft)) == (409, "other-obligation")
    second = await take_up(it, await world.db.fetchval(
        "select obligation_id from report_draft where id = $1", draft), uuid4())  # fmt: skip
    assert problem(second) == (409, "draft-exists")


async def test_no_more_are_taken_than_a_report_may_have(
    client: AsyncClient, world: World, connection: Connection
) -> None:
    it = await talk(client, world)
    for n in range(3, 105):
        since = it.began - timedelta(days=n % 80) - n // 80 * HOUR * 2
        one = await talk(client, world, like=await beside(world, it), days=3)
        await connection.execute(
            "update classroom_visit set began_at = $2, finished_at = $3 where id = $1",
            one.visit, since, since + HOUR,
        )  # fmt: skip
        await world.save(
            "reflective_dialogue", visit_id=one.visit, instrument_code="matriz-dialogo",
            instrument_version=1, answers=json.dumps({"area": "arte-cultura"}), status="agreed",
            preparation_minutes=0, held_from=since + HOUR, held_to=since + 2 * HOUR,
            visitor_agreed_at=now(), teacher_agrees=True, teacher_answered_at=now(),
        )  # fmt: skip
    taken = await take_up(it, await owed_to(world, it), uuid4())
    assert len(taken.json()["filled"]) == 100
