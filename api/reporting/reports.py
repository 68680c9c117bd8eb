"""Reports: filed, listed, and read one by one."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import Field, StrictBool, StringConstraints

from api.answers import versioned, with_etag
from api.calls import HttpCall, Requires
from api.paging import paged
from api.queries import PageQuery
from api.refusals import puts, reads
from api.reporting.answers import Answers
from api.types import CutCode, Day, InstitutionCode, Moment, Sent, Words
from domain.access.scopes import Scope
from domain.reporting.reports.life import ReportStatus
from domain.reporting.reports.model import Report, ReportId
from persistence.database import Reading, Storing
from persistence.reporting.reports.reading import ReportFilter, read_report, read_reports
from services.reporting import reports


class FiledObservation(Sent):
    """One instrument filled once."""

    id: UUID
    instrument: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,60}$")]
    version: Annotated[int, Field(strict=True, ge=1, le=999)]
    observed_on: Day
    teacher_id: UUID | None = None
    students_present: Annotated[int, Field(strict=True, ge=0, le=200)] | None = None
    answers: Answers


class FiledReport(Sent):
    """A report of one or more observations, sworn."""

    obligation_id: UUID
    sworn: StrictBool
    narrative: Words | None = None
    captured_at: Moment | None = None
    observations: Annotated[list[FiledObservation], Field(min_length=1, max_length=100)]


class ReportsQuery(PageQuery):
    """Which reports."""

    cut: CutCode | None = None
    institution: InstitutionCode | None = None
    status: ReportStatus | None = None
    to_review: bool | None = None


router = APIRouter(prefix="/v1", tags=["reports"])
Reader = Annotated[HttpCall[Reading], Requires(Scope.REPORTS_READ)]
Declarant = Annotated[HttpCall[Storing], Requires(Scope.REPORTS_FILE)]


@router.get("/reports", operation_id="listReports", responses=reads())
async def list_reports(query: Annotated[ReportsQuery, Query()], call: Reader) -> Response:
    return paged(call, await read_reports(call, query.page(call), query.into(ReportFilter)))


@router.get("/reports/{report_id}", operation_id="getReport", responses=reads(404))
async def get_report(report_id: ReportId, call: Reader) -> Response:
    return with_etag(await read_report(call, report_id))


@router.put("/reports/{report_id}", operation_id="fileReport", responses=puts())
async def file_report(report_id: ReportId, body: FiledReport, call: Declarant) -> Response:
    return versioned(call, await reports.file(call, report_id, body.into(Report)))
