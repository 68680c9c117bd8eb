"""Signs of quality as a reviewer meets them: from what lies in reach, never stored."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient, Response

from domain.access.roles import Role
from domain.instruments.forms import example_answers
from domain.instruments.parsing import parse_definition
from persistence.reference import reading as reference
from persistence.reporting.quality import QUALITY_FACTS
from tests.answers import naming_nothing
from tests.clock import now, today
from tests.lessons import form_with_a_table, lesson, levels_of, with_level
from tests.world import AMAZONAS, BAGUA, CHACHAPOYAS, Auth, Connection, World

STREAM = "teacher_accompaniment"


def yesterday() -> date:
    return today() - timedelta(days=1)


def forms(many: int, *, instrument: str = "matriz-dialogo") -> list[dict[str, object]]:
    """Fillings that differ in everything."""
    form = next(f for f in reference.instruments() if f.code == instrument)
    definition = parse_definition(form.definition)
    return [
        example_answers(definition, n) | {"grado-seccion": f"{n}.° A", "hora-inicio": f"{n:02}:00",
                                          "hora-termino": f"{n:02}:45"}
        for n in range(many)
    ]  # fmt: skip


async def ask(client: AsyncClient, auth: Auth, report: UUID) -> Response:
    return await client.get(f"/v1/reports/{report}/quality", headers=auth)


async def signs(client: AsyncClient, auth: Auth, report: UUID) -> dict[str, dict[str, Any]]:
    answer = await ask(client, auth, report)
    assert answer.status_code == 200, answer.text
    return {flag["code"]: flag for flag in answer.json()["flags"]}


async def test_a_sound_report_shows_no_sign(
    client: AsyncClient, world: World, school: str, director: Auth
) -> None:
    report, _, _ = await lesson(
        world, school, await world.cut(STREAM), forms(3), observed_on=yesterday()
    )
    assert await signs(client, director, report) == {}


async def test_copied_forms_are_shown_with_where_they_are(
    client: AsyncClient, world: World, school: str, director: Auth
) -> None:
    cut, author = await world.cut(STREAM), await world.person()
    mine = forms(2)
    before, olds, _ = await lesson(world, school, cut, mine, author=author)
    report, news, _ = await lesson(world, school, cut, [mine[0], forms(3)[2]])
    flag = (await signs(client, director, report))["copied_answers"]
    assert flag["evidence"] == {
        "observations": [str(news[0]), str(olds[0])],
        "reports": [str(before)],
    }
    assert flag["strength"] == "strong"


async def test_of_many_equal_forms_twenty_are_shown_by_each_and_no_two_are_paired(
    client: AsyncClient, world: World, school: str, director: Auth, connection: Connection
) -> None:
    """Nine hundred equal forms would be near a million pairs."""
    cut, author, form = await world.cut(STREAM), await world.person(), forms(1)[0]
    filed = [await lesson(world, school, cut, [form] * 40, author=author) for _ in range(3)]
    annulled, [none], _ = await lesson(world, school, cut, [form], author=author, status="annulled")
    reports = [report for report, _, _ in filed]
    shown = await show(connection, [*reports, annulled])
    everything = sorted(each for _, observations, _ in filed for each in observations)
    assert len(shown) == 121
    for observation, alike in shown.items():
        assert alike == [each for each in everything if each != observation][:20]
    assert none in shown, "an annulled one is held against those that stand"
    (plan,) = json.loads(
        await connection.fetchval(
            f"explain (analyze, format json) {QUALITY_FACTS.text}", *given(reports)
        )
    )
    joins = [each for each in nodes(plan["Plan"]) if "Join" in each["Node Type"]]
    assert joins
    assert max(each["Actual Rows"] * each["Actual Loops"] for each in joins) <= 120 * 21


async def show(connection: Connection, reports: list[UUID]) -> dict[UUID, list[UUID]]:
    """By observation, those that are told to be alike."""
    rows = await connection.fetch(QUALITY_FACTS.text, *given(reports))
    filled = [each for row in rows for each in json.loads(row["facts"])["filled"]]
    return {UUID(each["id"]): [UUID(id) for id, _ in each["alike"]] for each in filled}


def given(reports: list[UUID]) -> list[object]:
    values = {"reports": reports, "roots": ["pe"], "teacher_roots": ["pe"]}
    return [values[name] for name in QUALITY_FACTS.names]


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", ()):
        yield from nodes(child)


async def test_a_copy_out_of_reach_shows_nothing(
    client: AsyncClient, world: World, school: str, director: Auth
) -> None:
    """The author worked in another school too: who reviews here is not told of it."""
    cut, author = await world.cut(STREAM), await world.person()
    other = await world.school(CHACHAPOYAS)
    same = forms(1)
    far, _, _ = await lesson(world, other, cut, same, author=author)
    report, _, _ = await lesson(world, school, cut, same, author=author)
    assert await signs(client, director, report) == {}
    dre = await world.login(Role.DRE, AMAZONAS)
    shown = (await signs(client, dre, report))["copied_answers"]
    assert shown["evidence"]["reports"] == [str(far)]


async def test_an_annulled_report_is_nobodys_copy(
    client: AsyncClient, world: World, school: str, director: Auth
) -> None:
    cut, same = await world.cut(STREAM), forms(1)
    await lesson(world, school, cut, same, status="annulled")
    report, _, _ = await lesson(world, school, cut, same)
    assert await signs(client, director, report) == {}


async def test_lessons_at_the_same_hour_are_shown(
    client: AsyncClient, world: World, school: str, director: Auth
) -> None:
    one, other, third = forms(3)
    at_once = {"hora-inicio": "08:00", "hora-termino": "09:30"}
    report, (first, second, _), _ = await lesson(
        world, school, await world.cut(STREAM),
        [one | at_once, other | at_once, third | {"hora-inicio": "10:00", "hora-termino": "11:00"}],
        observed_on=yesterday(),
    )  # fmt: skip
    flag = (await signs(client, director, report))["impossible_pace"]
    assert flag["strength"] == "strong"
    assert set(flag["evidence"]["observations"]) == {str(first), str(second)}


async def test_a_coordinators_hours_for_visits_are_those_of_the_norm(
    client: AsyncClient, world: World, school: str, director: Auth
) -> None:
    """Seven in a week: more than the six of a CT (F50), fewer than the eight of a CP (F44)."""
    cut = await world.cut(STREAM)
    by_ct, _, _ = await lesson(
        world, school, cut, forms(7), author_role="ct", observed_on=yesterday()
    )
    flag = (await signs(client, director, by_ct))["impossible_pace"]
    assert (flag["strength"], "6 horas" in flag["text"]) == ("weak", True)
    await world.db.execute("update report set author_role = 'cp'")
    assert await signs(client, director, by_ct) == {}


async def test_one_level_for_all_is_shown_to_who_reads_results_alone(
    client: AsyncClient, world: World, school: str, director: Auth
) -> None:
    even = [with_level(form, 3) for form in forms(4)]
    assert len(levels_of(even[0])) == 5
    report, observations, _ = await lesson(
        world, school, await world.cut(STREAM), even, observed_on=yesterday()
    )
    flag = (await signs(client, director, report))["straight_line"]
    assert flag["strength"] == "strong"
    assert flag["evidence"]["observations"] == [str(each) for each in observations]
    dre = await world.login(Role.DRE, AMAZONAS)
    answer = (await ask(client, dre, report)).json()
    assert (answer["results_looked_at"], answer["flags"]) == (False, [])


async def test_a_harsh_observer_is_shown_among_those_of_the_ugel(
    client: AsyncClient, world: World, school: str, director: Auth
) -> None:
    cut = await world.cut(STREAM)
    for n in range(8):
        beside = await world.school(BAGUA)
        await lesson(world, beside, cut, forms(1), score=Decimal(50 + n) / 100)
    report, _, _ = await lesson(world, school, cut, forms(1), score=Decimal("0.1"))
    ugel = await world.login(Role.UGEL, BAGUA)
    flag = (await signs(client, ugel, report))["outlier"]
    assert "8 reportes de su IGED" in flag["text"]
    assert await signs(client, director, report) == {}, "the others are not the director's to read"


async def test_a_capture_dated_before_what_it_observes_is_shown(
    client: AsyncClient, world: World, school: str, director: Auth
) -> None:
    report, (observation,), _ = await lesson(
        world, school, await world.cut(STREAM), forms(1), captured_at=now() - timedelta(days=3)
    )
    flag = (await signs(client, director, report))["late_capture"]
    assert flag["evidence"]["observations"] == [str(observation)]


async def test_levels_in_a_table_count(
    client: AsyncClient, world: World, school: str, director: Auth
) -> None:
    version, answers = await form_with_a_table(world)
    report, _, _ = await lesson(
        world, school, await world.cut(STREAM), [answers], version=version, observed_on=yesterday()
    )
    assert (await signs(client, director, report)).keys() == {"straight_line"}


async def test_several_reports_are_asked_for_at_once(
    client: AsyncClient, world: World, school: str, director: Auth
) -> None:
    cut = await world.cut(STREAM)
    sound, _, _ = await lesson(world, school, cut, forms(1), observed_on=yesterday())
    even, _, _ = await lesson(
        world, school, cut, [with_level(f, 2) for f in forms(5)[1:]], observed_on=yesterday()
    )
    far, _, _ = await lesson(world, await world.school(CHACHAPOYAS), cut, forms(1))
    for id in (far, uuid4()):
        query = {"id": [str(even), str(id)]}
        refused = await client.get("/v1/report-quality", params=query, headers=director)
        assert naming_nothing(refused) == ["id"]
    ids = [str(even), str(sound)]
    answer = await client.get("/v1/report-quality", params={"id": ids}, headers=director)
    assert answer.json() == {
        "items": [
            {
                "report_id": str(even), "results_looked_at": True,
                "flags": [{"code": "straight_line", "strength": "strong"}],
            },
            {"report_id": str(sound), "results_looked_at": True, "flags": []},
        ]
    }  # fmt: skip


async def test_asking_changes_nothing(
    client: AsyncClient, world: World, school: str, director: Auth, connection: Connection
) -> None:
    report, _, _ = await lesson(world, school, await world.cut(STREAM), forms(1))
    query = "select count(*), (select version from report where id = $1) from event"
    before = await connection.fetchrow(query, report)
    await ask(client, director, report)
    assert await connection.fetchrow(query, report) == before


async def test_a_report_out_of_reach_does_not_exist(
    client: AsyncClient, world: World, school: str
) -> None:
    report, _, _ = await lesson(world, school, await world.cut(STREAM), forms(1))
    outside = await world.login(Role.UGEL, CHACHAPOYAS)
    answer, nobody = await ask(client, outside, report), await ask(client, outside, uuid4())
    assert answer.status_code == 404
    assert answer.json() == nobody.json()


@pytest.mark.parametrize("many", [0, 51])
async def test_a_list_of_no_report_or_too_many_is_refused(
    client: AsyncClient, director: Auth, many: int
) -> None:
    ids = [str(uuid4()) for _ in range(many)]
    answer = await client.get("/v1/report-quality", params={"id": ids}, headers=director)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid-request")


@pytest.mark.parametrize("role", [Role.CP, Role.TEACHER])
async def test_others_review_nothing(
    client: AsyncClient, world: World, school: str, role: Role
) -> None:
    answer = await ask(client, await world.login(role, school), uuid4())
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/missing-scope")
