"""What accompaniment came to: a school on one page, and indicators by place."""

from datetime import date, timedelta
from random import Random
from statistics import median
from typing import Any

from httpx import AsyncClient

from domain.access.roles import Role
from tests.accompaniment import A_DAY, YEAR, Accompaniment
from tests.answers import naming_nothing
from tests.api.accompaniment.practice import DECIDED, coordinated, indicators, page, teachers
from tests.clock import now, today
from tests.lessons import lesson, with_level
from tests.places import code_of
from tests.world import AMAZONAS, BAGUA, CHACHAPOYAS, PIURA, World


async def test_figures_are_those_of_an_independent_count(client: AsyncClient, world: World) -> None:
    chance, expected = Random(20261123), {}  # noqa: S311  the same year each time
    for under in (BAGUA, BAGUA, CHACHAPOYAS, PIURA + ".200001"):
        work = await coordinated(world, under)
        expected[code_of(work.school)] = await random_year(work, chance)
    auth = await world.login(Role.UGEL, BAGUA)
    by_school = await indicators(client, auth, "institution")
    assert len(by_school) == 2
    for code, school in by_school.items():
        assert {name: school[name] for name in expected[code]} == expected[code]
    (together,) = (await indicators(client, auth, "iged")).values()
    ours = [expected[code] for code in by_school]
    for part, names in {
        "teachers": ("teachers", "programmed", "visited"),
        "visits": ("to_come", "done", "not_done"),
        "dialogues": ("held", "agreed"),
        "commitments": ("open", "overdue", *DECIDED),
    }.items():
        assert {n: together[part][n] for n in names} == {
            n: sum(each[part][n] for each in ours) for n in names
        }


async def random_year(work: Accompaniment, chance: Random) -> dict[str, Any]:
    """A year of a school in the tables, and its figures counted here, one by one."""
    people = await teachers(work, chance.randint(4, 9))
    past = await work.world.appoint(Role.TEACHER, work.school, until=today() - A_DAY)
    visits, gaps, held, promised = [], [], [], []
    for _ in range(chance.randint(8, 25)):
        teacher = chance.choice([*people[1:], past])
        status = chance.choice(["planned", "confirmed", "done", "done", "not_done", "cancelled"])
        at = now() - chance.randint(10, 60) * A_DAY
        visit = await work.visit(teacher, status, at=at)
        visits.append((teacher, status))
        if status == "done" and chance.random() < 0.7:
            dialogue, later = chance.choice(["preparing", "prepared", "held", "agreed"]), (
                timedelta(minutes=90 + chance.randint(10, 9000))
            )  # fmt: skip
            await work.dialogue(visit, dialogue, at=at + later)
            if dialogue in {"held", "agreed"}:
                held.append(dialogue)
                gaps.append((later - timedelta(minutes=90)) / A_DAY)
        for _ in range(chance.randint(0, 2)):
            state, due = chance.choice(["open", *DECIDED]), today() + chance.randint(-9, 9) * A_DAY
            await work.commitment(visit, teacher, state, due=due)
            promised.append((state, due))
    booked = {t for t, s in visits if s in {"planned", "confirmed", "done"}} & set(people)
    seen = {t for t, s in visits if s == "done"} & set(people)
    done, ended = [s for _, s in visits].count("done"), [s for s, _ in promised if s != "open"]
    return {
        "teachers": {
            "teachers": len(people), "programmed": len(booked), "visited": len(seen),
            "programmed_share": round(len(booked) / len(people), 4),
            "visited_share": round(len(seen) / len(people), 4),
            "level": rubric(len(booked) / len(people), len(seen) / len(people)),
        },
        "visits": {
            "to_come": sum(s in {"planned", "confirmed"} for _, s in visits),
            "done": done, "not_done": sum(s == "not_done" for _, s in visits),
        },
        "dialogues": {
            "held": len(held), "agreed": held.count("agreed"),
            "held_share": round(len(held) / done, 4) if done else None,
            "median_days": round(median(gaps), 1) if gaps else None,
        },
        "commitments": {
            "open": sum(s == "open" for s, _ in promised),
            "overdue": sum(s == "open" and due < today() for s, due in promised),
            **{state: ended.count(state) for state in DECIDED},
            "met_share": round(ended.count("met") / len(ended), 4) if ended else None,
        },
    }  # fmt: skip


