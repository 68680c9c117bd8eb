"""What a review as an attacker found in the life of reports: each story, and how it ends now."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from asyncpg import Range
from httpx import AsyncClient

from domain.access.roles import Role
from tests.answers import codes, problem
from tests.api.reporting.filing import (
    correct,
    file_about_cp,
    file_about_teachers,
    review,
    version_of,
)
from tests.api.reporting.reports import body, filled
from tests.clock import now, today
from tests.world import BAGUA, Connection, World


async def test_a_promoted_coordinator_corrects_nothing_about_themselves(
    client: AsyncClient, world: World, connection: Connection
) -> None:
    report = await file_about_cp(client, world)
    await review(client, report, "returned")
    await connection.execute("delete from appointment where role in ('director', 'cp')")
    await world.appoint(Role.DIRECTOR, report.school, person=report.observed)
    version = await version_of(client, report)
    promoted = world.auth(report.observed)
    answer = await correct(client, report, by=promoted, version=version)
    assert problem(answer) == (403, "self-report")


async def test_whoever_held_the_post_when_it_was_observed_does_not_report_on_it(
    client: AsyncClient, world: World
) -> None:
    school = await world.school(BAGUA)
    owed = await world.obligation(await world.cut("coordinator"), school, "cp", 1)
    person = await world.person()
    since, until = today() - timedelta(days=100), today() - timedelta(days=5)
    await world.save(
        "appointment", id=uuid4(), person_id=person, role="cp", place=school, post=1,
        regime="tenured", valid=Range(since, until),
    )  # fmt: skip
    await world.appoint(Role.DIRECTOR, school, person=person, since=until)
    day = (today() - timedelta(days=10)).isoformat()
    sent = await body(world, owed, "ficha-cp")
    sent["observations"] = [await filled(world, "ficha-cp", observed_on=day)]
    answer = await client.put(f"/v1/reports/{uuid4()}", json=sent, headers=world.auth(person))
    assert problem(answer) == (403, "self-report")


async def test_the_hash_of_a_report_is_told_to_who_may_read_all_of_it(
    client: AsyncClient, world: World, connection: Connection
) -> None:
    report = await file_about_cp(client, world)
    await review(client, report, "returned")
    await correct(client, report)
    cp, minedu = world.auth(report.observed), await world.login(Role.MINEDU, "pe")
    for who in (cp, minedu):
        shown = (await client.get(report.path, headers=who)).json()
        assert shown["content_hash"] is None
        rows = (await client.get(f"{report.path}/revisions", headers=who)).json()["items"]
        assert {row["content_hash"] for row in rows} == {None}
    assert (await client.get(report.path, headers=report.author)).json()["content_hash"]
    payloads = "select count(*) from event where payload ? 'content_hash'"
    assert await connection.fetchval(payloads) == 0


async def test_a_successor_reads_what_they_are_to_correct(
    client: AsyncClient, world: World, connection: Connection
) -> None:
    report = await file_about_teachers(client, world)
    await connection.execute("delete from appointment where role = 'cp'")
    successor = await world.login(Role.CP, report.school)
    assert (await client.get(report.path, headers=successor)).status_code == 404, "not theirs yet"
    await review(client, report, "returned")
    shown = (await client.get(report.path, headers=successor)).json()
    assert shown["filled"][0]["answers"] == report.sent["observations"][0]["answers"]
    body = (await client.get(f"{report.path}/reviews", headers=successor)).json()
    assert body["items"][0]["comments"]
    for path in ("/revisions", "/messages"):
        assert (await client.get(report.path + path, headers=successor)).status_code == 200
    ct = await world.login(Role.CT, report.school)
    assert (await client.get(report.path, headers=ct)).status_code == 404, "of another post"
    assert (await correct(client, report, by=successor, version=2)).status_code == 200


async def test_a_report_whose_term_has_passed_is_returned_once_more(
    client: AsyncClient, world: World, connection: Connection
) -> None:
    report = await file_about_cp(client, world)
    await review(client, report, "returned")
    await connection.execute("update report set correct_until = $1", now() - timedelta(days=3))
    assert problem(await correct(client, report)) == (409, "correction-closed")
    assert (await review(client, report, "returned")).status_code == 201
    assert (await correct(client, report)).status_code == 200


async def test_a_section_saved_while_the_draft_is_filed_is_not_lost(
    client: AsyncClient, world: World, connection: Connection
) -> None:
    school = await world.school(BAGUA)
    owed = await world.obligation(await world.cut("implementation"), school)
    auth = await world.login(Role.UGEL, BAGUA)
    whole, id = await body(world, owed, "ficha-implementacion"), uuid4()
    work = {name: whole[name] for name in ("obligation_id", "observations")}
    await client.put(f"/v1/report-drafts/{id}", json=work, headers=auth)
    # As if it had been saved between the reading of the draft and its filing.
    await connection.execute(
        "create function pg_temp.save() returns trigger language plpgsql as $$ begin"
        " update report_draft set version = version + 1 where id = new.id; return new; end $$"
    )
    await connection.execute(
        "create trigger meanwhile before insert on report for each row"
        " execute function pg_temp.save()"
    )
    path = f"/v1/report-drafts/{id}"
    filed = await client.post(f"{path}/submission", json={"sworn": True}, headers=auth)
    assert filed.status_code == 201, filed.text
    assert (await client.get(path, headers=auth)).status_code == 200


async def test_a_reply_stays_with_its_teacher_and_its_content(
    client: AsyncClient, world: World
) -> None:
    report = await file_about_teachers(client, world, teachers=2)
    path = f"/v1/me/observations/{report.observation}/reply"
    teacher = world.auth(report.observed)
    await client.put(path, json={"text": "De acuerdo.", "agrees": True}, headers=teacher)
    await review(client, report, "returned")
    one, other = report.sent["observations"]
    swapped = [
        one | {"teacher_id": other["teacher_id"]},
        other | {"teacher_id": one["teacher_id"]},
    ]
    refused = await correct(client, report, observations=swapped)
    assert codes(refused) == [
        ("/observations/0/teacher_id", "another-teacher"),
        ("/observations/1/teacher_id", "another-teacher"),
    ]
    assert (await correct(client, report)).status_code == 200
    shown = (await client.get(report.path, headers=report.reviewer)).json()
    (reply,) = shown["filled"][0]["replies"]
    assert (reply["revision"], shown["revision"]) == (1, 2), "told of which content it was"


@pytest.mark.parametrize("corrects", [False, True])
async def test_two_observations_under_one_id_are_told(
    client: AsyncClient, world: World, corrects: bool
) -> None:
    report = await file_about_cp(client, world)
    first = report.sent["observations"][0]
    day = (today() - timedelta(days=1)).isoformat()
    twice = [first, first | {"observed_on": day}]
    if corrects:
        await review(client, report, "returned")
        answer = await correct(client, report, observations=twice)
    else:
        owed = await world.obligation(report.cut, report.school, "cp", 2)
        sent = report.sent | {"obligation_id": str(owed), "observations": twice}
        answer = await client.put(f"/v1/reports/{uuid4()}", json=sent, headers=report.author)
    assert problem(answer) == (422, "invalid-report")
    assert ("/observations/1/id", "repeated-id") in codes(answer)


async def test_a_draft_of_two_observations_under_one_id_is_refused(
    client: AsyncClient, world: World
) -> None:
    report = await file_about_cp(client, world)
    twice = [{"id": report.observation}, {"id": report.observation}]
    work = {"obligation_id": str(report.owed), "observations": twice}
    answer = await client.put(f"/v1/report-drafts/{uuid4()}", json=work, headers=report.author)
    assert problem(answer) == (422, "draft-repeats-id")


async def test_what_was_annulled_is_not_taken_for_filed(client: AsyncClient, world: World) -> None:
    report = await file_about_cp(client, world)
    minedu = await world.login(Role.MINEDU, "pe")
    body = {"version": 1, "reason": "Declarado por error."}
    await client.put(f"{report.path}/annulments/{uuid4()}", json=body, headers=minedu)
    again = await client.put(report.path, json=report.sent, headers=report.author)
    assert problem(again) == (409, "report-annulled")


async def test_one_review_id_twice_in_a_batch_harms_no_other(
    client: AsyncClient, world: World
) -> None:
    one = await file_about_cp(client, world)
    id = str(uuid4())
    items = [{"review_id": id, "report_id": str(r), "version": 1} for r in (one.id, uuid4())]
    answer = await client.post("/v1/report-approvals", json={"items": items}, headers=one.reviewer)
    problems = [item["problem"] for item in answer.json()["items"]]
    types: list[Any] = [problem and problem["type"] for problem in problems]
    assert types == [None, "/problems/review-differs"]


async def test_a_draft_grows_no_further_than_a_report(client: AsyncClient, world: World) -> None:
    report = await file_about_cp(client, world)
    path = f"/v1/report-drafts/{uuid4()}"
    await client.put(path, json={"obligation_id": str(report.owed)}, headers=report.author)
    section = f"{path}/observations/{uuid4()}"
    statuses = []
    for n in range(15):
        answers = {f"i{n}-{k}": "x" * 9_000 for k in range(10)}
        answer = await client.patch(section, json={"answers": answers}, headers=report.author)
        statuses.append(answer.status_code)
    assert statuses[:5] == [200] * 5
    assert statuses[-1] == 422


async def test_a_draft_follows_an_obligation_that_was_made_anew(
    client: AsyncClient, world: World, connection: Connection
) -> None:
    school = await world.school(BAGUA)
    cut = await world.cut("implementation")
    owed, auth = await world.obligation(cut, school), await world.login(Role.UGEL, BAGUA)
    path = f"/v1/report-drafts/{uuid4()}"
    work = {"narrative": "Mi trabajo."}
    begun = await client.put(path, json=work | {"obligation_id": str(owed)}, headers=auth)
    await connection.execute("delete from obligation where id = $1", owed)
    anew = await world.obligation(cut, school)
    seen = auth | {"If-Match": begun.headers["etag"]}
    answer = await client.put(path, json=work | {"obligation_id": str(anew)}, headers=seen)
    assert answer.status_code == 200, answer.text


async def test_what_is_delivered_late_was_observed_before_it_was_finished(
    client: AsyncClient, world: World, connection: Connection
) -> None:
    school = await world.school(BAGUA)
    owed = await world.obligation(await world.cut("implementation"), school)
    auth = await world.login(Role.UGEL, BAGUA)
    await connection.execute(
        "update report_cut set opens_at = $1, closes_at = $2 where ordinal = 9",
        now() - timedelta(days=9), now() - timedelta(days=1),
    )  # fmt: skip
    sent = await body(world, owed, "ficha-implementacion")
    sent["captured_at"] = (now() - timedelta(days=4)).isoformat()
    answer = await client.put(f"/v1/reports/{uuid4()}", json=sent, headers=auth)
    assert codes(answer) == [("/observations/0/observed_on", "after-capture")]


async def test_what_a_predecessor_left_half_done_is_in_nobodys_way(
    client: AsyncClient, world: World, connection: Connection
) -> None:
    report = await file_about_cp(client, world)
    await review(client, report, "returned")
    path, work = f"/v1/report-drafts/{report.id}", {"obligation_id": str(report.owed)}
    await client.put(path, json=work | {"narrative": "A medias."}, headers=report.author)
    await connection.execute("delete from appointment where role = 'director'")
    successor = await world.login(Role.DIRECTOR, report.school)
    assert (await client.get(path, headers=successor)).status_code == 404
    whole = work | {"narrative": "Completo.", "observations": report.sent["observations"]}
    assert (await client.put(path, json=whole, headers=successor)).status_code == 201
    version = await version_of(client, report)
    filed = await client.post(
        f"{path}/submission", json={"sworn": True}, headers=successor | {"If-Match": f'"{version}"'}
    )
    assert (filed.status_code, filed.json()["revision"]) == (200, 2)
