"""Visits to lessons for tests: a school with its people, and visits in any state with bookings."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from asyncpg import Range
from httpx import AsyncClient, Response

from domain.access.roles import Role
from domain.access.scopes import ROLE_SCOPES
from domain.peru_time import LIMA
from tests.clock import now, today
from tests.world import BAGUA, Auth, Connection, World

WHY = "La docente salió en comisión."
HOLDS_TIME = {"planned", "confirmed", "done"}


async def this_year(world: World) -> int:
    """A school year that began long before today and lasts long after it; answers the year."""
    await world.db.execute(
        "insert into school_year (year, starts_on, ends_on, weekly_hours)"
        " values ($1, $2, $3, 45) on conflict (year) do update"
        " set starts_on = excluded.starts_on, ends_on = excluded.ends_on",
        today().year,
        today() - timedelta(days=150),
        today() + timedelta(days=150),
    )
    return today().year


def at(hour: float, *, days: int = 1) -> datetime:
    """An hour of a day in Peru, counted from today."""
    midnight = datetime(today().year, today().month, today().day, tzinfo=LIMA)
    return midnight + timedelta(days=days, hours=hour)


@dataclass(frozen=True)
class Scene:
    """A school with a CP, a CT, two teachers and a director, in a school year with room."""

    place: str
    cp: UUID
    ct: UUID
    teacher: UUID
    other: UUID
    director: UUID
    year: int
    world: World

    @property
    def code(self) -> str:
        return self.place.rpartition(".")[2]

    def auth(self, person: UUID, role: Role = Role.CP) -> Auth:
        """Somebody of the scene, signed in with what a role carries."""
        return self.world.auth(person, ROLE_SCOPES[role])

    def draft(self, teacher: UUID | None = None, **more: Any) -> dict[str, Any]:
        """A sound visit for tomorrow at ten."""
        return {
            "institution": self.code,
            "teacher_id": str(teacher or self.teacher),
            "stage": "process",
            "section": "2.º B",
            "area": "Matemática",
            "starts_at": at(10).isoformat(),
            "ends_at": at(10.75).isoformat(),
        } | more


async def scene(world: World, under: str = BAGUA, **more: Any) -> Scene:
    """A new school and its people."""
    year = await this_year(world)
    place = await world.school(under, **more)
    return Scene(
        place,
        cp=await world.appoint(Role.CP, place),
        ct=await world.appoint(Role.CT, place),
        teacher=await world.appoint(Role.TEACHER, place),
        other=await world.appoint(Role.TEACHER, place),
        director=await world.appoint(Role.DIRECTOR, place),
        year=year,
        world=world,
    )


async def visit(
    world: World,
    place: str,
    visitor: UUID,
    teacher: UUID,
    *,
    status: str = "planned",
    role: str = "cp",
    starts_at: datetime | None = None,
    minutes: int = 45,
    **more: Any,
) -> UUID:
    """A visit in a state, with the bookings that it has there; answers its id."""
    id = more.pop("id", None) or uuid4()
    since = starts_at or at(10)
    until = since + timedelta(minutes=minutes)
    about = {
        "year": today().year, "stage": "process", "section": "2.º B", "area": "Matemática",
        "reason": WHY if status in {"not_done", "cancelled", "moved"} else None,
        "confirmed_at": now() if status == "confirmed" else None,
    }  # fmt: skip
    if status == "done":
        about |= {"began_at": since, "finished_at": until, "students_present": 20}
    about |= more
    await world.save(
        "classroom_visit", id=id, place=place, visitor_id=visitor, visitor_role=role,
        teacher_id=teacher, starts_at=since, ends_at=until, status=status, **about,
    )  # fmt: skip
    if status in HOLDS_TIME and not (status == "planned" and about["reason"]):
        for person in (visitor, teacher):
            await booked(world, person, since, until, what="visit", subject_id=id)
    return id


async def booked(world: World, person: UUID, since: datetime, until: datetime, **more: Any) -> UUID:
    """Something that takes somebody's time."""
    subject: UUID = more.pop("subject_id", None) or uuid4()
    about = {"what": "session"} | more
    await world.save(
        "booking", person_id=person, during=Range(since, until), subject_id=subject, **about
    )
    return subject


async def planned_with(
    world: World, scene: Scene, teachers: dict[UUID, int], *, author: UUID, **more: Any
) -> UUID:
    """A plan in force that accompanies teachers with so many visits each."""
    id = uuid4()
    about = {
        "kind": "accompaniment", "author_role": "cp", "status": "in_execution", "diagnosis": "x",
        "goals": "[]", "strategies": "[]", "calendar": "[]",
    }  # fmt: skip
    await world.save(
        "accompaniment_plan", id=id, year=scene.year, place=scene.place, author_id=author,
        **(about | more),
    )  # fmt: skip
    for teacher, visits in teachers.items():
        await world.save("plan_teacher", plan_id=id, person_id=teacher, visits=visits)
    return id


async def template(world: World, year: int, role: str = "cp", *, visits: int = 8) -> None:
    """The published template of a role that gives so many weekly hours to visits alone."""
    await world.save("workload_template", year=year, role=role, norm="RVM 326-2019", total=visits)
    await world.save(
        "workload_line", year=year, role=role, code="visitas", ordinal=1, name="Visitas en aula",
        hours=visits, proof="visits",
    )  # fmt: skip
    await world.db.execute(
        "update workload_template set published_at = $3 where year = $1 and role = $2",
        year, role, now(),
    )  # fmt: skip


async def plan(
    client: AsyncClient, auth: Auth, body: dict[str, Any], *, id: UUID | None = None, **more: str
) -> Response:
    """Ask for a visit."""
    return await client.put(f"/v1/visits/{id or uuid4()}", json=body, headers=auth | more)


def monday() -> date:
    """Of the week that tomorrow lies in."""
    tomorrow = today() + timedelta(days=1)
    return tomorrow - timedelta(days=tomorrow.weekday())


async def bookings(connection: Connection, subject: UUID) -> set[tuple[UUID, object, object]]:
    rows = await connection.fetch("select * from booking where subject_id = $1", subject)
    return {(row["person_id"], row["during"].lower, row["during"].upper) for row in rows}


async def events(connection: Connection, subject: UUID) -> list[str]:
    rows = await connection.fetch(
        "select kind from event where subject = $1 order by seq", f"visit/{subject}"
    )
    return [row["kind"] for row in rows]
