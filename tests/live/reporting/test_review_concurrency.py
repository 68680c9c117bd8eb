"""Two at once over one report: one story, and the other is told."""

import asyncio
from collections import Counter
from uuid import uuid4

import httpx
import pytest

from domain.access.roles import Role
from tests.api.reporting.filing import correct, file_about_cp, review, version_of
from tests.api.reporting.reports import body
from tests.world import BAGUA, World

pytestmark = pytest.mark.slow


@pytest.fixture
async def cut(world: World) -> str:
    """One for the whole module: here nothing is undone."""
    code = "2024-coordinator-9"
    there = await world.db.fetchval("select code from report_cut where code = $1", code)
    return there or await world.cut("coordinator")


async def test_of_two_reviewers_at_once_one_decides_and_the_other_is_told(
    client: httpx.AsyncClient, world: World, cut: str
) -> None:
    report = await file_about_cp(client, world, cut=cut)
    answers = await asyncio.gather(
        *(review(client, report, d, version=1) for d in ("approved", "returned") * 4)
    )
    assert Counter(a.status_code for a in answers) == {201: 1, 412: 7}
    (item,) = (await client.get(f"{report.path}/reviews", headers=report.author)).json()["items"]
    shown = (await client.get(report.path, headers=report.author)).json()
    assert item["decision"] == shown["status"]


async def test_the_same_review_many_times_at_once_is_given_once(
    client: httpx.AsyncClient, world: World, cut: str
) -> None:
    report, id = await file_about_cp(client, world, cut=cut), uuid4()
    answers = await asyncio.gather(
        *(review(client, report, "approved", id=id, version=1) for _ in range(6))
    )
    # Whoever came while the first was being stored may hear that the report moved, and repeats.
    assert Counter(a.status_code for a in answers)[201] == 1
    assert {a.status_code for a in answers} <= {200, 201, 409, 412}
    again = await review(client, report, "approved", id=id, version=1)
    assert again.status_code == 200


async def test_author_and_reviewer_at_once(
    client: httpx.AsyncClient, world: World, cut: str
) -> None:
    for _ in range(4):
        report = await file_about_cp(client, world, cut=cut)
        await review(client, report, "returned")
        version = await version_of(client, report)
        minedu = await world.login(Role.MINEDU, "pe")
        annul = {"version": version, "reason": "Declarado por error."}
        corrected, annulled = await asyncio.gather(
            correct(client, report, version=version),
            client.put(f"{report.path}/annulments/{uuid4()}", json=annul, headers=minedu),
        )
        statuses = {corrected.status_code, annulled.status_code}
        assert statuses in ({200, 412}, {201, 404}, {201, 409}), (corrected.text, annulled.text)
        shown = (await client.get(report.path, headers=report.author)).json()
        assert shown["status"] == ("submitted" if corrected.is_success else "annulled")


async def test_two_corrections_at_once_leave_one_and_the_one_before(
    client: httpx.AsyncClient, world: World, cut: str
) -> None:
    report = await file_about_cp(client, world, cut=cut)
    await review(client, report, "returned")
    version = await version_of(client, report)
    answers = await asyncio.gather(
        *(correct(client, report, version=version, narrative=f"Cambio {n}.") for n in range(6))
    )
    assert Counter(a.status_code for a in answers)[200] == 1
    assert {a.status_code for a in answers} <= {200, 409, 412}
    revisions = (await client.get(f"{report.path}/revisions", headers=report.author)).json()
    assert [r["revision"] for r in revisions["items"]] == [2, 1]


async def test_sections_saved_by_many_devices_at_once_are_all_kept(
    client: httpx.AsyncClient, world: World
) -> None:
    school = await world.school(BAGUA)
    owed = await world.obligation(await world.cut("implementation"), school)
    auth = await world.login(Role.UGEL, BAGUA)
    whole = (await body(world, owed, "ficha-implementacion"))["observations"][0]
    path = f"/v1/report-drafts/{uuid4()}"
    await client.put(path, json={"obligation_id": str(owed)}, headers=auth)
    codes = list(whole["answers"])[:4]
    saved = await asyncio.gather(
        *(
            client.patch(
                f"{path}/observations/{whole['id']}",
                json={"answers": {code: whole["answers"][code]}},
                headers=auth,
            )
            for code in codes
        )
    )
    assert {a.status_code for a in saved} == {200}
    (section,) = (await client.get(path, headers=auth)).json()["filled"]
    assert section["answers"] == {code: whole["answers"][code] for code in codes}
