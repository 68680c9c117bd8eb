"""The agenda: what came back, what is owed, what waits for an answer, who is missing; nothing of
anybody else."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from httpx import AsyncClient

from domain.access.roles import Role
from domain.access.scopes import Scope
from tests.clock import now, today
from tests.counting import Counting
from tests.documents import begun, filed, more_time_asked, returned
from tests.world import AMAZONAS, BAGUA, CHACHAPOYAS, PIURA, Auth, World

NOTHING: dict[str, Any] = {
    "returned": {"waiting": 0, "items": []},
    "owed": {"pending": 0, "overdue": 0, "items": []},
    "visits": {"waiting": 0, "items": []},
    "plans": {part: {"waiting": 0, "items": []} for part in ("mine", "to_decide")},
    "drafts": {"waiting": 0, "items": []},
    "to_review": {"waiting": 0, "cuts": [], "items": []},
    "requests": {
        "extensions": {"waiting": 0, "items": []},
        "corrections": {"waiting": 0, "first_due_on": None},
    },
    "missing": {"missing": 0, "cuts": [], "items": []},
}


async def agenda(client: AsyncClient, auth: Auth) -> dict[str, Any]:
    answer = await client.get("/v1/me/agenda", headers=auth)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def ids(part: dict[str, Any]) -> list[str]:
    return [item["id"] for item in part["items"]]


async def test_whoever_holds_nothing_gets_an_empty_agenda(
    client: AsyncClient, world: World
) -> None:
    nobody = await world.person()
    school = await world.school(BAGUA)
    await returned(world, await world.obligation(await world.cut("coordinator"), school), nobody)
    assert await agenda(client, world.auth(nobody)) == NOTHING


async def test_what_came_back_stands_first_with_who_returned_it_and_until_when(
    client: AsyncClient, world: World
) -> None:
    school = await world.school(BAGUA, name="Ñandú de la Cruz")
    director = await world.appoint(Role.DIRECTOR, school)
    ugel = await world.appoint(Role.UGEL, BAGUA)
    cut = await world.cut("coordinator")
    later = await returned(
        world, await world.obligation(cut, school, "cp", 1), director, by=ugel, days=9
    )
    sooner = await returned(
        world, await world.obligation(cut, school, "ct", 1), director, by=ugel, days=3, comments=4
    )
    body = await agenda(client, world.auth(director))
    assert next(iter(body)) == "returned"
    assert ids(body["returned"]) == [str(sooner), str(later)]
    first = body["returned"]["items"][0]
    assert first["returned_by"] == {"name": "Rosa Quispe Ñahui", "role": "ugel"}
    assert (first["comments"], first["written_by_me"]) == (4, True)
    assert first["institution"]["name"] == "Ñandú de la Cruz"
    assert datetime.fromisoformat(first["correct_until"]) == now() + timedelta(days=3)
    assert body["owed"]["items"] == [], "a returned report is not owed again"


async def test_what_can_be_corrected_no_more_is_told_as_such_at_the_bottom_for_60_days(
    client: AsyncClient, world: World
) -> None:
    school = await world.school(BAGUA)
    director = await world.appoint(Role.DIRECTOR, school)
    cut, before = (
        await world.cut("coordinator"),
        await world.cut("coordinator", opens=-90, closes=-80, ordinal=8),
    )
    over, correctable, gone, just = [
        await returned(
            world, await world.obligation(where, school, subject, 1), director, days=left
        )
        for where, subject, left in (
            (cut, "cp", -59), (cut, "ct", 3), (before, "cp", -61), (before, "ct", -1),
        )
    ]  # fmt: skip
    items = (await agenda(client, world.auth(director)))["returned"]
    assert [(each["id"], each["closed"]) for each in items["items"]] == [
        (str(correctable), False), (str(over), True), (str(just), True),
    ]  # fmt: skip
    assert items["waiting"] == 3
    assert str(gone) not in ids(items)


async def test_what_a_predecessor_filed_comes_back_to_the_post(
    client: AsyncClient, world: World
) -> None:
    school = await world.school(BAGUA)
    before = await world.appoint(Role.DIRECTOR, school, until=today())
    current = await world.appoint(Role.DIRECTOR, school, since=today())
    cut = await world.cut("coordinator")
    report = await returned(world, await world.obligation(cut, school, "cp", 1), before)
    body = await agenda(client, world.auth(current))
    assert ids(body["returned"]) == [str(report)]
    assert body["returned"]["items"][0]["written_by_me"] is False
    assert await agenda(client, world.auth(before)) == NOTHING


async def test_a_returned_report_of_another_post_is_not_mine(
    client: AsyncClient, world: World
) -> None:
    school = await world.school(BAGUA)
    cp = await world.appoint(Role.CP, school)
    ct = await world.appoint(Role.CT, school)
    cut = await world.cut("teacher_accompaniment")
    report = await returned(world, await world.obligation(cut, school, "ct", 1), ct, role="ct")
    assert (await agenda(client, world.auth(cp)))["returned"]["items"] == []
    assert ids((await agenda(client, world.auth(ct)))["returned"]) == [str(report)]


async def test_what_i_owe_says_by_when_and_which_draft_i_began(
    client: AsyncClient, world: World
) -> None:
    school = await world.school(BAGUA)
    director = await world.appoint(Role.DIRECTOR, school)
    cut = await world.cut("coordinator")
    cp, ct = [await world.obligation(cut, school, subject, 1) for subject in ("cp", "ct")]
    draft = await begun(world, ct, director)
    await begun(world, cp, await world.person())
    body = await agenda(client, world.auth(director))
    owed = {each["obligation"]["id"]: each["draft"] for each in body["owed"]["items"]}
    assert owed[str(cp)] is None, "nobody else's draft"
    assert owed[str(ct)]["id"] == str(draft)
    assert (body["owed"]["pending"], body["owed"]["overdue"]) == (2, 0)
    me = (await client.get("/v1/me", headers=world.auth(director))).json()
    assert me["owes"]["items"] == [each["obligation"] for each in body["owed"]["items"]]


async def test_a_draft_outlives_its_cut_and_its_obligation(
    client: AsyncClient, world: World
) -> None:
    school = await world.school(BAGUA)
    director = await world.appoint(Role.DIRECTOR, school)
    closed = await world.cut("coordinator", opens=-100, closes=-80)
    late = await begun(world, await world.obligation(closed, school, "cp", 1), director)
    gone = await begun(world, uuid4(), director)
    drafts = (await agenda(client, world.auth(director)))["drafts"]
    assert drafts["waiting"] == 2
    of = {item["id"]: item for item in drafts["items"]}
    assert (of[str(late)]["closed"], of[str(late)]["cut"]) == (True, closed)
    assert (of[str(gone)]["cut"], of[str(gone)]["institution"], of[str(gone)]["closed"]) == (
        None, None, None,
    )  # fmt: skip


async def test_reports_wait_for_the_role_that_reviews_their_stream_the_oldest_first(
    client: AsyncClient, world: World
) -> None:
    school, other = await world.school(BAGUA), await world.school(BAGUA)
    director, cp = await world.appoint(Role.DIRECTOR, school), await world.appoint(Role.CP, school)
    cut = await world.cut("coordinator")
    newer = await filed(world, await world.obligation(cut, school, "cp", 1), director)
    older = await filed(world, await world.obligation(cut, other, "cp", 1), director, days_ago=4)
    accompanied = await world.cut("teacher_accompaniment")
    of_cp = await filed(world, await world.obligation(accompanied, school, "cp", 1), cp, role="cp")
    to_review = (await agenda(client, await world.login(Role.UGEL, BAGUA)))["to_review"]
    assert ids(to_review) == [str(older), str(newer)]
    (counted,) = to_review["cuts"]
    assert datetime.fromisoformat(counted.pop("oldest")) == now() - timedelta(days=4)
    assert counted == {"cut": cut, "stream": "coordinator", "waiting": 2}
    own = (await agenda(client, world.auth(director)))["to_review"]
    assert ids(own) == [str(of_cp)], "the third stream is the director's to review"
    assert own["items"][0]["author"]["role"] == "cp"
    for role, place in ((Role.DRE, AMAZONAS), (Role.UGEL, CHACHAPOYAS), (Role.CP, school)):
        elsewhere = await world.login(role, place, post=2 if role is Role.CP else None)
        assert (await agenda(client, elsewhere))["to_review"]["waiting"] == 0, role


@pytest.mark.parametrize("why", ["mine", "about me", "I was observed", "not reviewed", "approved"])
async def test_nobody_reviews_their_own_or_what_is_about_them_or_needs_no_review(
    client: AsyncClient, world: World, why: str
) -> None:
    school = await world.school(BAGUA)
    ugel, director = await world.appoint(Role.UGEL, BAGUA), await world.person()
    owed = await world.obligation(await world.cut("coordinator"), school, "cp", 1)
    report = await filed(world, owed, director)
    assert (await agenda(client, world.auth(ugel)))["to_review"]["waiting"] == 1
    match why:
        case "mine":
            changed = "update report set author_id = $2 where id = $1"
        case "about me":
            changed = "update report set about_id = $2 where id = $1"
        case "I was observed":
            changed = (
                "insert into observation (id, report_id, ordinal, instrument_code,"
                " instrument_version, observed_on, answers, teacher_id)"
                " values (gen_random_uuid(), $1, 1, 'ficha-cp', 1, '2024-05-01', '{}', $2)"
            )
        case "not reviewed":
            changed = (
                "update report_stream s set review_required = false from report r, report_cut c"
                " where c.code = r.cut_code and s.year = c.year and s.code = c.stream_code"
                " and r.id = $1 and $2::uuid is not null"
            )
        case _:
            changed = "update report set status = 'approved' where id = $1 and author_id <> $2"
    await world.db.execute(changed, report, ugel)
    assert (await agenda(client, world.auth(ugel)))["to_review"]["waiting"] == 0


async def test_who_of_mine_is_missing_is_told_by_name_and_why_without_my_own(
    client: AsyncClient, world: World
) -> None:
    school, vacant = await world.school(BAGUA, name="Alfa"), await world.school(BAGUA, name="Beta")
    director = await world.appoint(Role.DIRECTOR, school)
    await world.appoint(Role.CP, school)
    own, theirs = await world.cut("implementation"), await world.cut("coordinator", closes=3)
    await world.obligation(own, school)
    first, second = [await world.obligation(theirs, s, "cp", 1) for s in (school, vacant)]
    done = await world.obligation(theirs, school, "ct", 1)
    await filed(world, done, director)
    ugel = await world.login(Role.UGEL, BAGUA)
    body = await agenda(client, ugel)
    assert body["missing"]["missing"] == 2
    assert [(c["cut"], c["missing"]) for c in body["missing"]["cuts"]] == [(theirs, 2)]
    rows = body["missing"]["items"]
    assert [(r["id"], r["why"]) for r in rows] == [
        (str(first), "not_filed"), (str(second), "vacant_post"),
    ]  # fmt: skip
    assert rows[0]["owed_by"]["id"] == str(director)
    assert body["owed"]["pending"] == 1, "what I owe myself is owed, not missing"
    region = (await agenda(client, await world.login(Role.DRE, AMAZONAS)))["missing"]
    assert [(c["cut"], c["missing"]) for c in region["cuts"]] == [(theirs, 2), (own, 1)]


async def test_nothing_out_of_reach_is_counted_or_named(client: AsyncClient, world: World) -> None:
    school = await world.school(BAGUA)
    director = await world.appoint(Role.DIRECTOR, school)
    cut = await world.cut("coordinator")
    await filed(world, await world.obligation(cut, school, "cp", 1), director)
    await world.obligation(cut, school, "ct", 1)
    await more_time_asked(world, cut, school, director)
    await world.correction(director)
    for role, place in ((Role.UGEL, CHACHAPOYAS), (Role.DRE, PIURA)):
        assert await agenda(client, await world.login(role, place)) == NOTHING, role
    cp = await agenda(client, await world.login(Role.CP, school))
    assert cp == NOTHING, "a coordinator reads no obligations of others"


async def test_requests_wait_for_who_may_answer_them(client: AsyncClient, world: World) -> None:
    school = await world.school(BAGUA)
    director, dre = (
        await world.appoint(Role.DIRECTOR, school),
        await world.appoint(Role.DRE, AMAZONAS),
    )
    cut = await world.cut("coordinator")
    request = await more_time_asked(world, cut, school, director)
    await world.correction(director, due=today() + timedelta(days=4))
    requests = (await agenda(client, world.auth(dre)))["requests"]
    assert ids(requests["extensions"]) == [str(request)]
    assert requests["extensions"]["items"][0]["asked_by"]["id"] == str(director)
    due = (today() + timedelta(days=4)).isoformat()
    assert requests["corrections"] == {"waiting": 1, "first_due_on": due}
    own = (await agenda(client, world.auth(director)))["requests"]
    assert own == NOTHING["requests"], "nobody answers their own, a director grants nothing"
    await world.db.execute("update extension_request set asked_by = $1", dre)
    assert (await agenda(client, world.auth(dre)))["requests"]["extensions"]["waiting"] == 0


async def test_what_the_session_has_no_scope_for_is_empty(
    client: AsyncClient, world: World
) -> None:
    school = await world.school(BAGUA)
    ugel = await world.appoint(Role.UGEL, BAGUA)
    cut = await world.cut("coordinator")
    await filed(world, await world.obligation(cut, school, "cp", 1), await world.person())
    await world.obligation(cut, school, "ct", 1)
    await world.obligation(await world.cut("implementation"), school)
    assert await agenda(client, world.auth(ugel, [Scope.ME_READ])) == NOTHING
    some = await agenda(client, world.auth(ugel, [Scope.ME_READ, Scope.REPORTS_REVIEW]))
    assert some["to_review"]["waiting"] == 1
    assert some["owed"] == NOTHING["owed"]


async def test_fifty_rows_are_shown_and_all_are_counted(client: AsyncClient, world: World) -> None:
    cut = await world.cut("implementation")
    for _ in range(52):
        await world.obligation(cut, await world.school(BAGUA))
    body = await agenda(client, await world.login(Role.UGEL, BAGUA))
    assert (body["owed"]["pending"], len(body["owed"]["items"])) == (52, 50)
    missing = (await agenda(client, await world.login(Role.DRE, AMAZONAS)))["missing"]
    assert (missing["missing"], len(missing["items"])) == (52, 50)


async def test_the_agenda_is_one_statement(client: AsyncClient, app: FastAPI, world: World) -> None:
    auth = await world.login(Role.UGEL, BAGUA)
    counting = Counting(app.state.database)
    app.state.database = counting
    await agenda(client, auth)
    assert counting.statements == 2, "who calls, and the agenda"
