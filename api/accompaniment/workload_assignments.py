"""The hours that a director gives to the coordinators of the school."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import Field

from api.accompaniment.workloads import LineCode
from api.answers import versioned
from api.calls import HttpCall, Requires
from api.paging import paged
from api.queries import PageQuery, PlaceQuery
from api.refusals import puts, reads, reads_version
from api.types import InstitutionCode, Sent, Year, line
from domain.access.scopes import Scope
from domain.accompaniment.hours.execution import AssignmentTotals
from domain.accompaniment.workload_assignments import AssignmentRequest
from domain.accompaniment.workloads import Coordinator
from persistence.accompaniment.hours.reading import AssignmentFilter
from persistence.accompaniment.workload_assignments import read_assignment
from persistence.database import Json, Reading, Storing
from persistence.mapping import columns, to_text
from persistence.paging import Page
from services.accompaniment import hours, workload_assignments

router = APIRouter(prefix="/v1/workload-assignments", tags=["hours"])
Reader = Annotated[HttpCall[Reading], Requires(Scope.HOURS_READ)]
Giver = Annotated[HttpCall[Storing], Requires(Scope.WORKLOADS_ASSIGN)]


class WorkloadShareDraft(Sent):
    """The hours of one line without parts."""

    code: LineCode
    hours: Annotated[int, Field(strict=True, ge=0, le=40)]


class WorkloadAssignmentDraft(Sent):
    """Whose hours, and where they are other than the template's."""

    year: Year
    institution: InstitutionCode
    role: Coordinator
    actor_id: UUID
    shares: Annotated[list[WorkloadShareDraft], Field(default_factory=list, max_length=60)]
    justification: Annotated[str, line(500, shortest=10)] | None = None


class AssignmentsQuery(PageQuery, PlaceQuery):
    """Which assignments."""

    year: Year | None = None
    role: Coordinator | None = None


@router.get("", operation_id="listWorkloadAssignments", responses=reads())
async def list_assignments(query: Annotated[AssignmentsQuery, Query()], call: Reader) -> Response:
    chosen = query.into(AssignmentFilter)
    page = await hours.count_totals(call, query.page(call), chosen)
    return paged(call, Page(Json(to_text([_totals(each) for each in page.items])), page.last))


@router.get("/{assignment_id}", operation_id="getWorkloadAssignment", responses=reads_version())
async def get_assignment(assignment_id: UUID, call: Reader) -> Response:
    return versioned(call, await read_assignment(call, assignment_id))


@router.put("/{assignment_id}", operation_id="putWorkloadAssignment", responses=puts())
async def put_assignment(
    assignment_id: UUID, body: WorkloadAssignmentDraft, call: Giver
) -> Response:
    request = body.into(AssignmentRequest, person_id=body.actor_id)
    return versioned(call, await workload_assignments.assign(call, assignment_id, request))


def _totals(counted: AssignmentTotals) -> dict[str, Any]:
    return {
        **columns(counted.facts.assignment),
        "hours": counted.hours,
        "deviates": counted.facts.deviates,
        **columns(counted.figures),
    }
