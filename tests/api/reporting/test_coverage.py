"""Obligations counted, live, at every level of the tree."""

from typing import Any

import pytest
from httpx import AsyncClient

from domain.access.roles import Role
from tests.api.reporting.coverage import counted, listed, total
from tests.api.reporting.reports import body, file
from tests.world import AMAZONAS, BAGUA, CHACHAPOYAS, PIURA, World


async def test_coverage_moves_with_the_report_at_every_level(
    client: AsyncClient, world: World
) -> None:
    cut = await world.cut("implementation")
    schools = [await world.school(p) for p in (BAGUA, BAGUA, CHACHAPOYAS, f"{PIURA}.200011")]
    ids = [await world.obligation(cut, s) for s in schools]
    callers = {
        "nation": await world.login(Role.MINEDU, "pe"),
        "region": await world.login(Role.DRE, AMAZONAS),
        "ugel": await world.login(Role.UGEL, BAGUA),
        "school": await world.login(Role.DIRECTOR, schools[0]),
    }
    before = {who: total(await counted(client, auth)) for who, auth in callers.items()}
    report = await body(world, ids[0], "ficha-implementacion")
    assert (await file(client, callers["ugel"], report)).status_code == 201
    after = {who: total(await counted(client, auth)) for who, auth in callers.items()}
    assert before == {
        "nation": (4, 0, 0, 4, 0),
        "region": (3, 0, 0, 3, 0),
        "ugel": (2, 0, 0, 2, 0),
        "school": (1, 0, 0, 1, 0),
    }
    assert after == {
        "nation": (4, 1, 0, 3, 0),
        "region": (3, 1, 0, 2, 0),
        "ugel": (2, 1, 0, 1, 0),
        "school": (1, 1, 0, 0, 0),
    }


@pytest.mark.parametrize(
    ("by", "codes"),
    [
        ("region", ["010000", "200000"]),
        ("iged", ["010002", "200011"]),
        ("cut", ["2024-implementation-9"]),
        ("stream", ["2024-implementation"]),
    ],
)
async def test_coverage_groups_by_each_level(
    client: AsyncClient, world: World, by: str, codes: list[str]
) -> None:
    cut = await world.cut("implementation")
    for place in (BAGUA, f"{PIURA}.200011"):
        await world.obligation(cut, await world.school(place))
    coverage = await counted(client, await world.login(Role.MINEDU, "pe"), by=by)
    assert [item["code"] for item in coverage["items"]] == codes  # type: ignore[attr-defined]


async def test_coverage_by_institution_names_schools(client: AsyncClient, world: World) -> None:
    cut = await world.cut("implementation")
    school = await world.school(BAGUA, name="Ñusta")
    await world.obligation(cut, school)
    auth = await world.login(Role.UGEL, BAGUA)
    coverage = await counted(client, auth, by="institution", cut=cut)
    items: Any = coverage["items"]
    (item,) = items
    assert (item["name"], item["missing"]) == ("Ñusta", 1)


async def test_a_cut_that_has_not_opened_counts_nothing_yet(
    client: AsyncClient, world: World
) -> None:
    cut = await world.cut("implementation", opens=3, closes=9)
    await world.obligation(cut, await world.school(BAGUA))
    auth = await world.login(Role.UGEL, BAGUA)
    assert total(await counted(client, auth)) == (0, 0, 0, 0, 0)
    (row,) = await listed(client, auth)
    assert row["state"] == "scheduled"
