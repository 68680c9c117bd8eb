"""An observation keeps its report and its teacher, through whatever corrections: replies and second
scorings hang on its id."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from httpx import AsyncClient

from domain.access.roles import Role
from tests.answers import codes, problem
from tests.api.reporting.filing import Filed, correct, file_about_teachers, review
from tests.clock import now, today
from tests.lessons import scored_again
from tests.world import BAGUA, Connection, World


def yesterday() -> str:
    return (today() - timedelta(days=1)).isoformat()


async def drop_the_first(client: AsyncClient, report: Filed) -> tuple[Any, Any]:
    """Correct a report of two lessons so that one is left; answers both."""
    one, other = report.sent["observations"]
    await review(client, report, "returned")
    assert (await correct(client, report, observations=[other])).status_code == 200
    return one, other


async def another_report(world: World, report: Filed, observations: list[Any]) -> dict[str, Any]:
    """What is sent for the next cut, with these observations."""
    cut = await world.cut("teacher_accompaniment", ordinal=8, opens=-30, closes=-6)
    await world.extend(cut, report.school, now() + timedelta(days=3))
    owed = await world.obligation(cut, report.school, "cp", 1)
    return report.sent | {"obligation_id": str(owed), "observations": observations}


async def test_an_observation_that_was_dropped_comes_back_with_its_teacher_or_not_at_all(
    client: AsyncClient, world: World
) -> None:
    report = await file_about_teachers(client, world, teachers=2)
    one, other = await drop_the_first(client, report)
    await review(client, report, "returned")
    moved = one | {"teacher_id": other["teacher_id"], "observed_on": yesterday()}
    refused = await correct(client, report, observations=[other, moved])
    assert codes(refused) == [("/observations/1/teacher_id", "another-teacher")]
    assert (await correct(client, report, observations=[other, one])).status_code == 200


async def test_a_dropped_observation_goes_into_no_other_report(
    client: AsyncClient, world: World, connection: Connection
) -> None:
    report = await file_about_teachers(client, world, teachers=2)
    one, other = await drop_the_first(client, report)
    sent = await another_report(world, report, [one | {"teacher_id": other["teacher_id"]}])
    path = f"/v1/reports/{uuid4()}"
    refused = await client.put(path, json=sent, headers=report.author)
    assert problem(refused) == (409, "observation-known")
    owed = "select fulfilled_at from obligation where id = $1"
    assert await connection.fetchval(owed, UUID(sent["obligation_id"])) is None, "nothing was kept"
    new = sent | {"observations": [one | {"id": str(uuid4())}]}
    assert (await client.put(path, json=new, headers=report.author)).status_code == 201


async def test_nor_into_the_correction_of_another(client: AsyncClient, world: World) -> None:
    report = await file_about_teachers(client, world, teachers=2)
    one, _ = await drop_the_first(client, report)
    sent = await another_report(world, report, [one | {"id": str(uuid4())}])
    beside = Filed(
        uuid4(), report.school, report.cut, UUID(sent["obligation_id"]), sent, report.author,
        report.reviewer, report.observed,
    )  # fmt: skip
    filed = await client.put(beside.path, json=sent, headers=report.author)
    assert filed.status_code == 201, filed.text
    await review(client, beside, "returned")
    refused = await correct(client, beside, observations=[one])
    assert problem(refused) == (409, "observation-known")
    assert (await correct(client, beside)).status_code == 200


async def test_a_second_scoring_is_of_its_report(
    client: AsyncClient, world: World, connection: Connection
) -> None:
    report = await file_about_teachers(client, world, teachers=2)
    first = report.sent["observations"][0]
    await scored_again(world, UUID(report.observation), first["answers"])
    # As if the id had come to stand in another report all the same.
    elsewhere, _ = await world.accompanied(
        report.school, await world.cut("teacher_accompaniment", ordinal=8, opens=20, closes=30), [3]
    )
    await connection.execute(
        "update observation set report_id = $1, ordinal = 9 where id = $2",
        elsewhere, UUID(report.observation),
    )  # fmt: skip
    teacher = world.auth(report.observed)
    assert (await client.get("/v1/me/data", headers=teacher)).json()["second_scorings"] == []
    await connection.execute(
        "update report_cut set opens_at = $1, closes_at = $2 where ordinal = 8",
        now() - timedelta(days=20), now() - timedelta(days=10),
    )  # fmt: skip
    minedu = await world.login(Role.MINEDU, "pe")
    released = await client.put("/v1/results/2024-teacher_accompaniment-8", headers=minedu)
    assert released.status_code == 201, released.text
    assert await connection.fetchval("select count(*) from result_pair") == 0


async def test_a_scorer_of_an_id_elsewhere_is_not_kept_from_this_lesson(
    client: AsyncClient, world: World, connection: Connection
) -> None:
    report = await file_about_teachers(client, world)
    scorer = await world.appoint(Role.UGEL, BAGUA)
    elsewhere, _ = await world.accompanied(
        report.school, await world.cut("teacher_accompaniment", ordinal=8, opens=20, closes=30), [3]
    )
    answers = report.sent["observations"][0]["answers"]
    await world.save(
        "second_scoring", id=uuid4(), observation_id=UUID(report.observation), report_id=elsewhere,
        scorer_id=scorer, instrument_version=1, at=now(), answers="{}",
    )  # fmt: skip
    given = await client.put(
        f"/v1/observations/{report.observation}/second-scorings/{uuid4()}",
        json={"was_present": True, "answers": answers},
        headers=world.auth(scorer),
    )
    assert given.status_code == 201, given.text
