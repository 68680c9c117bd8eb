"""Builds accompaniment as it stands in the tables: visits, dialogues, commitments, sessions."""

import json
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from tests.clock import now, today
from tests.world import World

YEAR = 2024
A_DAY = timedelta(days=1)
A_LESSON = timedelta(minutes=90)


class Accompaniment:
    """One coordinator's work in one school."""

    def __init__(self, world: World, school: str, coordinator: UUID, role: str = "cp") -> None:
        self.world, self.school, self.coordinator, self.role = world, school, coordinator, role

    async def visit(
        self, teacher: UUID, status: str = "done", *, at: datetime | None = None
    ) -> UUID:
        at = at or now() - 10 * A_DAY
        id, done = uuid4(), status == "done"
        await self.world.save(
            "classroom_visit", id=id, year=YEAR, place=self.school, visitor_id=self.coordinator,
            visitor_role=self.role, teacher_id=teacher, stage="process", section="3.º B",
            starts_at=at, ends_at=at + A_LESSON, status=status,
            reason=None if status in {"planned", "confirmed", "done"} else "Paro regional.",
            began_at=at if done else None, finished_at=at + A_LESSON if done else None,
            students_present=24 if done else None,
        )  # fmt: skip
        return id

    async def dialogue(
        self, visit: UUID, status: str = "agreed", *, at: datetime | None = None
    ) -> None:
        at = at or now() - 8 * A_DAY
        held, answered = (
            status in {"held", "agreed", "disagreed"},
            status in {"agreed", "disagreed"},
        )
        await self.world.save(
            "reflective_dialogue", visit_id=visit, instrument_code="matriz-dialogo",
            instrument_version=1, answers=json.dumps({}), status=status, preparation_minutes=45,
            prepared_at=None if status == "preparing" else at - A_DAY,
            held_from=at if held else None,
            held_to=at + timedelta(minutes=45) if held else None,
            visitor_agreed_at=at if answered else None,
            teacher_agrees=status == "agreed" if answered else None,
            teacher_answered_at=at if answered else None,
            teacher_note="Faltó ver el cierre." if status == "disagreed" else None,
        )  # fmt: skip

    async def commitment(
        self,
        visit: UUID,
        owner: UUID,
        status: str = "open",
        *,
        due: date | None = None,
        ended: datetime | None = None,
    ) -> UUID:
        id, over = uuid4(), status != "open"
        await self.world.save(
            "commitment", id=id, year=YEAR, place=self.school, visit_id=visit, owner_id=owner,
            text="Prever el tiempo de cierre.", due_on=due or today() + A_DAY, status=status,
            reviewed_at=(ended or now()) if over else None,
            reviewed_by=self.coordinator if over else None,
        )  # fmt: skip
        return id

    async def session(self, kind: str, status: str, *, at: datetime | None = None) -> UUID:
        id, at = uuid4(), at or now() - 20 * A_DAY
        await self.world.save(
            "collaborative_session", id=id, kind=kind, year=YEAR, place=self.school,
            organiser_id=self.coordinator, organiser_role=self.role, title="Retroalimentación",
            agenda=json.dumps([]), starts_at=at, ends_at=at + timedelta(hours=2), status=status,
            reason="Sin quórum." if status == "cancelled" else None,
            minutes="Se acordó observar dos sesiones." if status == "minuted" else None,
            agreements=json.dumps([]),
        )  # fmt: skip
        return id

    async def plan(self, status: str, kind: str = "accompaniment") -> UUID:
        id, sent = uuid4(), status != "draft"
        await self.world.save(
            "accompaniment_plan", id=id, kind=kind, year=YEAR, place=self.school,
            author_id=self.coordinator, author_role=self.role, status=status,
            diagnosis="Poca retroalimentación.", goals=json.dumps([]),
            strategies=json.dumps([]), calendar=json.dumps([]),
            submitted_at=now() - A_DAY if sent else None,
            approved_at=now() if status in {"approved", "in_execution", "closed"} else None,
            balance="Se visitó a todos." if status == "closed" else None,
        )  # fmt: skip
        return id

    async def hours(self, **shares: int) -> UUID:
        """An assignment whose lines differ from the template's where shares say so."""
        id = uuid4()
        await self.world.save(
            "workload_assignment", id=id, year=YEAR, role=self.role, place=self.school,
            person_id=self.coordinator, justification="Menos secciones.",
            assigned_by=self.coordinator, assigned_at=now(),
        )  # fmt: skip
        for code, hours in shares.items():
            await self.world.save("workload_share", assignment_id=id, code=code, hours=hours)
        return id
