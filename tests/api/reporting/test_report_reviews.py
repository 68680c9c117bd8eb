"""One level up approves or returns; what was returned is corrected; the ministry annuls."""

from datetime import timedelta
from uuid import uuid4

import pytest
from httpx import AsyncClient

from domain.access.roles import Role
from tests.answers import problem
from tests.api.reporting.filing import (
    correct,
    file_about_cp,
    file_about_teachers,
    review,
    version_of,
)
from tests.api.reporting.reports import body
from tests.clock import now
from tests.world import AMAZONAS, BAGUA, CALLAO, CALLAO_OWN, CHACHAPOYAS, Connection, World


async def test_the_level_above_approves(client: AsyncClient, world: World) -> None:
    report = await file_about_cp(client, world)
    given = await review(client, report, "approved", note="Conforme.")
    assert given.status_code == 201, given.text
    assert (given.json()["decision"], given.json()["reviewer"]["role"]) == ("approved", "ugel")
    shown = (await client.get(report.path, headers=report.author)).json()
    assert (shown["status"], shown["correct_until"]) == ("approved", None)
    (item,) = (await client.get(f"{report.path}/reviews", headers=report.author)).json()["items"]
    assert item == given.json()


async def test_what_is_returned_says_why_and_is_corrected(
    client: AsyncClient, world: World, connection: Connection
) -> None:
    report = await file_about_teachers(client, world)
    comment = {
        "observation_id": report.observation,
        "item": next(iter(report.sent["observations"][0]["answers"])),
        "text": "La evidencia no corresponde al nivel.",
    }
    given = await review(client, report, "returned", comments=[comment])
    assert given.status_code == 201, given.text
    assert given.json()["comments"] == [comment]
    shown = (await client.get(report.path, headers=report.author)).json()
    assert shown["status"] == "returned"
    assert shown["correct_until"] is not None
    answer = await correct(client, report)
    assert answer.status_code == 200, answer.text
    assert (answer.json()["status"], answer.json()["revision"]) == ("submitted", 2)
    kinds = await connection.fetch("select kind from event where subject = $1 order by seq",
        f"report/{report.id}")  # fmt: skip
    assert [row[0] for row in kinds] == ["report.filed", "report.returned", "report.corrected"]
    assert (await review(client, report, "approved")).status_code == 201


async def test_a_correction_asked_again_is_the_same_correction(
    client: AsyncClient, world: World
) -> None:
    report = await file_about_cp(client, world)
    await review(client, report, "returned")
    version = await version_of(client, report)
    first = await correct(client, report, version=version)
    again = await correct(client, report, version=version)
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json()


async def test_content_is_frozen_but_while_it_is_returned(
    client: AsyncClient, world: World
) -> None:
    report = await file_about_cp(client, world)
    assert problem(await correct(client, report)) == (409, "report-differs")
    await review(client, report, "approved")
    assert problem(await correct(client, report)) == (409, "report-differs")


async def test_the_successor_in_the_post_corrects_what_was_returned(
    client: AsyncClient, world: World, connection: Connection
) -> None:
    report = await file_about_cp(client, world)
    await review(client, report, "returned")
    await connection.execute("delete from appointment where role = 'director'")
    successor = await world.login(Role.DIRECTOR, report.school)
    version = await version_of(client, report)
    answer = await correct(client, report, by=successor, version=version)
    assert answer.status_code == 200, answer.text
    assert (await client.get(report.path, headers=report.author)).status_code == 200, (
        "who wrote it first still reads it"
    )


async def test_a_correction_after_its_term_is_refused_and_the_draft_kept(
    client: AsyncClient, world: World, connection: Connection
) -> None:
    report = await file_about_cp(client, world)
    await review(client, report, "returned")
    draft = {"obligation_id": str(report.owed), "narrative": "Lo que faltaba."}
    path = f"/v1/report-drafts/{report.id}"
    assert (await client.put(path, json=draft, headers=report.author)).status_code == 201
    await connection.execute("update report set correct_until = $1", now() - timedelta(minutes=1))
    assert problem(await correct(client, report)) == (409, "correction-closed")
    assert (await client.get(path, headers=report.author)).status_code == 200


