"""The `PUT`s about visits to lessons and the dialogues about them."""

from typing import Any
from uuid import UUID, uuid4

from domain.access.roles import Role
from tests.contract.puts.put import Put, Row, Stage
from tests.talks import MARK, promise, talk
from tests.visits import WHY, Scene, at, scene, visit
from tests.world import Auth


async def recorded(stage: Stage, what: str, body: Any, *, days: int = 1, other: Any = None) -> Put:
    """Something that its visitor tells of a visit that was planned for a day."""
    here = await scene(stage.world)
    id = await planned(here, days=days)
    by, stranger = here.auth(here.cp), await stage.beside(Role.CP)
    return Put(f"/v1/visits/{id}/{what}", by, body, other, stranger=stranger)


async def planned(here: Scene, *, days: int) -> UUID:
    """A visit that was planned for eight o'clock."""
    return await visit(here.world, here.place, here.cp, here.teacher, starts_at=at(8, days=days))


async def planned_visit(stage: Stage) -> Put:
    here = await scene(stage.world)
    return Put(
        f"/v1/visits/{uuid4()}",
        here.auth(here.cp),
        here.draft(),
        here.draft(section="3.º A"),
        stranger=await stage.beside(Role.CP),
    )


async def cancellation(stage: Stage) -> Put:
    return await recorded(stage, "cancellation", {"reason": WHY})


async def move(stage: Stage) -> Put:
    times = {"starts_at": at(10.5).isoformat(), "ends_at": at(11.25).isoformat()}
    return await recorded(stage, f"moves/{uuid4()}", times | {"reason": WHY})


async def done(stage: Stage) -> Put:
    body = {
        "began_at": at(8, days=-1).isoformat(),
        "finished_at": at(9, days=-1).isoformat(),
        "students_present": 27,
    }
    return await recorded(stage, "done", body, days=-1, other=body | {"students_present": 17})


async def not_done(stage: Stage) -> Put:
    other = {"reason": "Hubo un simulacro."}
    return await recorded(stage, "not-done", {"reason": WHY}, days=-1, other=other)


async def received(stage: Stage) -> tuple[UUID, Auth, Auth]:
    """A visit to come, whom it is to, and another teacher of the school."""
    here = await scene(stage.world)
    teacher, other = (here.auth(each, Role.TEACHER) for each in (here.teacher, here.other))
    return await planned(here, days=1), teacher, other


async def confirmation(stage: Stage) -> Put:
    id, teacher, other = await received(stage)
    return Put(f"/v1/me/visits/{id}/confirmation", teacher, stranger=other)


async def refusal(stage: Stage) -> Put:
    id, teacher, other = await received(stage)
    return Put(f"/v1/me/visits/{id}/refusal", teacher, {"reason": WHY}, stranger=other)


async def dialogue(stage: Stage) -> Put:
    it = await talk(stage.client, stage.world)
    body = {"answers": it.answers, "preparation_minutes": 45}
    stranger = await stage.beside(Role.CP)
    return Put(it.path, it.mine, body, body | {"preparation_minutes": 5}, stranger=stranger)


async def answer(stage: Stage) -> Put:
    it = await (await talk(stage.client, stage.world)).bring("held")
    return Put(
        f"/v1/me/dialogues/{it.visit}/answer",
        it.theirs,
        {"agrees": False, "note": "Hubo tres grupos."},
        {"agrees": False, "note": "Hubo cuatro."},
        stranger=await stage.world.login(Role.TEACHER, it.school),
    )


async def commitment_review(stage: Stage) -> Put:
    first = await (await talk(stage.client, stage.world, days=10)).bring("prepared")
    due = promise()
    held = await first.hold(due)
    assert held.is_success, held.text
    it = await (await talk(stage.client, stage.world, like=first)).bring("preparing")
    return Put(
        f"/v1/commitments/{due['id']}/review",
        it.mine,
        {"visit_id": str(it.visit), "outcome": "met"},
        stranger=await stage.beside(Role.CP),
    )


async def referral_step(stage: Stage) -> Put:
    it = await talk(stage.client, stage.world)
    it.answers[MARK[Role.CP]] = True
    await it.bring("prepared")
    director = await stage.world.login(Role.DIRECTOR, it.school)
    listed = await stage.client.get("/v1/referrals", headers=director)
    (opened,) = listed.json()["items"]
    return Put(
        f"/v1/referrals/{opened['id']}/status",
        director,
        {"status": "attended", "note": "Se conversó con la familia."},
        {"status": "closed", "note": "Se conversó con la familia. Fin."},
        seen=1,
        stranger=await stage.beside(Role.DIRECTOR),
    )


ROWS: dict[str, Row] = {
    "planVisit": planned_visit,
    "cancelVisit": cancellation,
    "moveVisit": move,
    "recordVisitDone": done,
    "recordVisitNotDone": not_done,
    "confirmMyVisit": confirmation,
    "declineMyVisit": refusal,
    "putDialogue": dialogue,
    "answerDialogue": answer,
    "reviewCommitment": commitment_review,
    "attendReferral": referral_step,
}
