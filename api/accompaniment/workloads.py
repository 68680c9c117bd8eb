"""How a coordinator's week is shared out; everyone reads, the ministry writes."""

from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import Field, StringConstraints

from api.answers import ok, versioned
from api.calls import HttpCall, Requires
from api.refusals import puts, reads, reads_version, writes_without_body
from api.types import Sent, YearPath, line
from domain.access.scopes import Scope
from domain.accompaniment.workloads import Coordinator, Proof, WorkloadTemplate
from persistence.accompaniment.workloads import read_workload, read_workloads
from persistence.database import Reading, Storing
from services.accompaniment import workloads

router = APIRouter(prefix="/v1/years/{year}/workloads", tags=["hours"])
Reader = Annotated[HttpCall[Reading], Requires(Scope.CATALOGUE_READ)]
Keeper = Annotated[HttpCall[Storing], Requires(Scope.WORKLOADS_WRITE)]

LineCode = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
Hours = Annotated[int, Field(strict=True, ge=1, le=60)]
Title = Annotated[str, line(200, shortest=1)]
RolePath = Annotated[Coordinator, Path()]


class WorkloadLeaf(Sent):
    """A line of the third level, which has no parts."""

    code: LineCode
    name: Title
    hours: Hours
    proof: Proof | None = None
    children: Annotated[list[str], Field(default_factory=list, max_length=0)]


class WorkloadPart(Sent):
    """A line of the second level, with its parts."""

    code: LineCode
    name: Title
    hours: Hours
    proof: Proof | None = None
    children: Annotated[list[WorkloadLeaf], Field(default_factory=list, max_length=20)]


class WorkloadLine(Sent):
    """A line of the week, with its parts."""

    code: LineCode
    name: Title
    hours: Hours
    proof: Proof | None = None
    children: Annotated[list[WorkloadPart], Field(default_factory=list, max_length=20)]


class WorkloadDraft(Sent):
    """The whole week of a role."""

    norm: Title
    total: Hours
    lines: Annotated[list[WorkloadLine], Field(min_length=1, max_length=20)]


@router.get("", operation_id="getWorkloads", responses=reads(404))
async def get_workloads(year: YearPath, call: Reader) -> Response:
    return ok(await read_workloads(call, year))


@router.get("/{role}", operation_id="getWorkload", responses=reads_version())
async def get_workload(year: YearPath, role: RolePath, call: Reader) -> Response:
    return versioned(call, await read_workload(call, year, role))


@router.put("/{role}", operation_id="putWorkload", responses=puts())
async def put_workload(
    year: YearPath, role: RolePath, body: WorkloadDraft, call: Keeper
) -> Response:
    template = body.into(WorkloadTemplate)
    return versioned(call, await workloads.draft(call, year, role, template))


@router.post(
    "/{role}/publication",
    operation_id="publishWorkload",
    responses=writes_without_body(404, 412, 428),
)
async def publish_workload(year: YearPath, role: RolePath, call: Keeper) -> Response:
    return versioned(call, await workloads.publish(call, year, role))
