"""What accompaniment came to for single teachers, told to whoever reads their visits."""

from datetime import date, timedelta
from random import Random
from statistics import median
from typing import Any
from uuid import UUID

from httpx import AsyncClient

from domain.access.roles import Role
from domain.peru_time import LIMA
from tests.accompaniment import A_DAY, A_LESSON, YEAR, Accompaniment
from tests.api.accompaniment.test_practice import DECIDED, coordinated, teachers
from tests.api.people.test_actors import code_of
from tests.api.reporting.filing import kind
from tests.clock import now, today
from tests.lessons import FORM, lesson, with_level
from tests.world import AMAZONAS, BAGUA, CHACHAPOYAS, Auth, World


def first_day() -> date:
    return today() - timedelta(days=200)


"""When whoever is appointed for a test began."""


async def listed(client: AsyncClient, auth: Auth, **more: Any) -> list[dict[str, Any]]:
    """The whole list, page after page."""
    items: list[dict[str, Any]] = []
    asked: dict[str, Any] = {"year": YEAR} | more
    while True:
        page = await client.get("/v1/practice/teachers", params=asked, headers=auth)
        assert page.status_code == 200, page.text
        items += page.json()["items"]
        if page.json()["next_cursor"] is None:
            return items
        asked = {**asked, "cursor": page.json()["next_cursor"]}


