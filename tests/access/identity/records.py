"""What a school records of one of its teachers: visits, dialogues, lessons, sessions, promises."""

import json
from uuid import UUID

from domain.access.roles import Role
from tests.clock import now
from tests.lessons import FORM, lesson
from tests.school_work import save_promise, save_session, save_tutoring
from tests.school_years import leave_room
from tests.talks import days_ago, visit
from tests.world import World

MINE = (
    "me/observations", "me/visits", "me/dialogues", "me/commitments", "me/collaborative-sessions",
    "me/plans", "me/practice", "me/hours", "me/agenda", "me/data", "commitments", "visits",
    "reports",
)  # fmt: skip
"""Where somebody reads what is held about them, whatever they hold."""


async def recorded(world: World, school: str, teacher: UUID) -> None:
    """The school's coordinators visit, talk to, convene and observe a teacher of theirs."""
    await leave_room(world)
    cp = await world.appoint(Role.CP, school)
    done = await visit(world, school, cp, teacher)
    await visit(world, school, cp, teacher, status="planned", began=days_ago(-1))
    await world.save(
        "reflective_dialogue", visit_id=done, instrument_code="matriz-dialogo",
        instrument_version=1, answers=json.dumps({"d1-evidencias": "Lo visto."}), status="held",
        prepared_at=now(), preparation_minutes=45, held_from=days_ago(1.5), held_to=days_ago(1.4),
    )  # fmt: skip
    cut = await world.cut("teacher_accompaniment")
    await lesson(world, school, cut, [await world.answers(FORM)], teachers=[teacher])
    session = await save_session(world, school, organiser=cp, convened=[teacher], status="held")
    await save_promise(world, school, session=session, owner=teacher)
    await save_tutoring(world, school, by=cp, tutor_id=teacher)
