"""What a release is made of, and what the migration makes of releases that were there before."""

from datetime import timedelta
from decimal import Decimal
from importlib import import_module
from typing import Any

from httpx import AsyncClient

from domain.access.roles import Role
from tests.clock import now, today
from tests.lessons import form_with_a_table, lesson, with_level
from tests.world import BAGUA, Connection, World

SUBJECTS = "select * from result_subject order by teacher_id"


async def test_the_migration_keeps_of_earlier_releases_what_a_release_keeps(
    client: AsyncClient, world: World, connection: Connection
) -> None:
    school = await world.school(BAGUA)
    cut = await world.cut("teacher_accompaniment", opens=-30, closes=-10)
    filled = await world.answers("matriz-dialogo")
    version, in_a_table = await form_with_a_table(world)
    before: dict[str, Any] = {"filed_at": now() - timedelta(hours=1)}
    levels = [with_level(filled, n) for n in (1, 2, 3)]
    _, _, seen = await lesson(world, school, cut, levels, **before)
    # The first is observed again, and the second without one of the levels.
    again = [with_level(filled, 4), {k: v for k, v in levels[1].items() if k != "d1-nivel"}]
    await lesson(
        world,
        school,
        cut,
        again,
        teachers=seen[:2],
        **before,
        observed_on=today() + timedelta(days=1),
    )
    _, _, (in_table,) = await lesson(world, school, cut, [in_a_table], version=version, **before)
    await lesson(world, school, cut, levels, status="annulled", **before)
    minedu = await world.login(Role.MINEDU, "pe")
    assert (await client.put(f"/v1/results/{cut}", headers=minedu)).status_code == 201
    rows = await connection.fetch(SUBJECTS)
    assert {row["teacher_id"] for row in rows} == {*seen, in_table}
    assert {(row["place"], row["score"]) for row in rows} == {(school, Decimal("0.5"))}
    await connection.execute("delete from result_subject")
    await connection.execute(import_module("migrations.versions.0005_report_life").FREEZE_SUBJECTS)
    assert await connection.fetch(SUBJECTS) == rows


async def test_the_levels_of_each_teacher_are_kept_by_item(
    client: AsyncClient, world: World, connection: Connection
) -> None:
    school = await world.school(BAGUA)
    cut = await world.cut("teacher_accompaniment", opens=-30, closes=-10)
    version, in_a_table = await form_with_a_table(world, rows=2)
    await lesson(world, school, cut, [in_a_table], version=version)
    minedu = await world.login(Role.MINEDU, "pe")
    await client.put(f"/v1/results/{cut}", headers=minedu)
    stored = await connection.fetchval("select levels::text from result_subject")
    assert stored == '{"m/r0/nivel": 3, "m/r1/nivel": 3}'
