"""A lesson scored twice: given once, blindly, by somebody else who was in it."""

import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient, Response

from domain.access.roles import Role
from tests.answers import problem
from tests.api.reporting.filing import file_about_teachers, review
from tests.clock import now
from tests.lessons import lesson, with_level
from tests.world import BAGUA, CHACHAPOYAS, Auth, Connection, World

STREAM = "teacher_accompaniment"


async def give(
    client: AsyncClient, auth: Auth, observation: UUID, answers: Any, id: UUID | None = None
) -> Response:
    return await client.put(
        f"/v1/observations/{observation}/second-scorings/{id or uuid4()}",
        json={"was_present": True, "answers": answers},
        headers=auth,
    )


@pytest.fixture
async def filled(world: World) -> dict[str, object]:
    return await world.answers("matriz-dialogo")


@pytest.fixture
async def observed(world: World, school: str, filled: dict[str, object]) -> UUID:
    """One observation, of level III all over."""
    _, (observation,), _ = await lesson(
        world, school, await world.cut(STREAM), [with_level(filled, 3)]
    )
    return observation


async def test_a_director_and_a_specialist_score_a_lesson_again(
    client: AsyncClient,
    world: World,
    school: str,
    observed: UUID,
    filled: dict[str, object],
    connection: Connection,
) -> None:
    for role, place in ((Role.DIRECTOR, school), (Role.UGEL, BAGUA)):
        person = await world.appoint(role, place)
        id = uuid4()
        auth = world.auth(person)
        answer = await give(client, auth, observed, with_level(filled, 4), id)
        assert answer.status_code == 201, answer.text
        body = answer.json()
        assert (body["id"], body["scorer_id"], body["score"]) == (str(id), str(person), 1)
        event = await connection.fetchrow("select * from event where actor_id = $1", person)
        assert event is not None
        assert (event["kind"], event["place"]) == ("observation.second-scored", school)
        assert json.loads(event["payload"]) == {
            "observation_id": str(observed),
            "scoring_id": str(id),
        }


async def test_nothing_of_the_first_scoring_is_answered(
    client: AsyncClient, world: World, school: str, observed: UUID, filled: dict[str, object]
) -> None:
    auth = await world.login(Role.DIRECTOR, school)
    answer = await give(client, auth, observed, with_level(filled, 1))
    assert answer.json().keys() == {
        "id", "observation_id", "report_id", "scorer_id", "at", "score",
    }  # fmt: skip
    wrong = await give(client, auth, observed, {})
    assert all("3" not in error["detail"] for error in wrong.json()["errors"])


async def test_other_answers_are_refused(
    client: AsyncClient,
    world: World,
    school: str,
    observed: UUID,
    filled: dict[str, object],
) -> None:
    auth, id = await world.login(Role.DIRECTOR, school), uuid4()
    await give(client, auth, observed, with_level(filled, 2), id)
    other = await give(client, auth, observed, with_level(filled, 3), id)
    assert problem(other) == (409, "scoring-differs")
    another = await give(client, auth, observed, with_level(filled, 3))
    assert problem(another) == (409, "scored-already")


async def test_an_id_of_somebody_else_tells_nothing_of_theirs(
    client: AsyncClient, world: World, school: str, observed: UUID, filled: dict[str, object]
) -> None:
    id = uuid4()
    await give(client, await world.login(Role.UGEL, BAGUA), observed, with_level(filled, 2), id)
    director = await world.login(Role.DIRECTOR, school)
    for level in (2, 3):
        taken = await give(client, director, observed, with_level(filled, level), id)
        assert problem(taken) == (409, "scoring-differs")


async def test_neither_the_first_observer_nor_the_observed_score_again(
    client: AsyncClient, world: World, school: str, filled: dict[str, object]
) -> None:
    author = await world.appoint(Role.DIRECTOR, school)
    seen = await world.appoint(Role.UGEL, BAGUA)
    _, (observation,), _ = await lesson(
        world, school, await world.cut(STREAM), [filled], author=author, teachers=[seen]
    )
    for person in (author, seen):
        answer = await give(client, world.auth(person), observation, filled)
        assert problem(answer) == (403, "not-a-second-observer")


async def test_who_has_decided_over_the_report_has_read_it(
    client: AsyncClient, world: World, school: str, observed: UUID, filled: dict[str, object]
) -> None:
    director = await world.appoint(Role.DIRECTOR, school)
    report = await world.db.fetchval("select report_id from observation where id = $1", observed)
    await world.save(
        "report_review", id=uuid4(), report_id=report, revision=1, decision="approved", at=now(),
        reviewer_id=director, reviewer_role="director", comments="[]",
    )  # fmt: skip
    answer = await give(client, world.auth(director), observed, filled)
    assert problem(answer) == (409, "answers-seen")
    specialist = await world.login(Role.UGEL, BAGUA)
    assert (await give(client, specialist, observed, filled)).status_code == 201


async def test_who_wrote_it_before_a_correction_is_no_second_observer(
    client: AsyncClient, world: World, school: str, observed: UUID, filled: dict[str, object]
) -> None:
    before = await world.appoint(Role.UGEL, BAGUA)
    report = await world.db.fetchval("select report_id from observation where id = $1", observed)
    await world.save(
        "report_revision", report_id=report, revision=1, author_id=before, author_role="cp",
        filed_at=now(), observations="[]", content_hash="x",
    )  # fmt: skip
    answer = await give(client, world.auth(before), observed, filled)
    assert problem(answer) == (403, "not-a-second-observer")


