"""Two who declare the same report: the second is told what the first did."""

from typing import Any
from uuid import uuid4

import pytest
from httpx import AsyncClient

from domain.access.roles import Role
from tests.answers import problem
from tests.api.reporting.filing import Filed, correct, file_about_cp, file_about_teachers, review
from tests.world import BAGUA, Auth, World


@pytest.fixture
async def report(client: AsyncClient, world: World) -> Filed:
    report = await file_about_cp(client, world)
    await review(client, report, "returned")
    return report


@pytest.fixture
async def deputy(world: World, report: Filed) -> Auth:
    return world.auth(await world.grant(Role.DIRECTOR, report.school))


def work(report: Filed, **more: Any) -> dict[str, Any]:
    return {"obligation_id": str(report.owed), "observations": report.sent["observations"]} | more


async def test_a_draft_of_what_a_colleague_corrected_first_hears_so(
    client: AsyncClient, report: Filed, deputy: Auth
) -> None:
    path = f"/v1/report-drafts/{report.id}"
    answer = await client.put(path, json=work(report, narrative="Horas."), headers=deputy)
    assert answer.status_code == 201
    assert (await correct(client, report, version=2)).status_code == 200
    late = await client.post(
        f"{path}/submission", json={"sworn": True}, headers=deputy | {"If-Match": '"2"'}
    )
    assert problem(late) == (412, "stale-version")
    assert (await client.get(path, headers=deputy)).status_code == 200, "the draft is kept"


@pytest.mark.parametrize(
    ("version", "same", "expected"),
    [
        (2, False, (412, "stale-version")),
        (3, False, (409, "report-differs")),
        (2, True, (409, "already-filed")),
    ],
)
async def test_a_correction_after_a_colleagues_is_told_which_it_meets(
    client: AsyncClient,
    report: Filed,
    deputy: Auth,
    version: int,
    same: bool,
    expected: tuple[int, str],
) -> None:
    assert (await correct(client, report, version=2)).status_code == 200
    narrative = {} if same else {"narrative": "Otra cosa."}
    late = await correct(client, report, by=deputy, version=version, **narrative)
    assert problem(late) == expected


async def test_what_was_annulled_is_told_to_a_colleague(
    client: AsyncClient, world: World, report: Filed, deputy: Auth
) -> None:
    minedu = await world.login(Role.MINEDU, "pe")
    body = {"version": 2, "reason": "Declarado por error."}
    await client.put(f"{report.path}/annulments/{uuid4()}", json=body, headers=minedu)
    late = await correct(client, report, by=deputy, version=2)
    assert problem(late) == (409, "report-annulled")


async def test_who_does_not_declare_it_is_told_nothing(
    client: AsyncClient, world: World, report: Filed
) -> None:
    assert (await correct(client, report, version=2)).status_code == 200
    specialist = await world.login(Role.UGEL, BAGUA)
    assert problem(await correct(client, report, by=specialist, version=2)) == (404, "not-found")
    # Nor is one who declares another: the id of this report tells them nothing.
    beside = await file_about_teachers(client, world)
    own = await world.obligation(report.cut, beside.school, "cp", 1)
    answer = await correct(client, report, by=beside.reviewer, version=2, obligation_id=str(own))
    assert problem(answer) == (404, "not-found")
