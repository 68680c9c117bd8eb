"""Routes of the hours that a director gives to the coordinators of the school."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from api.answers import versioned
from api.deps import IfMatch, Now, Read, Under, Wanted, Write
from api.paging import paged
from api.refusals import puts, reads, reads_version
from api.schemas.types import Year
from api.schemas.workload_assignments import WorkloadAssignmentDraft
from api.security import Requires
from domain.access import Permit, Scope
from domain.calendar import day_of
from domain.workload_assignments import assign
from domain.workloads import Coordinator
from persistence import hours, workload_assignments

router = APIRouter(prefix="/v1/workload-assignments", tags=["hours"])
Reader = Annotated[Permit, Requires(Scope.HOURS_READ)]
Giver = Annotated[Permit, Requires(Scope.WORKLOADS_ASSIGN)]


@router.get("", operation_id="listWorkloadAssignments", responses=reads())
async def list_assignments(
    request: Request,
    permit: Reader,
    db: Read,
    wanted: Wanted,
    under: Under,
    now: Now,
    year: Annotated[Year | None, Query()] = None,
    role: Annotated[Coordinator | None, Query()] = None,
) -> Response:
    chosen = hours.Filter(year, role, under)
    page = hours.show_totals(db, wanted, chosen, reach=permit.reach, today=day_of(now))
    return paged(request, await page)


@router.get("/{assignment_id}", operation_id="getWorkloadAssignment", responses=reads_version())
async def get_assignment(
    request: Request, assignment_id: UUID, permit: Reader, db: Read
) -> Response:
    shown = workload_assignments.show_assignment(db, assignment_id, reach=permit.reach)
    return versioned(request, await shown)


@router.put("/{assignment_id}", operation_id="putWorkloadAssignment", responses=puts())
async def put_assignment(
    request: Request,
    assignment_id: UUID,
    body: WorkloadAssignmentDraft,
    permit: Giver,
    db: Write,
    now: Now,
    if_match: IfMatch,
) -> Response:
    place, desk = await workload_assignments.load_desk(
        db,
        assignment_id,
        body.institution,
        year=body.year,
        role=body.role,
        person=body.actor_id,
        reach=permit.reach,
    )
    asked = body.assignment(place)
    change = assign(desk, asked, if_match=if_match)
    stored = workload_assignments.store_assignment(
        db, assignment_id, asked, change, desk, by=permit.person, now=now, reach=permit.reach
    )
    return versioned(request, await stored)
