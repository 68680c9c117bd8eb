"""The `PUT`s about what a school does together: sessions, records, actions, assessments."""

from datetime import timedelta
from uuid import UUID, uuid4

from domain.access.roles import Role
from tests.clock import now, today
from tests.contract.puts.put import Put, Row, Stage
from tests.school_work import Staff, save_assessment, save_promise, save_session
from tests.school_years import leave_room
from tests.world import BAGUA

SESSIONS = "/v1/collaborative-sessions"
DAY = timedelta(days=1)


async def staff_of(stage: Stage) -> Staff:
    await leave_room(stage.world)
    return Staff(stage.world, await stage.world.school(BAGUA))


async def session(stage: Stage) -> Put:
    staff = await staff_of(stage)
    body = {
        "institution": staff.code,
        "kind": "rtc",
        "title": "Reunión de trabajo colegiado",
        "agenda": ["Planificación de la unidad"],
        "starts_at": (now() + 3 * DAY).isoformat(),
        "ends_at": (now() + 3 * DAY + timedelta(hours=2)).isoformat(),
        "convened": [str(await staff.of(Role.TEACHER))],
    }
    return Put(
        f"{SESSIONS}/{uuid4()}",
        await staff.auth(Role.CP),
        body,
        body | {"title": "Otro título"},
        stranger=await stage.beside(Role.CP),
    )


async def saved_session(staff: Staff, *, status: str, days: float) -> tuple[UUID, UUID]:
    """A session of the CP's, some days from now, and the teacher convened to it."""
    organiser, teacher = await staff.of(Role.CP), await staff.of(Role.TEACHER)
    id = await save_session(
        staff.world, staff.school, organiser=organiser, organiser_role="cp", convened=[teacher],
        starts_at=now() + days * DAY, status=status,
    )  # fmt: skip
    return id, teacher


async def cancellation(stage: Stage) -> Put:
    staff = await staff_of(stage)
    id, _ = await saved_session(staff, status="scheduled", days=3)
    return Put(
        f"{SESSIONS}/{id}/cancellation",
        await staff.auth(Role.CP),
        {"reason": "Paro regional de transporte."},
        seen=1,
        stranger=await stage.beside(Role.CP),
    )


async def attendance(stage: Stage) -> Put:
    staff = await staff_of(stage)
    id, teacher = await saved_session(staff, status="scheduled", days=-1)
    came = {"person_id": str(teacher), "attended": True}
    return Put(
        f"{SESSIONS}/{id}/attendance",
        await staff.auth(Role.CP),
        {"people": [came]},
        {"people": [came | {"attended": False}]},
        seen=1,
        stranger=await stage.beside(Role.CP),
    )


async def minutes(stage: Stage) -> Put:
    staff = await staff_of(stage)
    id, _ = await saved_session(staff, status="held", days=-1)
    return Put(
        f"{SESSIONS}/{id}/minutes",
        await staff.auth(Role.CP),
        {"text": "Se revisó la unidad didáctica.", "agreements": [{"text": "Reunirse más."}]},
        seen=1,
        stranger=await stage.beside(Role.CP),
    )


async def session_review(stage: Stage) -> Put:
    staff = await staff_of(stage)
    first, teacher = await saved_session(staff, status="minuted", days=-9)
    later, _ = await saved_session(staff, status="held", days=-2)
    promise = await save_promise(stage.world, staff.school, session=first, owner=teacher)
    return Put(
        f"/v1/commitments/{promise}/session-review",
        await staff.auth(Role.CP),
        {"session_id": str(later), "outcome": "met", "note": "Se vio en la sesión."},
        stranger=await stage.beside(Role.CP),
    )


async def tutoring_record(stage: Stage) -> Put:
    staff = await staff_of(stage)
    body = {
        "institution": staff.code, "section": "3A", "strategy": "group",
        "held_on": today().isoformat(), "participants": 28, "text": "Sobre la convivencia.",
    }  # fmt: skip
    return Put(
        f"/v1/tutoring-records/{uuid4()}",
        await staff.auth(Role.CT),
        body,
        body | {"participants": 27},
        stranger=await stage.beside(Role.CT),
    )


async def school_action(stage: Stage) -> Put:
    staff = await staff_of(stage)
    body = {
        "institution": staff.code, "kind": "families", "held_on": today().isoformat(),
        "title": "Jornada", "text": "Jornada con familias de tercero.", "participants": 40,
        "evidence": [{"text": "Acta", "url": "https://example.org/acta.pdf"}],
    }  # fmt: skip
    return Put(
        f"/v1/school-actions/{uuid4()}",
        await staff.auth(Role.CT),
        body,
        body | {"participants": 41},
        stranger=await stage.beside(Role.CT),
    )


async def assessment(stage: Stage) -> Put:
    staff = await staff_of(stage)
    body = {
        "institution": staff.code, "kind": "diagnostic", "section": "3A", "area": "mathematics",
        "held_on": today().isoformat(), "enrolled": 30, "assessed": 28,
        "levels": {"c": 10, "b": 10, "a": 6, "ad": 2},
    }  # fmt: skip
    return Put(
        f"/v1/learning-assessments/{uuid4()}",
        await staff.auth(Role.CP),
        body,
        body | {"enrolled": 31},
        stranger=await stage.beside(Role.CP),
    )


async def assessment_decision(stage: Stage) -> Put:
    staff = await staff_of(stage)
    id = await save_assessment(stage.world, staff.school, by=await staff.of(Role.CP))
    return Put(
        f"/v1/learning-assessments/{id}/decision",
        await staff.auth(Role.DIRECTOR),
        {"decision": "validated"},
        {"decision": "returned", "note": "Falta un estudiante."},
        seen=1,
        apart=frozenset({"note"}),
        stranger=await stage.beside(Role.DIRECTOR),
    )


ROWS: dict[str, Row] = {
    "putCollaborativeSession": session,
    "cancelCollaborativeSession": cancellation,
    "holdCollaborativeSession": attendance,
    "minuteCollaborativeSession": minutes,
    "reviewSessionCommitment": session_review,
    "putTutoringRecord": tutoring_record,
    "putSchoolAction": school_action,
    "putLearningAssessment": assessment,
    "decideLearningAssessment": assessment_decision,
}
