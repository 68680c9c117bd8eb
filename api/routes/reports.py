"""Routes of reports. Filing: load, decide, store, show."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from api.answers import as_of_now, versioned
from api.deps import IfMatch, Now, Read, Store, Wanted
from api.paging import paged
from api.refusals import puts, reads
from api.schemas.reports import ReportDraft
from api.schemas.types import CutCode, InstitutionCode
from api.security import Requires
from domain.access import Permit, Scope
from domain.reports import ReportId, Status
from persistence import reports

router = APIRouter(prefix="/v1", tags=["reports"])
Reader = Annotated[Permit, Requires(Scope.REPORTS_READ)]


@router.get("/reports", operation_id="listReports", responses=reads())
async def list_reports(
    request: Request,
    permit: Reader,
    db: Read,
    wanted: Wanted,
    cut: Annotated[CutCode | None, Query()] = None,
    institution: Annotated[InstitutionCode | None, Query()] = None,
    status: Annotated[Status | None, Query()] = None,
    to_review: Annotated[bool | None, Query()] = None,
) -> Response:
    reviewing = permit.holding(Scope.REPORTS_REVIEW) if to_review else None
    page = await reports.show_page(
        db,
        wanted,
        reports.Filter(cut, institution, status, reviewing),
        reach=permit.reach,
        teachers=permit.reach_of(Scope.TEACHER_RESULTS_READ),
    )
    return paged(request, page)


@router.get("/reports/{report_id}", operation_id="getReport", responses=reads(404))
async def get_report(report_id: UUID, permit: Reader, db: Read) -> Response:
    teachers = permit.reach_of(Scope.TEACHER_RESULTS_READ)
    found = reports.show_one(db, ReportId(report_id), reach=permit.reach, teachers=teachers)
    return as_of_now(await found)


@router.put("/reports/{report_id}", operation_id="fileReport", responses=puts())
async def file_report(
    request: Request,
    report_id: UUID,
    body: ReportDraft,
    permit: Annotated[Permit, Requires(Scope.REPORTS_FILE)],
    db: Store,
    now: Now,
    if_match: IfMatch,
) -> Response:
    filed = reports.file(db, ReportId(report_id), body.draft(), permit, if_match=if_match, now=now)
    return versioned(request, await filed)
