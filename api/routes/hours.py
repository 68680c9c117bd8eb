"""Routes of hours: planned against executed, of one assignment and of the caller's own."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from api.answers import shown
from api.deps import Now, Read
from api.refusals import reads
from api.schemas.types import Year
from api.security import Requires
from domain.access import Permit, Scope
from domain.calendar import day_of
from persistence import hours

router = APIRouter(prefix="/v1", tags=["hours"])


@router.get(
    "/workload-assignments/{assignment_id}/execution",
    operation_id="getWorkloadExecution",
    responses=reads(404),
)
async def get_execution(
    assignment_id: UUID, permit: Annotated[Permit, Requires(Scope.HOURS_READ)], db: Read, now: Now
) -> Response:
    found = hours.show_execution(db, assignment_id, reach=permit.reach, today=day_of(now))
    return shown(await found)


@router.get("/me/hours", operation_id="getMyHours", responses=reads())
async def get_my_hours(
    permit: Annotated[Permit, Requires(Scope.ME_READ)],
    db: Read,
    now: Now,
    year: Annotated[Year | None, Query()] = None,
) -> Response:
    mine = hours.show_mine(db, permit.person, year=year, today=day_of(now))
    return shown(await mine)