def rubric(programmed: float, visited: float) -> str:
    if programmed >= 1 and visited >= 0.9:
        return "IV"
    if programmed >= 0.9 and visited >= 0.8:
        return "III"
    return "II" if programmed >= 0.8 and visited >= 0.7 else "I"


async def test_a_school_stands_on_one_page(client: AsyncClient, world: World) -> None:
    work = await coordinated(world)
    first, second, third = await teachers(work, 3)
    overdue = await work.visit(first, "planned", at=now() - 3 * A_DAY)
    undiscussed = await work.visit(second, "done", at=now() - 9 * A_DAY)
    await work.visit(third, "confirmed", at=now() + 2 * A_DAY)
    promise = await work.commitment(undiscussed, second, due=today() - 4 * A_DAY)
    plan = await work.plan("submitted")
    silent = await work.session("rtc", "held", at=now() - 12 * A_DAY)
    await work.session("gia", "scheduled", at=now() + A_DAY)
    cut = await world.cut("coordinator", opens=-9, closes=-2)
    missing = await world.obligation(cut, work.school, "cp", 1)
    body = await page(client, work.school, await world.login(Role.DIRECTOR, work.school))
    assert [(each["what"], each["id"]) for each in body["late"]] == [
        ("minutes-missing", str(silent)),
        ("dialogue-missing", str(undiscussed)),
        ("commitment-overdue", str(promise)),
        ("visit-unrecorded", str(overdue)),
        ("report-missing", str(missing)),
        ("plan-waiting", str(plan)),
    ]
    ids = [row["person"]["id"] for row in body["teachers"]]
    assert set(ids[:2]) == {str(first), str(third)}, "who had no visit comes first"
    assert ids[2] == str(second)
    row = next(row for row in body["teachers"] if row["person"]["id"] == str(third))
    assert (row["visits"], row["visited_this_month"], row["last_visit"]) == (0, False, None)
    assert row["next_visit"].startswith((now() + 2 * A_DAY).date().isoformat())
    assert body["coordinators"][0]["plans"] == [
        {"id": str(plan), "kind": "accompaniment", "status": "submitted", "in_pat": False}
    ]
    assert body["figures"]["sessions"]["rtc"] == {"planned": 1, "held": 1}
    assert body["figures"]["sessions"]["gia"] == {"planned": 1, "held": 0}


async def test_hours_are_those_that_each_coordinator_is_told(
    client: AsyncClient, world: World
) -> None:
    school = await world.school()
    coordinator = await world.appoint(Role.CP, school, since=date(2024, 5, 8))
    work = Accompaniment(world, school, coordinator)
    (teacher,) = await teachers(work, 1)
    visit = await work.visit(teacher, at=now().replace(year=2024, month=8, day=14))
    await work.dialogue(visit, at=now().replace(year=2024, month=8, day=15))
    assignment = await work.hours(visitas=6, dialogo=2)
    auth = await world.login(Role.DIRECTOR, work.school)
    path = f"/v1/workload-assignments/{assignment}/execution"
    whole = (await client.get(path, headers=auth)).json()
    hours = (await page(client, work.school, auth))["figures"]["hours"]
    assert (hours["due"], hours["executed"]) == (whole["due"], whole["executed"])
    assert hours["due"] > 100 * 45
    assert hours["executed"] == 90 + 45 + 45


