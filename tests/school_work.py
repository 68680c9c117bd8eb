"""Rows of collective work and school work as they stand in the database."""

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4, uuid5

from asyncpg import Range

from domain.access.roles import Role
from tests.clock import now, today
from tests.world import World

YEAR = 2024
"""The school year that `leave_room` stretches until long after now."""


async def save_session(
    world: World,
    school: str,
    *,
    organiser: UUID,
    convened: Sequence[UUID] = (),
    id: UUID | None = None,
    starts_at: datetime | None = None,
    status: str = "scheduled",
    **more: Any,
) -> UUID:
    """A session of two hours with its bookings; those convened attended it once it was held."""
    id, starts_at = id or uuid4(), starts_at or now() - timedelta(hours=3)
    about = {
        "kind": "rtc", "year": YEAR, "place": school, "organiser_id": organiser,
        "organiser_role": "director", "title": "Narración de la reunión", "agenda": '["Unidad"]',
        "starts_at": starts_at, "ends_at": starts_at + timedelta(hours=2), "status": status,
        "agreements": "[]", "minutes": "Narración del acta." if status == "minuted" else None,
        "reason": "Narración del motivo." if status == "cancelled" else None,
    }  # fmt: skip
    await world.save("collaborative_session", id=id, **(about | more))
    for person in convened:
        await world.save(
            "collaborative_attendance", session_id=id, person_id=person, convened=True,
            attended=True if status in {"held", "minuted"} else None,
        )  # fmt: skip
    for person in {organiser, *convened} if status != "cancelled" else ():
        await book(world, person, starts_at, subject=id, what="session")
    return id


def promise_of(session: UUID) -> UUID:
    """The id of what `save_promise` has a session leave promised, unless another is named."""
    return uuid5(session, "commitment")


async def save_promise(
    world: World, school: str, *, session: UUID, owner: UUID, id: UUID | None = None, **more: Any
) -> UUID:
    """What somebody promised in a session, still open and due in ten days."""
    id = id or promise_of(session)
    about = {
        "year": YEAR, "place": school, "text": "Narración de la promesa.", "status": "open",
        "due_on": today() + timedelta(days=10), "session_id": session,
    }  # fmt: skip
    await world.save("commitment", id=id, owner_id=owner, **(about | more))
    return id


async def book(
    world: World,
    person: UUID,
    starts_at: datetime,
    *,
    hours: float = 2,
    what: str = "visit",
    subject: UUID | None = None,
) -> None:
    """Somebody is somewhere for some hours."""
    during = Range(starts_at, starts_at + timedelta(hours=hours))
    await world.save(
        "booking", person_id=person, during=during, what=what, subject_id=subject or uuid4()
    )


async def save_tutoring(
    world: World, school: str, *, by: UUID, id: UUID | None = None, **more: Any
) -> UUID:
    """A record of group tutoring today."""
    id = id or uuid4()
    about = {
        "year": YEAR, "place": school, "section": "3A", "strategy": "group", "held_on": today(),
        "participants": 28, "text": "Narración de la tutoría.", "made_by": by, "made_at": now(),
    }  # fmt: skip
    await world.save("tutoring_record", id=id, **(about | more))
    return id


async def save_action(
    world: World, school: str, *, by: UUID, id: UUID | None = None, **more: Any
) -> UUID:
    """An action with families today."""
    id = id or uuid4()
    about = {
        "year": YEAR, "place": school, "kind": "families", "held_on": today(), "title": "Jornada",
        "text": "Narración de la jornada.", "participants": 40, "made_by": by,
        "evidence": json.dumps([{"text": "Acta", "url": None}]), "made_role": "director",
        "made_at": now(),
    }  # fmt: skip
    await world.save("school_action", id=id, **(about | more))
    return id


async def save_assessment(
    world: World,
    school: str,
    *,
    by: UUID,
    levels: tuple[int, int, int, int] = (10, 10, 6, 2),
    id: UUID | None = None,
    held_on: date | None = None,
    status: str = "recorded",
    **more: Any,
) -> UUID:
    """Counts of a section; somebody decided over them where they are not just recorded."""
    id = id or uuid4()
    about: dict[str, Any] = {
        "year": YEAR, "place": school, "kind": "diagnostic", "section": "3A",
        "area": "mathematics", "held_on": held_on or today(), "enrolled": max(1, sum(levels)),
        "assessed": sum(levels), "made_by": by, "made_at": now(), "status": status,
        **{f"level_{n}": level for n, level in enumerate(levels, start=1)},
    }  # fmt: skip
    if status != "recorded":
        about |= {
            "decided_by": await world.person(), "decided_at": now(),
            "director_note": "Narración de la devolución." if status == "returned" else None,
        }  # fmt: skip
    await world.save("learning_assessment", id=id, **(about | more))
    return id


async def save_school_work(
    world: World, school: str, *, id: UUID, by: UUID, of: UUID, section: str = "5B"
) -> None:
    """A session, a record, an action and an assessment of a school, all under one id."""
    await save_session(world, school, id=id, organiser=by, convened=[of])
    await save_tutoring(world, school, id=id, by=by, section=section)
    await save_action(world, school, id=id, by=by)
    await save_assessment(world, school, id=id, by=by, section=section)


class Staff:
    """The people of one school, signed in with what their roles carry."""

    def __init__(self, world: World, school: str) -> None:
        self.world, self.school = world, school
        self.code = school.rpartition(".")[2]
        self.ids: dict[Role, UUID] = {}

    async def of(self, role: Role, **names: str) -> UUID:
        """Who holds the role, appointed when first asked for."""
        if role not in self.ids:
            person = await self.world.person(**names)
            self.ids[role] = await self.world.appoint(role, self.school, person=person)
        return self.ids[role]

    async def auth(self, role: Role) -> dict[str, str]:
        """The same person's headers."""
        return self.world.auth(await self.of(role))