def by_person(items: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {item["person"]["id"]: item for item in items}


def months_since(first: date) -> list[str]:
    """Every month from that of a day to today's."""
    found, month = [], first.replace(day=1)
    while month <= today():
        found.append(month.strftime("%Y-%m"))
        month = (month + timedelta(days=32)).replace(day=1)
    return found


async def random_teacher(work: Accompaniment, teacher: UUID, chance: Random) -> dict[str, Any]:
    """A teacher's year in the tables, and its figures counted here, one by one."""
    visits, gaps, ends, said, promised = [], [], [], [], []
    for _ in range(chance.randint(0, 9)):
        status = chance.choice(
            ["planned", "confirmed", "done", "done", "done", "not_done", "moved"]
        )
        at = now() - chance.randint(3, 190) * A_DAY
        visit = await work.visit(teacher, status, at=at)
        visits.append(status)
        if status != "done":
            continue
        ends.append(at + A_LESSON)
        state = chance.choice(["preparing", "prepared", "held", "agreed", "disagreed"])
        gap = timedelta(minutes=chance.randint(10, 4000))
        await work.dialogue(visit, state, at=at + A_LESSON + gap)
        if state in {"held", "agreed", "disagreed"}:
            said.append(state)
            gaps.append(gap / A_DAY)
        for _ in range(chance.randint(0, 2)):
            status, due = chance.choice(["open", *DECIDED]), today() + chance.randint(-9, 9) * A_DAY
            await work.commitment(visit, teacher, status, due=due)
            promised.append((status, due))
    seen = {end.astimezone(LIMA).strftime("%Y-%m") for end in ends}
    missed = [month for month in months_since(first_day()) if month not in seen]
    ended = [status for status, _ in promised if status != "open"]
    return {
        "visits": {
            "to_come": visits.count("planned") + visits.count("confirmed"),
            "done": visits.count("done"), "not_done": visits.count("not_done"),
        },
        "last_visit": max(ends).astimezone(LIMA).date().isoformat() if ends else None,
        "next_visit": None,
        "months": {
            "visited": len(months_since(first_day())) - len(missed), "missed": len(missed),
            "which": missed,
        },
        "dialogues": {
            "held": len(said), "agreed": said.count("agreed"),
            "disagreed": said.count("disagreed"), "waiting": said.count("held"),
            "median_days": round(median(gaps), 1) if gaps else None,
        },
        "commitments": {
            "open": sum(status == "open" for status, _ in promised),
            "overdue": sum(status == "open" and due < today() for status, due in promised),
            **{status: ended.count(status) for status in DECIDED},
            "met_share": round(ended.count("met") / len(ended), 4) if ended else None,
        },
        "levels": [],
    }  # fmt: skip


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
    told = by_person(await listed(client, await world.login(Role.UGEL, BAGUA)))
    assert len(told) == 8, "the other UGEL's four are not there"
    for id, item in told.items():
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
    (told,) = await listed(client, await world.login(Role.DIRECTOR, work.school))
    assert told["next_visit"].startswith((now() + 2 * A_DAY).date().isoformat())
    assert told["visits"] == {"to_come": 2, "done": 0, "not_done": 0}


async def observed(
    world: World, work: Accompaniment, ordinal: int, levels: dict[UUID, int], **more: Any
) -> None:
    """A cut's report of the coordinator, each teacher at one level all over."""
    filled = await world.answers(FORM)
    days = {7: (-90, -60), 8: (-55, -35), 9: (-30, -10)}[ordinal]
    cut = f"{YEAR}-teacher_accompaniment-{ordinal}"
    if not await world.db.fetchval("select true from report_cut where code = $1", cut):
        await world.cut("teacher_accompaniment", ordinal=ordinal, opens=days[0], closes=days[1])
    about: dict[str, Any] = {"author": work.coordinator, "teachers": list(levels)} | more
    answers = [with_level(filled, level) for level in levels.values()]
    await lesson(world, work.school, cut, answers, **about)


async def test_levels_stand_by_cut_with_their_change(client: AsyncClient, world: World) -> None:
    work = await coordinated(world)
    first, second = await teachers(work, 2)
    await observed(world, work, 7, {first: 2, second: 3}, observed_on=today() - 70 * A_DAY)
    await observed(world, work, 8, {first: 2}, observed_on=today() - 50 * A_DAY)
    await observed(world, work, 8, {first: 3}, observed_on=today() - 40 * A_DAY)
    await observed(world, work, 8, {first: 1}, observed_on=today() - 45 * A_DAY)
    await observed(world, work, 9, {first: 4}, observed_on=today() - 20 * A_DAY)
    await observed(world, work, 9, {first: 1, second: 1}, status="annulled")
    told = by_person(await listed(client, await world.login(Role.UGEL, BAGUA)))
    cuts = [f"{YEAR}-teacher_accompaniment-{n}" for n in (7, 8, 9)]
    items = told[str(first)]["levels"]
    assert len(items) == len({item["item"] for item in items}) > 3
    for item in items:
        assert item["instrument"] == FORM
        assert item["cuts"] == [
            {"cut": cut, "level": level} for cut, level in zip(cuts, (2, 3, 4), strict=True)
        ], "the last observation of a cut, and none that was annulled"
        assert item["change"] == 2
    for item in told[str(second)]["levels"]:
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
        told = await listed(client, await world.login(role, place))
        assert [item["visits"]["done"] for item in told] == [1, 1]
        assert all(item["levels"] for item in told)
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
    asked = await client.get(
        "/v1/practice/teachers", params={"year": YEAR}, headers=world.auth(seen)
    )
    assert kind(asked) == (403, "no-role-carries")


async def test_what_another_school_saw_of_a_teacher_is_not_told_here(
    client: AsyncClient, world: World
) -> None:
    work = await coordinated(world)
    (teacher,) = await teachers(work, 1)
    elsewhere = await coordinated(world)
    await world.appoint(Role.TEACHER, elsewhere.school, person=teacher)
    await observed(world, elsewhere, 7, {teacher: 1})
    await elsewhere.visit(teacher)
    (told,) = await listed(client, await world.login(Role.DIRECTOR, work.school))
    assert (told["levels"], told["visits"]["done"]) == ([], 0)


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
    assert await listed(client, ugel, iged="010001") == []


async def test_who_left_is_listed_no_more_and_who_came_misses_no_earlier_month(
    client: AsyncClient, world: World
) -> None:
    work = await coordinated(world)
    await world.appoint(Role.TEACHER, work.school, until=today())
    new = await world.appoint(Role.TEACHER, work.school, since=today() - 3 * A_DAY)
    (told,) = await listed(client, await world.login(Role.UGEL, BAGUA))
    assert told["person"]["id"] == str(new)
    assert told["months"]["which"] == months_since(today() - 3 * A_DAY)
