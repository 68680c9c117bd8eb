"""The `PUT`s about reports: worked on, filed, reviewed, discussed, scored again."""

from uuid import uuid4

from domain.access.roles import Role
from tests.api.reporting.filing import file_about_cp, file_about_teachers
from tests.api.reporting.reports import body as report_of
from tests.contract.puts.calendar import owed
from tests.contract.puts.put import Put, Row, Stage
from tests.world import BAGUA


async def draft(stage: Stage) -> Put:
    id = await owed(stage)
    body = {"obligation_id": str(id), "narrative": "Una."}
    return Put(
        f"/v1/report-drafts/{uuid4()}",
        await stage.world.login(Role.UGEL, BAGUA),
        body,
        body | {"narrative": "Otra."},
        stranger=await stage.beside(Role.UGEL),
    )


async def report(stage: Stage) -> Put:
    """A report is corrected once it came back."""
    world, school = stage.world, await stage.world.school(BAGUA)
    owed_cp = await world.obligation(await world.cut("coordinator"), school, "cp", 1)
    await world.appoint(Role.CP, school)
    body, id = await report_of(world, owed_cp, "ficha-cp"), uuid4()
    reviewer = await world.deputy(Role.UGEL, BAGUA)

    async def returned() -> int:
        body = {"version": 1, "decision": "returned", "comments": [{"text": "Falta narrar."}]}
        path = f"/v1/reports/{id}/reviews/{uuid4()}"
        back = await stage.client.put(path, json=body, headers=reviewer)
        assert back.is_success, back.text
        return 2

    return Put(
        f"/v1/reports/{id}",
        await world.login(Role.DIRECTOR, school),
        body,
        body | {"narrative": "Con lo que faltaba."},
        meanwhile=returned,
        stranger=await stage.beside(Role.DIRECTOR),
    )


async def annulment(stage: Stage) -> Put:
    filed = await file_about_cp(stage.client, stage.world)
    return Put(
        f"{filed.path}/annulments/{uuid4()}",
        await stage.world.login(Role.MINEDU, "pe"),
        {"version": 1, "reason": "Declarado por error."},
    )


async def message(stage: Stage) -> Put:
    filed = await file_about_cp(stage.client, stage.world)
    return Put(
        f"{filed.path}/messages/{uuid4()}",
        filed.author,
        {"text": "Gracias."},
        stranger=await stage.beside(Role.DIRECTOR),
    )


async def decision(stage: Stage) -> Put:
    filed = await file_about_cp(stage.client, stage.world)
    return Put(
        f"{filed.path}/reviews/{uuid4()}",
        filed.reviewer,
        {"version": 1, "decision": "approved", "comments": []},
        stranger=await stage.beside(Role.UGEL),
    )


async def reply(stage: Stage) -> Put:
    filed = await file_about_teachers(stage.client, stage.world)
    return Put(
        f"/v1/me/observations/{filed.observation}/reply",
        stage.world.auth(filed.observed),
        {"text": "No estoy de acuerdo.", "agrees": False},
        {"text": "Conversamos: de acuerdo.", "agrees": True},
        stranger=await stage.world.login(Role.TEACHER, filed.school),
    )


async def second_scoring(stage: Stage) -> Put:
    filed = await file_about_teachers(stage.client, stage.world)
    answers = filed.sent["observations"][0]["answers"]
    return Put(
        f"/v1/observations/{filed.observation}/second-scorings/{uuid4()}",
        filed.reviewer,
        {"was_present": True, "answers": answers},
        stranger=await stage.beside(Role.DIRECTOR),
    )


ROWS: dict[str, Row] = {
    "putReportDraft": draft,
    "fileReport": report,
    "annulReport": annulment,
    "writeMessage": message,
    "reviewReport": decision,
    "replyToObservation": reply,
    "scoreAgain": second_scoring,
}
