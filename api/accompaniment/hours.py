"""Routes of hours: planned against executed, of one assignment and of the caller's own."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from api.answers import shown
from api.deps import Now, Read
from api.refusals import reads
from api.security import Requires
from api.types import Year
from domain.access.permits import Permit
from domain.access.scopes import Scope
from domain.reporting.calendar.cuts import day_of
from persistence.accompaniment.hours import mine as hours_mine
from persistence.accompaniment.hours import reading

router = APIRouter(prefix="/v1", tags=["hours"])


@router.get(
    "/workload-assignments/{assignment_id}/execution",
    operation_id="getWorkloadExecution",
    responses=reads(404),
)
async def get_execution(
    assignment_id: UUID, permit: Annotated[Permit, Requires(Scope.HOURS_READ)], db: Read, now: Now
) -> Response:
    found = reading.show_execution(db, assignment_id, reach=permit.reach, today=day_of(now))
    return shown(await found)


@router.get("/me/hours", operation_id="getMyHours", responses=reads())
async def get_my_hours(
    permit: Annotated[Permit, Requires(Scope.ME_READ)],
    db: Read,
    now: Now,
    year: Annotated[Year | None, Query()] = None,
) -> Response:
    mine = hours_mine.show_mine(db, permit.person, year=year, today=day_of(now))
    return shown(await mine)