async def test_single_teachers_are_told_to_whoever_sees_their_visits(
    client: AsyncClient, world: World
) -> None:
    work = await coordinated(world)
    mine, other = await teachers(work, 2)
    await work.dialogue(await work.visit(mine))
    colleague = Accompaniment(world, work.school, await world.appoint(Role.CT, work.school), "ct")
    await colleague.dialogue(await colleague.visit(other, at=now() - 20 * A_DAY))
    late = await colleague.visit(other, "planned", at=now() - 2 * A_DAY)
    for role, place in ((Role.DIRECTOR, work.school), (Role.UGEL, BAGUA)):
        body = await page(client, work.school, await world.login(role, place))
        assert sorted(row["visits"] for row in body["teachers"]) == [1, 1]
        assert [each["id"] for each in body["late"]] == [str(late)]
    own = await page(client, work.school, world.auth(work.coordinator))
    assert sorted(row["visits"] for row in own["teachers"]) == [0, 1]
    assert own["late"] == []
    for role, place in ((Role.DRE, AMAZONAS), (Role.MINEDU, "pe")):
        body = await page(client, work.school, await world.login(role, place))
        assert (body["teachers"], body["late"], body["figures"]["commitments"]) == (None,) * 3
        assert body["figures"]["visits"]["done"] == 2


async def test_how_commitments_ended_is_told_above_of_five_at_least(
    client: AsyncClient, world: World
) -> None:
    few, many = await coordinated(world), await coordinated(world, CHACHAPOYAS)
    for work, n in ((few, 3), (many, 5)):
        for teacher in await teachers(work, n):
            visit = await work.visit(teacher)
            await work.commitment(visit, teacher, "met", ended=now() - 40 * A_DAY)
    minedu = await world.login(Role.MINEDU, "pe")
    by_code = await indicators(client, minedu, "iged")
    assert by_code["010002"]["commitments"] is None
    assert by_code["010001"]["commitments"]["met"] == 5
    assert by_code["010001"]["commitments"]["open"] is None
    by_school = await indicators(client, minedu, "institution")
    assert {each["commitments"] for each in by_school.values()} == {None}
    ugel = await indicators(client, await world.login(Role.UGEL, BAGUA), "iged")
    assert ugel["010002"]["commitments"]["met"] == 3


async def test_levels_and_their_change_are_asked_by_the_cuts_that_are_named(
    client: AsyncClient, world: World
) -> None:
    """The page names the cuts; whoever reads it reads their school's or UGEL's levels live."""
    work = await coordinated(world)
    first = await world.cut("teacher_accompaniment", ordinal=7, opens=-90, closes=-60)
    cuts = [first, await world.cut("teacher_accompaniment", opens=-30, closes=-10)]
    await world.cut("coordinator")
    seen, filled = await teachers(work, 2), await world.answers("matriz-dialogo")
    for cut, level in zip(cuts, (2, 4), strict=True):
        await lesson(world, work.school, cut, [with_level(filled, level)] * 2, teachers=seen)
    for role, place in ((Role.DIRECTOR, work.school), (Role.UGEL, BAGUA)):
        auth = await world.login(role, place)
        body = await page(client, work.school, auth)
        response = await client.get("/v1/practice", params={"year": YEAR}, headers=auth)
        assert response.json()["cuts"] == body["cuts"]
        assert body["cuts"][-2:] == cuts
        assert not any("-coordinator-" in cut for cut in body["cuts"])
        params = {"from": body["cuts"][-2], "to": body["cuts"][-1], "by": "institution"}
        answer = await client.get("/v1/result-changes", params=params, headers=auth)
        (school,) = answer.json()["items"]
        assert (school["code"], school["live"]) == (code_of(work.school), True)
        assert {item["mean"]["change"] for item in school["performances"]} == {2}


async def test_a_school_out_of_reach_is_not_there(client: AsyncClient, world: World) -> None:
    work = await coordinated(world)
    path = f"/v1/institutions/{code_of(work.school)}/practice"
    for role, place in ((Role.UGEL, CHACHAPOYAS), (Role.DIRECTOR, await world.school())):
        auth = await world.login(role, place)
        answer = await client.get(path, params={"year": YEAR}, headers=auth)
        assert answer.status_code == 404
        assert code_of(work.school) not in await indicators(client, auth, "institution")


async def test_a_year_that_was_never_opened_is_not_there(client: AsyncClient, world: World) -> None:
    auth = await world.login(Role.UGEL, BAGUA)
    answer = await client.get("/v1/practice", params={"year": 2019}, headers=auth)
    assert naming_nothing(answer) == ["year"]
