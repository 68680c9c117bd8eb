"""What accompaniment came to for single teachers, told to whoever reads their visits."""

from random import Random

from httpx import AsyncClient

from domain.access.roles import Role
from tests.accompaniment import A_DAY, YEAR, Accompaniment
from tests.answers import naming_nothing, problem
from tests.api.accompaniment.practice import coordinated, teachers
from tests.api.accompaniment.teacher_practice import (
    by_person,
    listed,
    months_since,
    observed,
    random_teacher,
)
from tests.clock import now, today
from tests.lessons import FORM
from tests.places import code_of
from tests.world import AMAZONAS, BAGUA, CHACHAPOYAS, World


async def test_figures_of_each_teacher_are_those_of_an_independent_count(
    client: AsyncClient, world: World
) -> None:
    chance, counted = Random(20261124), {}  # noqa: S311  the same year each time
    for under in (BAGUA, BAGUA, CHACHAPOYAS):
        work = await coordinated(world, under)
        for teacher in await teachers(work, 4):
            counted[str(teacher)] = {
                "institution": code_of(work.school),
                **await random_teacher(work, teacher, chance),
            }
    by_id = by_person(await listed(client, await world.login(Role.UGEL, BAGUA)))
    assert len(by_id) == 8, "the other UGEL's four are not there"
    for id, item in by_id.items():
        item["institution"] = item["institution"]["code"]
        item.pop("person")
        assert item == counted[id]


async def test_a_visit_that_comes_is_told_and_one_of_another_year_is_not(
    client: AsyncClient, world: World
) -> None:
    work = await coordinated(world)
    (teacher,) = await teachers(work, 1)
    await work.visit(teacher, "confirmed", at=now() + 9 * A_DAY)
    await work.visit(teacher, "planned", at=now() + 2 * A_DAY)
    await world.db.execute(
        "insert into school_year (year, starts_on, ends_on, weekly_hours)"
        " values (2023, '2023-03-13', '2023-12-22', 45)"
    )
    before = await work.visit(teacher, at=now() - 20 * A_DAY)
    await world.db.execute("update classroom_visit set year = 2023 where id = $1", before)
    (item,) = await listed(client, await world.login(Role.DIRECTOR, work.school))
    assert item["next_visit"].startswith((now() + 2 * A_DAY).date().isoformat())
    assert item["visits"] == {"to_come": 2, "done": 0, "not_done": 0}


async def test_levels_stand_by_cut_with_their_change(client: AsyncClient, world: World) -> None:
    work = await coordinated(world)
    first, second = await teachers(work, 2)
    await observed(world, work, 7, {first: 2, second: 3}, observed_on=today() - 70 * A_DAY)
    await observed(world, work, 8, {first: 2}, observed_on=today() - 50 * A_DAY)
    await observed(world, work, 8, {first: 3}, observed_on=today() - 40 * A_DAY)
    await observed(world, work, 8, {first: 1}, observed_on=today() - 45 * A_DAY)
    await observed(world, work, 9, {first: 4}, observed_on=today() - 20 * A_DAY)
    await observed(world, work, 9, {first: 1, second: 1}, status="annulled")
    by_id = by_person(await listed(client, await world.login(Role.UGEL, BAGUA)))
    cuts = [f"{YEAR}-teacher_accompaniment-{n}" for n in (7, 8, 9)]
    items = by_id[str(first)]["levels"]
    assert len(items) == len({item["item"] for item in items}) > 3
    for item in items:
        assert item["instrument"] == FORM
        assert item["cuts"] == [
            {"cut": cut, "level": level} for cut, level in zip(cuts, (2, 3, 4), strict=True)
        ], "the last observation of a cut, and none that was annulled"
        assert item["change"] == 2
    for item in by_id[str(second)]["levels"]:
        assert (item["cuts"], item["change"]) == ([{"cut": cuts[0], "level": 3}], None)
    assert not any("marca" in item["item"] for item in items), "marks of conduct are no levels"


