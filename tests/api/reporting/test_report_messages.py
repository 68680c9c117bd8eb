"""The discussion of a report, and what observed people answer."""

from uuid import uuid4

from httpx import AsyncClient, Response

from domain.access.roles import Role
from tests.answers import problem
from tests.api.reporting.filing import Filed, correct, file_about_cp, file_about_teachers, review
from tests.world import AMAZONAS, BAGUA, CHACHAPOYAS, Auth, Connection, World


async def say(
    client: AsyncClient, report: Filed, by: Auth, text: str = "Gracias.", id: object = None
) -> Response:
    path = f"{report.path}/messages/{id or uuid4()}"
    return await client.put(path, json={"text": text}, headers=by)


async def test_author_reviewer_and_coordinator_talk(client: AsyncClient, world: World) -> None:
    report = await file_about_cp(client, world)
    cp = world.auth(report.observed)
    for by in (report.author, report.reviewer, cp):
        assert (await say(client, report, by)).status_code == 201
    for by in (report.author, report.reviewer, cp):
        page = (await client.get(f"{report.path}/messages", headers=by)).json()
        assert [m["part"] for m in page["items"]] == ["author", "reviewer", "observed"]


async def test_a_message_is_said_once_and_not_changed(client: AsyncClient, world: World) -> None:
    report, id = await file_about_cp(client, world), uuid4()
    await say(client, report, report.author, id=id)
    other = await say(client, report, report.author, text="Otra cosa.", id=id)
    assert problem(other) == (409, "message-differs")


async def test_who_only_reads_does_not_speak(client: AsyncClient, world: World) -> None:
    report = await file_about_cp(client, world)
    dre = await world.login(Role.DRE, AMAZONAS)
    assert (await client.get(f"{report.path}/messages", headers=dre)).status_code == 200
    assert problem(await say(client, report, dre)) == (403, "not-in-discussion")


async def test_the_discussion_of_teachers_stays_below(client: AsyncClient, world: World) -> None:
    report = await file_about_teachers(client, world)
    assert (await say(client, report, report.author)).status_code == 201
    dre = await world.login(Role.DRE, AMAZONAS)
    for who in (dre, await world.login(Role.UGEL, CHACHAPOYAS)):
        assert (await client.get(f"{report.path}/messages", headers=who)).status_code == 404
        assert (await say(client, report, who)).status_code == 404
    ugel = await world.login(Role.UGEL, BAGUA)
    assert (await client.get(f"{report.path}/messages", headers=ugel)).status_code == 200


async def test_another_coordinator_of_the_school_reads_nothing(
    client: AsyncClient, world: World
) -> None:
    report = await file_about_cp(client, world)
    ct = await world.login(Role.CT, report.school)
    assert (await client.get(f"{report.path}/messages", headers=ct)).status_code == 404


async def test_a_teacher_reads_what_was_observed_and_answers(
    client: AsyncClient, world: World
) -> None:
    report = await file_about_teachers(client, world)
    teacher = world.auth(report.observed)
    (item,) = (await client.get("/v1/me/observations", headers=teacher)).json()["items"]
    assert (item["id"], item["reply"], item["status"]) == (report.observation, None, "submitted")
    assert set(item["answers"]) <= set(report.sent["observations"][0]["answers"])
    path = f"/v1/me/observations/{report.observation}/reply"
    given = await client.put(
        path, json={"text": "La sesión tuvo otra parte.", "agrees": False}, headers=teacher
    )
    assert given.status_code == 201, given.text
    shown = (await client.get(report.path, headers=report.reviewer)).json()
    (reply,) = shown["filled"][0]["replies"]
    assert (reply["text"], reply["agrees"]) == ("La sesión tuvo otra parte.", False)


async def test_a_reply_changes_until_the_report_is_approved(
    client: AsyncClient, world: World
) -> None:
    report = await file_about_teachers(client, world)
    teacher = world.auth(report.observed)
    path = f"/v1/me/observations/{report.observation}/reply"
    await client.put(path, json={"text": "No.", "agrees": False}, headers=teacher)
    changed = {"text": "Conversamos: de acuerdo.", "agrees": True}
    seen = teacher | {"If-Match": '"1"'}
    assert (await client.put(path, json=changed, headers=seen)).status_code == 200
    await review(client, report, "approved")
    late = await client.put(
        path, json=changed | {"text": "Mejor no."}, headers=teacher | {"If-Match": '"2"'}
    )
    assert problem(late) == (409, "reply-closed")


async def test_a_reply_outlives_a_correction(client: AsyncClient, world: World) -> None:
    report = await file_about_teachers(client, world)
    teacher = world.auth(report.observed)
    path = f"/v1/me/observations/{report.observation}/reply"
    await client.put(path, json={"text": "De acuerdo.", "agrees": True}, headers=teacher)
    await review(client, report, "returned")
    assert (await correct(client, report)).status_code == 200
    (item,) = (await client.get("/v1/me/observations", headers=teacher)).json()["items"]
    assert item["reply"]["text"] == "De acuerdo."


async def test_nobody_answers_for_another(client: AsyncClient, world: World) -> None:
    report = await file_about_teachers(client, world)
    other = await world.login(Role.TEACHER, report.school)
    path = f"/v1/me/observations/{report.observation}/reply"
    answer = await client.put(path, json={"text": "Sí.", "agrees": True}, headers=other)
    assert problem(answer) == (404, "not-found")
    assert (await client.get("/v1/me/observations", headers=other)).json()["items"] == []


async def test_annulled_observations_are_told_no_more(
    client: AsyncClient, world: World, connection: Connection
) -> None:
    report = await file_about_teachers(client, world)
    minedu = await world.login(Role.MINEDU, "pe")
    body = {"version": 1, "reason": "Declarado por error en otra institución."}
    path = f"{report.path}/annulments/{uuid4()}"
    assert (await client.put(path, json=body, headers=minedu)).status_code == 201
    teacher = world.auth(report.observed)
    assert (await client.get("/v1/me/observations", headers=teacher)).json()["items"] == []
