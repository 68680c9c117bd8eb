"""The work that coordinators enter for their own hours."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import Field

from api.accompaniment.workloads import LineCode
from api.answers import versioned
from api.calls import HttpCall, Requires
from api.paging import paged
from api.queries import PageQuery
from api.refusals import puts, reads, reads_version, writes_without_body
from api.types import Day, Sent, line
from domain.access.scopes import Scope
from domain.accompaniment.work_entries import WorkEntry
from persistence.accompaniment.work_entries import read_entries, read_entry
from persistence.database import Reading, Transacting
from services.accompaniment import work_entries

router = APIRouter(prefix="/v1/workload-assignments/{assignment_id}/entries", tags=["hours"])
Reader = Annotated[HttpCall[Reading], Requires(Scope.HOURS_READ)]
Worker = Annotated[HttpCall[Transacting], Requires(Scope.HOURS_WRITE)]


class WorkEntryDraft(Sent):
    """Minutes of one line on one day."""

    line: LineCode
    worked_on: Day
    minutes: Annotated[int, Field(strict=True, ge=1, le=720)]
    note: Annotated[str, line(300, shortest=1)] | None = None


@router.get("", operation_id="listWorkEntries", responses=reads(404))
async def list_entries(
    assignment_id: UUID, query: Annotated[PageQuery, Query()], call: Reader
) -> Response:
    return paged(call, await read_entries(call, assignment_id, query.page(call)))


@router.get("/{entry_id}", operation_id="getWorkEntry", responses=reads_version())
async def get_entry(assignment_id: UUID, entry_id: UUID, call: Reader) -> Response:
    return versioned(call, await read_entry(call, assignment_id, entry_id))


@router.put("/{entry_id}", operation_id="putWorkEntry", responses=puts())
async def put_entry(
    assignment_id: UUID, entry_id: UUID, body: WorkEntryDraft, call: Worker
) -> Response:
    entry = body.into(WorkEntry)
    return versioned(call, await work_entries.enter(call, assignment_id, entry_id, entry))


@router.delete(
    "/{entry_id}",
    operation_id="deleteWorkEntry",
    status_code=204,
    responses=writes_without_body(404, 409),
)
async def delete_entry(assignment_id: UUID, entry_id: UUID, call: Worker) -> Response:
    await work_entries.delete(call, assignment_id, entry_id)
    return Response(status_code=204)
