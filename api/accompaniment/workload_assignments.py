"""Routes of the hours that a director gives to the coordinators of the school."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from api.accompaniment.workloads import LineCode
from api.answers import versioned
from api.deps import IfMatch, Now, Read, Under, Wanted, Write
from api.paging import paged
from api.refusals import puts, reads, reads_version
from api.security import Requires
from api.types import InstitutionCode, Sent, Year, text
from domain.access.permits import Permit, Place
from domain.access.scopes import Scope
from domain.accompaniment.workload_assignments import Assignment, Whose, assign, read_shares
from domain.accompaniment.workloads import Coordinator
from domain.reporting.calendar.cuts import day_of
from persistence.accompaniment import workload_assignments
from persistence.accompaniment.hours import reading
from persistence.accompaniment.hours.reading import Filter


class WorkloadShare(Sent):
    """The hours of one line without parts."""

    code: LineCode
    hours: Annotated[int, Field(strict=True, ge=0, le=40)]


class WorkloadAssignmentDraft(Sent):
    """Whose hours, and where they are other than the template's."""

    year: Year
    institution: InstitutionCode
    role: Coordinator
    actor_id: UUID
    shares: Annotated[list[WorkloadShare], Field(default_factory=list, max_length=60)]
    justification: Annotated[str, text(500, shortest=10)] | None = None

    def assignment(self, place: Place) -> Assignment:
        """The same, as the domain has it, in the school that the code stands for."""
        shares = read_shares([(each.code, each.hours) for each in self.shares])
        whose = Whose(self.year, self.role, place, self.actor_id)
        return Assignment(whose, shares, self.justification)


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
    chosen = Filter(year, role, under)
    page = reading.show_totals(db, wanted, chosen, reach=permit.reach, today=day_of(now))
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
