"""A coordinator's report is about whoever held the post when it was observed: whatever they become,
they neither correct nor review it."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient

from domain.access.roles import Role
from tests.answers import problem
from tests.api.reporting.filing import Filed, correct, review
from tests.api.reporting.reports import body, filled
from tests.clock import today
from tests.world import BAGUA, Auth, Connection, World


def day_of_leaving() -> date:
    return today() - timedelta(days=5)


def day_before_leaving() -> date:
    return day_of_leaving() - timedelta(days=5)


def day_after_leaving() -> date:
    return day_of_leaving() + timedelta(days=1)


async def on(world: World, day: date) -> dict[str, object]:
    """An observation of the CP on that day."""
    return await filled(world, "ficha-cp", observed_on=day.isoformat())


@pytest.fixture
async def report(client: AsyncClient, world: World) -> Filed:
    """Filed after the observed CP left, so that it names their successor as whom it is about."""
    school, cut = await world.school(BAGUA), await world.cut("coordinator")
    owed = await world.obligation(cut, school, "cp", 1)
    former = await world.appoint(Role.CP, school, until=day_of_leaving())
    await world.appoint(Role.CP, school, since=day_of_leaving())
    director = await world.login(Role.DIRECTOR, school)
    sent = await body(world, owed, "ficha-cp", observations=[await on(world, day_before_leaving())])
    ugel = await world.deputy(Role.UGEL, BAGUA)
    report = Filed(uuid4(), school, cut, owed, sent, director, ugel, former)
    assert (await client.put(report.path, json=sent, headers=director)).status_code == 201
    return report


async def become(world: World, role: Role, place: str, person: UUID) -> Auth:
    """Somebody in a role from the day they left their post on, with or without its number."""
    await world.db.execute("delete from appointment where role = $1", role)
    await world.appoint(role, place, person=person, since=day_of_leaving())
    return world.auth(person)


async def test_a_former_coordinator_does_not_correct_it_by_naming_another_day(
    client: AsyncClient, world: World, report: Filed
) -> None:
    await review(client, report, "returned")
    former = await become(world, Role.DIRECTOR, report.school, report.observed)
    other_day = [report.sent["observations"][0] | {"observed_on": today().isoformat()}]
    for changed in ({}, {"observations": other_day}):
        answer = await correct(client, report, by=former, version=2, **changed)
        assert problem(answer) == (403, "self-report")


async def test_nor_once_a_correction_named_another_day(
    client: AsyncClient, world: World, report: Filed
) -> None:
    await review(client, report, "returned")
    moved = [report.sent["observations"][0] | {"observed_on": day_after_leaving().isoformat()}]
    assert (await correct(client, report, observations=moved)).status_code == 200
    await review(client, report, "returned")
    former = await become(world, Role.DIRECTOR, report.school, report.observed)
    answer = await correct(client, report, by=former, version=4, observations=moved)
    assert problem(answer) == (403, "self-report")
    reviewer = await become(world, Role.UGEL, BAGUA, report.observed)
    answer = await review(client, report, "returned", by=reviewer, version=4)
    assert problem(answer) == (403, "own-review")


@pytest.mark.parametrize("decision", ["approved", "returned"])
async def test_a_former_coordinator_does_not_review_it(
    client: AsyncClient, world: World, report: Filed, decision: str
) -> None:
    former = await become(world, Role.UGEL, BAGUA, report.observed)
    answer = await review(client, report, decision, by=former, version=1)
    assert problem(answer) == (403, "own-review")
    item = {"review_id": str(uuid4()), "report_id": str(report.id), "version": 1}
    many = await client.post("/v1/report-approvals", json={"items": [item]}, headers=former)
    assert many.json()["items"][0]["problem"]["type"] == "/problems/own-review"


async def test_it_waits_for_others_and_not_for_them(
    client: AsyncClient, world: World, report: Filed, connection: Connection
) -> None:
    former = await become(world, Role.UGEL, BAGUA, report.observed)
    colleague = await world.deputy(Role.UGEL, BAGUA)
    for who, waiting in ((former, []), (colleague, [str(report.id)])):
        listed = await client.get("/v1/reports?to_review=true", headers=who)
        assert [row["id"] for row in listed.json()["items"]] == waiting
        agenda = (await client.get("/v1/me/agenda", headers=who)).json()
        assert [row["id"] for row in agenda["to_review"]["items"]] == waiting


async def test_who_held_another_post_of_the_school_then_reviews_it(
    client: AsyncClient, world: World, report: Filed
) -> None:
    tutor = await world.appoint(Role.CT, report.school, until=day_of_leaving())
    specialist = await become(world, Role.UGEL, BAGUA, tutor)
    listed = await client.get("/v1/reports?to_review=true", headers=specialist)
    assert [row["id"] for row in listed.json()["items"]] == [str(report.id)]
    answer = await review(client, report, "approved", by=specialist, version=1)
    assert answer.status_code == 201


async def test_in_its_discussion_they_speak_as_observed(
    client: AsyncClient, world: World, report: Filed
) -> None:
    former = await become(world, Role.UGEL, BAGUA, report.observed)
    path = f"{report.path}/messages/{uuid4()}"
    answer = await client.put(path, json={"text": "Fui yo."}, headers=former)
    assert answer.json()["part"] == "observed"