async def test_a_correction_is_taken_after_the_cut_has_closed(
    client: AsyncClient, world: World, connection: Connection
) -> None:
    report = await file_about_cp(client, world)
    await connection.execute(
        "update report_cut set closes_at = $1 where code = $2",
        now() - timedelta(hours=1),
        report.cut,
    )
    await review(client, report, "returned")
    assert (await correct(client, report)).status_code == 200


async def test_a_retired_version_is_kept_by_what_was_filed_on_it(
    client: AsyncClient, world: World, connection: Connection
) -> None:
    report = await file_about_cp(client, world)
    await review(client, report, "returned")
    await connection.execute(
        "update instrument_version set state = 'retired', retired_at = $1"
        " where instrument_code = 'ficha-cp'",
        now(),
    )
    assert (await correct(client, report)).status_code == 200


@pytest.mark.parametrize(
    ("role", "place", "expected"),
    [
        (Role.UGEL, CHACHAPOYAS, (404, "not-found")),
        (Role.DRE, AMAZONAS, (403, "not-the-reviewer")),
        (Role.MINEDU, "pe", (403, "not-the-reviewer")),
    ],
)
async def test_only_the_level_above_reviews(
    client: AsyncClient, world: World, role: Role, place: str, expected: tuple[int, str]
) -> None:
    report = await file_about_cp(client, world)
    auth = await world.login(role, place)
    assert problem(await review(client, report, "approved", by=auth)) == expected


async def test_nobody_reviews_their_own_or_one_about_themselves(
    client: AsyncClient, world: World
) -> None:
    report = await file_about_teachers(client, world)
    # The CP who wrote it, and a teacher observed in it, have both become directors of the school.
    for person in (report.author, world.auth(report.observed)):
        assert problem(await review(client, report, "approved", by=person))[0] == 403
    await world.grant(Role.DIRECTOR, report.school, person=report.observed)
    observed = world.auth(report.observed)
    assert problem(await review(client, report, "approved", by=observed)) == (403, "own-review")


async def test_a_region_that_manages_a_school_is_reviewed_by_the_ministry(
    client: AsyncClient, world: World
) -> None:
    school = await world.school(CALLAO_OWN)
    owed = await world.obligation(await world.cut("implementation"), school)
    callao = world.auth(await world.appoint(Role.DRE, CALLAO))
    sent, id = await body(world, owed, "ficha-implementacion"), uuid4()
    assert (await client.put(f"/v1/reports/{id}", json=sent, headers=callao)).status_code == 201
    path, request = f"/v1/reports/{id}/reviews/{uuid4()}", {"version": 1, "decision": "approved"}
    assert problem(await client.put(path, json=request, headers=callao)) == (403, "own-review")
    minedu = await world.login(Role.MINEDU, "pe")
    assert (await client.put(path, json=request, headers=minedu)).status_code == 201


async def test_a_stream_may_take_no_reviews(
    client: AsyncClient, world: World, connection: Connection
) -> None:
    report = await file_about_cp(client, world)
    await connection.execute("update report_stream set review_required = false")
    assert problem(await review(client, report, "approved")) == (409, "stream-not-reviewed")


async def test_every_fault_of_a_review_is_told_at_once(client: AsyncClient, world: World) -> None:
    report = await file_about_cp(client, world)
    bare = await review(client, report, "returned", comments=[])
    assert problem(bare) == (422, "invalid-review")
    comments = [
        {"observation_id": str(uuid4()), "text": "¿Cuál?"},
        {"observation_id": report.observation, "item": "no-existe", "text": "¿Cuál?"},
        {"item": "p1", "text": "¿De cuál?"},
    ]
    faulty = await review(client, report, "returned", comments=comments)
    assert [e["field"] for e in faulty.json()["errors"]] == [
        "/comments/0/observation_id",
        "/comments/1/item",
        "/comments/2/observation_id",
    ]


