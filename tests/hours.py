"""Coordinators' hours for tests: a school year that holds today, hours given, and work done."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from domain.access.roles import Role
from domain.peru_time import LIMA
from tests.clock import now, today
from tests.world import BAGUA, Auth, World

YEAR = 2024
STREAM = "teacher_accompaniment"


def first_day() -> date:
    """Of the school year: seventy-two days ago."""
    return ago(72)


def last_day() -> date:
    """Of the school year: in thirty-one days."""
    return ago(-31)


def periods() -> dict[int, tuple[date, date]]:
    """Periods of the cuts about teachers; the last days of the year are in none."""
    return {1: (ago(72), ago(43)), 2: (ago(42), ago(15)), 3: (ago(14), ago(-20))}


def ago(days: int) -> date:
    return today() - timedelta(days=days)


async def this_year(world: World) -> None:
    """The shipped year as if it were going on."""
    await world.db.execute(
        "update school_year set starts_on = $1, ends_on = $2 where year = $3",
        first_day(),
        last_day(),
        YEAR,
    )
    for ordinal, (first, last) in periods().items():
        await world.db.execute(
            "update report_cut set period_from = $1, period_to = $2 where code = $3",
            first, last, f"{YEAR}-{STREAM}-{ordinal}",
        )  # fmt: skip


async def consolidate(world: World, ordinal: int) -> None:
    await world.db.execute(
        "update report_cut set consolidated_at = $1, consolidated_by = $2 where code = $3",
        now(), await world.person(), f"{YEAR}-{STREAM}-{ordinal}",
    )  # fmt: skip


@dataclass(frozen=True)
class Given:
    """A coordinator with hours in a school, and the school's director."""

    id: UUID
    school: str
    person: UUID
    auth: Auth
    director: Auth

    @property
    def code(self) -> str:
        return self.school.rpartition(".")[2]

    @property
    def path(self) -> str:
        return f"/v1/workload-assignments/{self.id}"


async def give(
    world: World,
    role: Role = Role.CP,
    *,
    under: str = BAGUA,
    shares: Mapping[str, int] | None = None,
    school: str | None = None,
    person: UUID | None = None,
    since: date | None = None,
    until: date | None = None,
) -> Given:
    """Somebody new in the role with the template's hours, but for `shares`."""
    school = school or await world.school(under)
    person = await world.appoint(role, school, person=person, since=since, until=until)
    id = uuid4()
    await world.save(
        "workload_assignment", id=id, year=YEAR, role=role, place=school, person_id=person,
        justification="Sección nueva en el turno." if shares else None,
        assigned_by=await world.person(), assigned_at=now(),
    )  # fmt: skip
    await world.db.execute(
        "insert into workload_share (assignment_id, code, hours)"
        " select $1, l.code, coalesce(($4::jsonb ->> l.code)::int, l.hours) from workload_line l"
        " where l.year = $2 and l.role = $3 and l.proof is not null",
        id, YEAR, role, json.dumps(shares or {}),
    )  # fmt: skip
    return Given(id, school, person, world.auth(person), await director_of(world, school))


async def director_of(world: World, school: str) -> Auth:
    """Whoever directs a school, or somebody new."""
    there = await world.db.fetchval(
        "select person_id from appointment where role = 'director' and place = $1::text::ltree",
        school,
    )
    return world.auth(there) if there else await world.login(Role.DIRECTOR, school)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """An instant of a day in Peru."""
    return datetime.combine(day, time(hour, minute), LIMA)


async def visited(
    world: World, given: Given, day: date, *, minutes: int = 90, hour: int = 8, **more: Any
) -> UUID:
    """A visit that was done on a day."""
    id, began = uuid4(), at(day, hour)
    about = {
        "visitor_role": "cp", "status": "done", "year": YEAR, "place": given.school,
        "visitor_id": given.person,
    }  # fmt: skip
    values = about | more
    done = values["status"] == "done"
    await world.save(
        "classroom_visit", id=id, teacher_id=await world.person(), stage="process", section="3 B",
        starts_at=began, ends_at=began + timedelta(minutes=45),
        began_at=began if done else None,
        finished_at=began + timedelta(minutes=minutes) if done else None,
        reason=None if done or values["status"] in {"planned", "confirmed"} else "Paro.", **values,
    )  # fmt: skip
    return id


async def discussed(
    world: World, visit: UUID, *, prepared: date | None, preparation: int, held: date | None = None
) -> None:
    """The reflective dialogue of a visit: prepared on a day, and held for an hour on another."""
    await world.save(
        "reflective_dialogue", visit_id=visit, instrument_code="matriz-dialogo",
        instrument_version=1, answers="{}", status="held" if held else "preparing",
        preparation_minutes=preparation, prepared_at=at(prepared, 23, 30) if prepared else None,
        held_from=at(held, 10) if held else None, held_to=at(held, 11) if held else None,
    )  # fmt: skip


async def met(
    world: World, given: Given, day: date, *, lasting: int = 60, attended: bool | None = None,
    **more: Any,
) -> UUID:  # fmt: skip
    """A collaborative session of the school; `attended`: somebody else's, to which they came."""
    id, began = uuid4(), at(day, 15)
    mine = attended is None
    about = {
        "kind": "gia", "year": YEAR, "place": given.school, "status": "held",
        "organiser_id": given.person if mine else await world.person(), "organiser_role": "cp",
    }  # fmt: skip
    await world.save(
        "collaborative_session", id=id, title="GIA", agenda="[]", agreements="[]",
        starts_at=began, ends_at=began + timedelta(minutes=lasting),
        **({"reason": None} | about | more),
    )  # fmt: skip
    await world.save(
        "collaborative_attendance", session_id=id, person_id=given.person, convened=True,
        attended=attended if attended is not None else True,
    )  # fmt: skip
    return id


async def entered(
    world: World, given: Given, day: date, *, line: str = "sesiones", minutes: int = 90
) -> UUID:
    """Work that was entered."""
    id = uuid4()
    await world.save(
        "work_entry", id=id, assignment_id=given.id, code=line, worked_on=day, minutes=minutes,
        note="Sesión de Matemática.", made_at=now(),
    )  # fmt: skip
    return id