@pytest.mark.parametrize("decision", ["approved", "returned"])
async def test_who_scored_a_lesson_again_does_not_review_its_report(
    client: AsyncClient, world: World, decision: str
) -> None:
    report = await file_about_teachers(client, world)
    answers = report.sent["observations"][0]["answers"]
    given = await give(client, report.reviewer, UUID(report.observation), answers)
    assert given.status_code == 201, given.text
    assert problem(await review(client, report, decision)) == (403, "second-observer")
    substitute = world.auth(await world.grant(Role.DIRECTOR, report.school))
    answer = await review(client, report, decision, by=substitute)
    assert answer.status_code == 201, answer.text


async def test_who_scored_a_lesson_again_is_offered_its_report_for_review_no_more(
    client: AsyncClient, world: World
) -> None:
    report = await file_about_teachers(client, world)

    async def offered(auth: Auth) -> tuple[int, int]:
        queue = await client.get("/v1/reports?to_review=true", headers=auth)
        agenda = await client.get("/v1/me/agenda", headers=auth)
        return len(queue.json()["items"]), len(agenda.json()["to_review"]["items"])

    assert await offered(report.reviewer) == (1, 1)
    answers = report.sent["observations"][0]["answers"]
    await give(client, report.reviewer, UUID(report.observation), answers)
    assert await offered(report.reviewer) == (0, 0)
    assert await offered(world.auth(await world.grant(Role.DIRECTOR, report.school))) == (1, 1)


async def test_who_scored_a_lesson_again_approves_it_with_many_others_no_more(
    client: AsyncClient, world: World
) -> None:
    report = await file_about_teachers(client, world)
    answers = report.sent["observations"][0]["answers"]
    await give(client, report.reviewer, UUID(report.observation), answers)
    body = {"review_id": str(uuid4()), "report_id": str(report.id), "version": 1}
    answer = await client.post(
        "/v1/report-approvals", json={"items": [body]}, headers=report.reviewer
    )
    assert "second-observer" in answer.text


async def test_faulty_answers_are_named_all_at_once(
    client: AsyncClient, world: World, school: str, observed: UUID, filled: dict[str, object]
) -> None:
    auth = await world.login(Role.DIRECTOR, school)
    answer = await give(client, auth, observed, with_level(filled, 9) | {"otro": 1})
    assert problem(answer) == (422, "invalid-answers")
    codes = [error["code"] for error in answer.json()["errors"]]
    assert codes.count("out-of-scale") == 5
    assert codes.count("unknown-item") == 1


async def test_what_is_no_lesson_or_annulled_is_not_scored_again(
    client: AsyncClient, world: World, school: str, observed: UUID, filled: dict[str, object]
) -> None:
    auth = await world.login(Role.DIRECTOR, school)
    await world.db.execute("update report set status = 'annulled'")
    assert problem(await give(client, auth, observed, filled)) == (409, "report-not-in-state")
    await world.db.execute("update observation set teacher_id = null")
    assert problem(await give(client, auth, observed, filled)) == (409, "not-a-lesson")


async def test_a_lesson_out_of_reach_does_not_exist(
    client: AsyncClient, world: World, observed: UUID, filled: dict[str, object]
) -> None:
    outside = await world.login(Role.UGEL, CHACHAPOYAS)
    answer = await give(client, outside, observed, filled)
    nobody = await give(client, outside, uuid4(), filled)
    assert problem(answer) == (404, "not-found")
    assert answer.json() == nobody.json()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"was_present": False}, "/was_present"),
        ({"answers": []}, "/answers"),
        ({"answers": {"a": "\u0000"}}, "/answers/a"),
        ({"score": 1}, "/score"),
    ],
)
async def test_a_scoring_that_cannot_be_right_names_its_field(
    client: AsyncClient, world: World, school: str, observed: UUID, changed: Any, field: str
) -> None:
    auth = await world.login(Role.DIRECTOR, school)
    path = f"/v1/observations/{observed}/second-scorings/{uuid4()}"
    sent = {"was_present": True, "answers": {}} | changed
    answer = await client.put(path, json=sent, headers=auth)
    assert problem(answer) == (422, "invalid-request")
    assert [error["field"] for error in answer.json()["errors"]] == [field]


@pytest.mark.parametrize("role", [Role.MINEDU, Role.DRE, Role.CP, Role.TEACHER])
async def test_others_score_nothing(
    client: AsyncClient, world: World, school: str, observed: UUID, role: Role
) -> None:
    place = {Role.MINEDU: "pe", Role.DRE: "pe.010000"}.get(role, school)
    answer = await give(client, await world.login(role, place), observed, {})
    assert problem(answer) == (403, "missing-scope")


async def test_the_teacher_and_the_scorer_are_told_of_it_and_nobody_else(
    client: AsyncClient, world: World, school: str, observed: UUID, filled: dict[str, object]
) -> None:
    scorer, id = await world.appoint(Role.DIRECTOR, school), uuid4()
    await give(client, world.auth(scorer), observed, with_level(filled, 2), id)
    teacher = await world.db.fetchval("select teacher_id from observation where id = $1", observed)
    beside = await world.appoint(Role.TEACHER, school)
    for person, mine in ((teacher, False), (scorer, True)):
        data = (await client.get("/v1/me/data", headers=world.auth(person))).json()
        (scoring,) = data["second_scorings"]
        assert (scoring["id"], scoring["by_me"], scoring["score"]) == (str(id), mine, 0.5)
        assert scoring["answers"]["d1-nivel"] == 2
        assert "d4-marca" not in scoring["answers"], "a mark of conduct is about a pupil too"
    data = (await client.get("/v1/me/data", headers=world.auth(beside))).json()
    assert data["second_scorings"] == []