async def test_single_teachers_are_told_to_whoever_reads_their_visits(
    client: AsyncClient, world: World
) -> None:
    work = await coordinated(world)
    seen, other = await teachers(work, 2)
    visit = await work.visit(seen)
    await work.commitment(visit, seen)
    await observed(world, work, 7, {seen: 3})
    colleague = Accompaniment(world, work.school, await world.appoint(Role.CT, work.school), "ct")
    theirs = await colleague.visit(other, at=now() - 20 * A_DAY)
    await colleague.dialogue(theirs)
    await colleague.commitment(theirs, other)
    await observed(world, colleague, 7, {other: 2})
    for role, place in ((Role.DIRECTOR, work.school), (Role.UGEL, BAGUA)):
        items = await listed(client, await world.login(role, place))
        assert [item["visits"]["done"] for item in items] == [1, 1]
        assert all(item["levels"] for item in items)
    own = by_person(await listed(client, world.auth(work.coordinator)))
    assert own[str(seen)]["visits"]["done"] == own[str(seen)]["commitments"]["open"] == 1
    assert own[str(seen)]["levels"]
    row = own[str(other)]
    assert row["visits"]["done"] == row["dialogues"]["held"] == row["commitments"]["open"] == 0
    assert (row["levels"], row["last_visit"], row["months"]["visited"]) == ([], None, 0)
    for role, place in (
        (Role.DRE, AMAZONAS), (Role.MINEDU, "pe"), (Role.UGEL, CHACHAPOYAS),
        (Role.DIRECTOR, await world.school(BAGUA)),
    ):  # fmt: skip
        assert await listed(client, await world.login(role, place)) == []
    answer = await client.get(
        "/v1/practice/teachers", params={"year": YEAR}, headers=world.auth(seen)
    )
    assert problem(answer) == (403, "no-role-carries")


async def test_what_another_school_saw_of_a_teacher_is_not_told_here(
    client: AsyncClient, world: World
) -> None:
    work = await coordinated(world)
    (teacher,) = await teachers(work, 1)
    elsewhere = await coordinated(world)
    await world.appoint(Role.TEACHER, elsewhere.school, person=teacher)
    await observed(world, elsewhere, 7, {teacher: 1})
    await elsewhere.visit(teacher)
    (item,) = await listed(client, await world.login(Role.DIRECTOR, work.school))
    assert (item["levels"], item["visits"]["done"]) == ([], 0)


async def test_the_list_is_paged_and_narrowed(client: AsyncClient, world: World) -> None:
    ugel = await world.login(Role.UGEL, BAGUA)
    first, second = await coordinated(world), await coordinated(world)
    for work in (first, second):
        await teachers(work, 3)
    whole = await listed(client, ugel)
    assert len(whole) == 6
    assert await listed(client, ugel, limit=2) == whole
    schools = [item["institution"]["code"] for item in whole]
    assert schools == sorted(schools)
    code = code_of(second.school)
    narrowed = await listed(client, ugel, institution=code)
    assert narrowed == [item for item in whole if item["institution"]["code"] == code]
    assert await listed(client, ugel, iged="010002") == whole
    beside = await client.get("/v1/practice/teachers?year=2024&iged=010001", headers=ugel)
    assert naming_nothing(beside) == ["iged"]


async def test_who_left_is_listed_no_more_and_who_came_misses_no_earlier_month(
    client: AsyncClient, world: World
) -> None:
    work = await coordinated(world)
    await world.appoint(Role.TEACHER, work.school, until=today())
    new = await world.appoint(Role.TEACHER, work.school, since=today() - 3 * A_DAY)
    (item,) = await listed(client, await world.login(Role.UGEL, BAGUA))
    assert item["person"]["id"] == str(new)
    assert item["months"]["which"] == months_since(today() - 3 * A_DAY)