async def test_another_review_under_the_same_id_is_refused(
    client: AsyncClient, world: World
) -> None:
    report, id = await file_about_cp(client, world), uuid4()
    await review(client, report, "returned", id=id, version=1)
    other = await review(client, report, "approved", id=id)
    assert problem(other) == (409, "review-differs")


async def test_what_was_decided_is_not_decided_again(client: AsyncClient, world: World) -> None:
    report = await file_about_cp(client, world)
    await review(client, report, "approved")
    assert problem(await review(client, report, "returned")) == (409, "report-not-in-state")
    assert problem(await review(client, report, "approved", version=1)) == (412, "stale-version")


async def test_the_ministry_annuls_and_it_is_owed_again(client: AsyncClient, world: World) -> None:
    report = await file_about_cp(client, world)
    await review(client, report, "approved")
    minedu = await world.login(Role.MINEDU, "pe")
    request = {"version": 2, "reason": "Se declaró con datos de otra institución."}
    path = f"{report.path}/annulments/{uuid4()}"
    assert problem(await client.put(path, json=request, headers=report.reviewer)) == (
        403,
        "missing-scope",
    )
    assert (await client.put(path, json=request, headers=minedu)).status_code == 201
    owed = await client.get(f"/v1/obligations/{report.owed}", headers=minedu)
    assert (owed.json()["state"], owed.json()["report_id"]) == ("pending", None)
    other = await body(world, report.owed, "ficha-cp")
    again = await client.put(f"/v1/reports/{uuid4()}", json=other, headers=report.author)
    assert again.status_code == 201, again.text
    shown = (await client.get(report.path, headers=report.author)).json()
    assert shown["status"] == "annulled", "nothing of it is lost"


async def test_many_are_approved_at_once_each_by_itself(client: AsyncClient, world: World) -> None:
    good = await file_about_cp(client, world)
    stale = await file_about_teachers(client, world)
    items = [
        {"review_id": str(uuid4()), "report_id": str(r), "version": v}
        for r, v in ((good.id, 1), (stale.id, 1), (uuid4(), 1))
    ]
    sent = {"items": items, "note": "Conforme."}
    answer = await client.post("/v1/report-approvals", json=sent, headers=good.reviewer)
    assert answer.status_code == 200, answer.text
    outcomes = [
        (item["approved"], item["problem"] and item["problem"]["type"])
        for item in answer.json()["items"]
    ]
    assert outcomes == [
        (True, None),
        (False, "/problems/not-the-reviewer"),
        (False, "/problems/not-found"),
    ]
    again = await client.post("/v1/report-approvals", json=sent, headers=good.reviewer)
    assert [item["approved"] for item in again.json()["items"]] == [True, False, False]


async def test_the_queue_holds_what_waits_for_the_caller_alone(
    client: AsyncClient, world: World
) -> None:
    report = await file_about_teachers(client, world)
    waiting = "/v1/reports?to_review=true"
    for auth, expected in (
        (report.reviewer, [str(report.id)]),
        (report.author, []),
        (await world.login(Role.UGEL, BAGUA), []),
    ):
        page = (await client.get(waiting, headers=auth)).json()
        assert [row["id"] for row in page["items"]] == expected
    await review(client, report, "returned")
    assert (await client.get(waiting, headers=report.reviewer)).json()["items"] == []
    listed = await client.get("/v1/reports?status=returned", headers=report.reviewer)
    assert [row["id"] for row in listed.json()["items"]] == [str(report.id)]


async def test_comments_on_teachers_stay_below(client: AsyncClient, world: World) -> None:
    report = await file_about_teachers(client, world)
    await review(client, report, "returned")
    dre = await world.login(Role.DRE, AMAZONAS)
    body = (await client.get(f"{report.path}/reviews", headers=dre)).json()
    assert body["withheld"]
    assert [(r["decision"], r["comments"], r["note"]) for r in body["items"]] == [
        ("returned", [], None)
    ]
