"""What reports said before they were corrected."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from pydantic import Field

from api.answers import ok
from api.calls import HttpCall, Requires
from api.queries import ListQuery
from api.refusals import reads
from domain.access.scopes import Scope
from domain.reporting.reports.model import ReportId
from persistence.database import Reading
from persistence.reporting.report_revisions import read_revision, read_revisions
from services.reporting import report_revisions

router = APIRouter(prefix="/v1/reports/{report_id}/revisions", tags=["reports"])
Reader = Annotated[HttpCall[Reading], Requires(Scope.REPORTS_READ)]
Revision = Annotated[int, Path(ge=1, le=999)]


class DifferenceQuery(ListQuery):
    """Since which revision."""

    since: Annotated[int, Field(ge=1, le=999)]


@router.get("", operation_id="listRevisions", responses=reads(404))
async def list_revisions(report_id: ReportId, call: Reader) -> Response:
    return ok(await read_revisions(call, report_id))


@router.get("/{revision}", operation_id="getRevision", responses=reads(404))
async def get_revision(report_id: ReportId, revision: Revision, call: Reader) -> Response:
    return ok(await read_revision(call, report_id, revision))


@router.get("/{revision}/difference", operation_id="compareRevisions", responses=reads(404))
async def compare_revisions(
    report_id: ReportId,
    revision: Revision,
    query: Annotated[DifferenceQuery, Query()],
    call: Reader,
) -> dict[str, Any]:
    return await report_revisions.compare(call, report_id, revision, since=query.since)
