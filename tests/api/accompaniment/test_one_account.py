"""One lesson has one account: what a dialogue tells is filed under its visit's id and no other."""

from typing import Any
from uuid import UUID, uuid4

from httpx import AsyncClient, Response

from domain.access.roles import Role
from tests.api.reporting.reports_from_work import beside, faults, owed_to
from tests.clock import today
from tests.talks import FORM, HOUR, Talk, days_ago, talk, visit
from tests.world import Connection, World

AT = "/observations/0"


def typed(it: Talk, **other: Any) -> dict[str, Any]:
    """The lesson as its visitor would type it, under an id of its own."""
    return {
        "id": str(uuid4()), "instrument": FORM[it.role], "version": 1, "answers": it.answers,
        "observed_on": it.began.date().isoformat(), "teacher_id": str(it.teacher),
        "students_present": 25,
    } | other  # fmt: skip


async def file(
    it: Talk, owed: UUID, *observations: dict[str, Any], report: UUID | None = None, seen: int = 0
) -> Response:
    sent = {"obligation_id": str(owed), "sworn": True, "observations": observations}
    headers = it.mine | ({"If-Match": f'"{seen}"'} if seen else {})
    return await it.client.put(f"/v1/reports/{report or uuid4()}", json=sent, headers=headers)


def worse(it: Talk) -> dict[str, Any]:
    return it.answers | {"d1-nivel": 1}


async def give_back(world: World, it: Talk, report: UUID) -> None:
    director = await world.login(Role.DIRECTOR, it.school)
    back = {"version": 1, "decision": "returned", "comments": [{"text": "Falta narrar."}]}
    path = f"/v1/reports/{report}/reviews/{uuid4()}"
    assert (await it.client.put(path, json=back, headers=director)).status_code == 201


async def test_what_a_finished_dialogue_tells_is_not_filed_under_another_id(
    client: AsyncClient, world: World
) -> None:
    it = await (await talk(client, world)).bring("agreed")
    owed = await owed_to(world, it)
    for answers in (worse(it), it.answers):
        refused = await file(it, owed, typed(it, answers=answers))
        assert faults(refused) == {(f"{AT}/id", "dialogue-tells-it")}
        assert str(it.visit) in refused.json()["errors"][0]["detail"]
    assert (await file(it, owed, typed(it, id=str(it.visit)))).status_code == 201


async def test_a_draft_is_told_so_when_it_is_checked(client: AsyncClient, world: World) -> None:
    it = await (await talk(client, world)).bring("agreed")
    owed, draft = await owed_to(world, it), uuid4()
    sent = {"obligation_id": str(owed), "observations": [typed(it, answers=worse(it))]}
    path = f"/v1/report-drafts/{draft}"
    assert (await client.put(path, json=sent, headers=it.mine)).status_code == 201
    refused = await client.get(f"{path}/check", headers=it.mine)
    assert faults(refused) == {(f"{AT}/id", "dialogue-tells-it")}


async def test_other_days_teachers_and_authors_and_open_dialogues_stand_in_nobodys_way(
    client: AsyncClient, world: World
) -> None:
    it = await (await talk(client, world)).bring("agreed")
    unfinished = await beside(world, it)
    unfinished = await (await talk(client, world, like=unfinished, days=3)).bring("confirmed")
    mates = await beside(world, it)
    mates.visitor = await world.appoint(Role.CP, it.school, post=2)
    mates = await (await talk(client, world, like=mates)).bring("agreed")
    mates.visitor = it.visitor
    another_day = typed(it, observed_on=days_ago(4).date().isoformat())
    answer = await file(it, await owed_to(world, it), typed(unfinished), typed(mates), another_day)
    assert answer.status_code == 201, answer.text


async def test_a_correction_is_held_to_a_dialogue_that_was_finished_since(
    client: AsyncClient, world: World
) -> None:
    it = await (await talk(client, world)).bring("confirmed")
    owed, report = await owed_to(world, it), uuid4()
    first = typed(it, answers=worse(it))
    assert (await file(it, owed, first, report=report)).status_code == 201
    await it.answer(True)
    await give_back(world, it, report)
    other = first | {"answers": it.answers | {"d1-nivel": 2}}
    refused = await file(it, owed, other, report=report, seen=2)
    assert faults(refused) == {(f"{AT}/answers/d1-nivel", "differs-from-dialogue")}
    anew = await file(it, owed, typed(it), report=report, seen=2)
    assert faults(anew) == {(f"{AT}/id", "dialogue-tells-it")}
    mended = await file(it, owed, first | {"answers": it.answers}, report=report, seen=2)
    assert mended.status_code == 200, "under the id that it has, which others point to"


async def test_whoever_corrects_a_predecessors_report_is_held_to_their_dialogues(
    client: AsyncClient, world: World, connection: Connection
) -> None:
    it = await (await talk(client, world)).bring("confirmed")
    owed, report = await owed_to(world, it), uuid4()
    first = typed(it, answers=worse(it))
    assert (await file(it, owed, first, report=report)).status_code == 201
    await it.answer(True)
    await give_back(world, it, report)
    await connection.execute(
        "update appointment set valid = daterange(lower(valid), $2) where person_id = $1",
        it.visitor, today(),
    )  # fmt: skip
    it.visitor = await world.appoint(Role.CP, it.school, since=today())
    refused = await file(it, owed, first, report=report, seen=2)
    assert faults(refused) == {(f"{AT}/answers/d1-nivel", "differs-from-dialogue")}
    mended = await file(it, owed, first | {"answers": it.answers}, report=report, seen=2)
    assert mended.status_code == 200, mended.text


async def test_what_an_annulled_report_told_is_told_again_as_the_dialogue_has_it(
    client: AsyncClient, world: World
) -> None:
    it = await (await talk(client, world)).bring("agreed")
    owed, report = await owed_to(world, it), uuid4()
    assert (await file(it, owed, typed(it, id=str(it.visit)), report=report)).status_code == 201
    minedu = await world.login(Role.MINEDU, "pe")
    annul = {"version": 1, "reason": "Declarado por error."}
    path = f"/v1/reports/{report}/annulments/{uuid4()}"
    assert (await client.put(path, json=annul, headers=minedu)).status_code == 201
    refused = await file(it, owed, typed(it, answers=worse(it)))
    assert faults(refused) == {(f"{AT}/answers/d1-nivel", "differs-from-dialogue")}
    assert (await file(it, owed, typed(it))).status_code == 201


async def test_of_two_visits_of_a_day_either_is_told_and_nothing_else(
    client: AsyncClient, world: World
) -> None:
    it = await (await talk(client, world)).bring("agreed")
    began = it.began + 2 * HOUR
    again = await visit(world, it.school, it.visitor, it.teacher, role=it.role, began=began)
    second = Talk(client, world, it.school, it.visitor, it.teacher, it.role, began, again)
    second.answers = worse(it)
    await second.bring("agreed")
    owed = await owed_to(world, it)
    refused = await file(it, owed, typed(it))
    assert faults(refused) == {(f"{AT}/id", "dialogue-tells-it")}
    afternoon = typed(second, id=str(second.visit))
    assert (await file(it, owed, afternoon)).status_code == 201
