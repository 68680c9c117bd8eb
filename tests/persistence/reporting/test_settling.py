"""Obligations follow schools, posts and windows; nothing is lost, nothing doubled."""

import json
from datetime import timedelta

from asyncpg import Range
from httpx import AsyncClient

from domain.access.permits import NATION, Place
from domain.access.roles import Role
from persistence.calls import OpenCall
from persistence.reporting.obligations.settling import Settlement, settle_obligations
from persistence.transaction import Transaction
from tests.clock import now, today
from tests.world import BAGUA, CHACHAPOYAS, Auth, Connection, World


async def owed(connection: Connection, school: str) -> set[tuple[str, str, int]]:
    rows = await connection.fetch(
        "select cut_code, subject, post from obligation where place = $1", school
    )
    return {tuple(row) for row in rows}


async def test_an_active_school_owes_each_stream(connection: Connection, world: World) -> None:
    school = await world.school(BAGUA)
    cuts = [await world.cut(s) for s in ("implementation", "coordinator", "teacher_accompaniment")]
    await settle_obligations(OpenCall(Transaction(connection), now()), [Place(school)])
    assert await owed(connection, school) == {
        (cuts[0], "institution", 0),
        (cuts[1], "cp", 1),
        (cuts[1], "ct", 1),
        (cuts[2], "cp", 1),
        (cuts[2], "ct", 1),
    }


async def test_settling_again_changes_nothing(connection: Connection, world: World) -> None:
    await world.school(BAGUA)
    await world.cut("coordinator")
    call = OpenCall(Transaction(connection), now())
    assert await settle_obligations(call, [NATION]) == Settlement(2, 0)
    assert await settle_obligations(call, [NATION]) == Settlement(0, 0)


async def test_a_second_cp_post_adds_its_own(connection: Connection, world: World) -> None:
    school = await world.school(BAGUA)
    cut = await world.cut("coordinator")
    await world.appoint(Role.CP, school, post=2)
    await settle_obligations(OpenCall(Transaction(connection), now()), [NATION])
    assert (cut, "cp", 2) in await owed(connection, school)


async def test_the_posts_of_the_year_count_even_while_vacant(
    connection: Connection, world: World
) -> None:
    school = await world.school(BAGUA)
    cut = await world.cut("coordinator")
    await world.save(
        "institution_year", institution_code=school.rpartition(".")[2], year=2024, cp_posts=3
    )
    await settle_obligations(OpenCall(Transaction(connection), now()), [NATION])
    assert {(cut, "cp", n) for n in (1, 2, 3)} <= await owed(connection, school)


async def test_a_school_that_is_not_active_in_the_window_owes_nothing(
    connection: Connection, world: World
) -> None:
    school = await world.school(BAGUA, active_since=None)
    await world.cut("implementation")
    await settle_obligations(OpenCall(Transaction(connection), now()), [NATION])
    assert await owed(connection, school) == set()


async def test_an_excluded_school_stops_owing_but_keeps_what_it_delivered(
    connection: Connection, world: World
) -> None:
    school = await world.school(BAGUA)
    open_cut = await world.cut("implementation")
    later = await world.cut("implementation", opens=20, closes=30, ordinal=8)
    await settle_obligations(OpenCall(Transaction(connection), now()), [NATION])
    await connection.execute(
        "update obligation set fulfilled_at = $2, late = false where cut_code = $1", open_cut, now()
    )
    await connection.execute(
        "update institution_status set valid = $1", Range(None or today() - timedelta(900), today())
    )
    call = OpenCall(Transaction(connection), now())
    assert (await settle_obligations(call, [NATION])).withdrawn == 1
    assert {cut for cut, *_ in await owed(connection, school)} == {open_cut}
    assert later


async def test_a_closed_cut_is_history(connection: Connection, world: World) -> None:
    school = await world.school(BAGUA)
    await world.cut("implementation", opens=-20, closes=-10)
    await settle_obligations(OpenCall(Transaction(connection), now()), [NATION])
    assert await owed(connection, school) == set()


async def test_a_disabled_stream_owes_nothing(connection: Connection, world: World) -> None:
    school = await world.school(BAGUA)
    await world.cut("implementation")
    await settle_obligations(OpenCall(Transaction(connection), now()), [NATION])
    await connection.execute("update report_stream set enabled = false")
    await settle_obligations(OpenCall(Transaction(connection), now()), [NATION])
    assert await owed(connection, school) == set()


async def test_only_the_places_named_are_touched(connection: Connection, world: World) -> None:
    here, there = await world.school(BAGUA), await world.school(BAGUA)
    await world.cut("implementation")
    await settle_obligations(OpenCall(Transaction(connection), now()), [Place(here)])
    assert await owed(connection, here)
    assert await owed(connection, there) == set()


async def test_each_that_begins_or_ends_leaves_its_event(
    connection: Connection, world: World, client: AsyncClient, minedu: Auth
) -> None:
    school, cut = await world.school(BAGUA), await world.cut("coordinator")
    call = OpenCall(Transaction(connection), now())
    await settle_obligations(call, [NATION])
    rows = await connection.fetch("select subject, id from obligation")
    ids = {row["subject"]: row["id"] for row in rows}
    await connection.execute("update institution_status set status = 'excluded'")
    await settle_obligations(call, [NATION])
    rows = await connection.fetch(
        "select kind, subject, place::text, actor_id, payload from event"
        " where kind like 'obligation.%' order by seq"
    )
    about = {"cut": cut, "post": 1}
    told = [
        (kind, f"obligation/{ids[what]}", school, None, about | {"subject": what, "why": why})
        for kind, why in (
            ("obligation.began", "post_by_default"), ("obligation.ended", "school_not_active"),
        )
        for what in ids
    ]  # fmt: skip
    found = [(*row[:4], json.loads(row[4])) for row in rows]
    assert sorted(found, key=repr) == sorted(told, key=repr)
    ugel = await world.login(Role.UGEL, BAGUA)
    for who, told_of in ((minedu, 2), (ugel, 2), (await world.login(Role.UGEL, CHACHAPOYAS), 0)):
        page = await client.get("/v1/events?kind=obligation.began", headers=who)
        assert len(page.json()["items"]) == told_of
