"""The `PUT`s about school years, their cuts, and who has more time."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from domain.access.roles import Role
from tests.clock import today
from tests.contract.puts.people import at, in_days
from tests.contract.puts.put import Put, Row, Stage
from tests.school_years import leave_room
from tests.world import AMAZONAS, BAGUA

WHY = "Carretera interrumpida por lluvias."


async def year(stage: Stage) -> Put:
    return Put(
        "/v1/years/2031",
        await stage.world.login(Role.MINEDU, "pe"),
        {"copy_from": 2024, "starts_on": "2031-03-10", "ends_on": "2031-12-19"},
        apart=frozenset({"created"}),
    )


async def stream(stage: Stage) -> Put:
    body = {
        "ordinal": 9,
        "name": "Director a docente",
        "name_en": "Director to teacher",
        "declarant_roles": ["director"],
        "subject_kind": "coordinator",
        "instruments": [{"subject": "cp", "instrument": "ficha-cp"}],
        "review_required": False,
        "enabled": False,
    }
    minedu = await stage.world.login(Role.MINEDU, "pe")
    return Put("/v1/years/2024/streams/director_teacher", minedu, body)


async def cut(stage: Stage) -> Put:
    await leave_room(stage.world)
    body = {
        "stage": "process",
        "opens_at": in_days(6),
        "closes_at": in_days(16),
        "period_from": "2024-03-11",
        "period_to": "2024-06-30",
    }
    return Put(
        "/v1/report-cuts/2024-implementation-9",
        await stage.world.login(Role.MINEDU, "pe"),
        body,
        body | {"stage": "closing"},
    )


def more_time(place: dict[str, str], days: int) -> dict[str, Any]:
    closes_at = in_days(days)
    return {"place": place, "closes_at": closes_at, "reason": WHY}


async def extension(stage: Stage) -> Put:
    await leave_room(stage.world)
    place = {"kind": "region", "code": "010000"}
    code = await stage.world.cut("implementation")
    return Put(
        f"/v1/report-cuts/{code}/extensions/{uuid4()}",
        await stage.world.login(Role.DRE, AMAZONAS),
        more_time(place, 20),
        more_time(place, 30),
        stranger=await stage.beside(Role.DRE),
    )


async def extension_request(stage: Stage) -> Put:
    await leave_room(stage.world)
    code, school = await stage.world.cut("implementation"), await stage.world.school(BAGUA)
    return Put(
        f"/v1/report-cuts/{code}/extension-requests/{uuid4()}",
        await stage.world.login(Role.DIRECTOR, school),
        more_time(at(school), 20),
        more_time(at(school), 30),
        stranger=await stage.beside(Role.DIRECTOR),
    )


async def owed(stage: Stage) -> UUID:
    """What a school owes in a cut that is open."""
    school = await stage.world.school(BAGUA)
    return await stage.world.obligation(await stage.world.cut("implementation"), school)


async def exemption(stage: Stage) -> Put:
    id = await owed(stage)
    return Put(
        f"/v1/obligations/{id}/exemption",
        await stage.world.login(Role.DRE, AMAZONAS),
        {"reason": "Cierre temporal del local."},
        stranger=await stage.beside(Role.DRE),
    )


async def release(stage: Stage) -> Put:
    code = await stage.world.cut("teacher_accompaniment", opens=-30, closes=-10)
    return Put(f"/v1/results/{code}", await stage.world.login(Role.MINEDU, "pe"))


async def days_without_lessons(stage: Stage) -> Put:
    await leave_room(stage.world)
    day = (today() + timedelta(days=9)).isoformat()
    body = {
        "place": {"kind": "region", "code": "010000"},
        "kind": "management",
        "name": "Semanas de gestión",
        "first_on": day,
        "last_on": day,
    }
    return Put(
        f"/v1/years/2024/breaks/{uuid4()}",
        await stage.world.login(Role.DRE, AMAZONAS),
        body,
        body | {"name": "Otras"},
        stranger=await stage.beside(Role.DRE),
    )


ROWS: dict[str, Row] = {
    "openYear": year,
    "putStream": stream,
    "putReportCut": cut,
    "putExtension": extension,
    "askExtension": extension_request,
    "exemptObligation": exemption,
    "releaseResults": release,
    "putSchoolBreak": days_without_lessons,
}
