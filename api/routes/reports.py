"""Routes of reports. Filing: load, decide, store, show."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from api.answers import kept, shown
from api.deps import Now, Read, Store, Wanted
from api.paging import paged
from api.refusals import keeps, reads
from api.schemas.reports import ReportDraft
from api.schemas.types import CutCode, InstitutionCode
from api.security import Requires
from domain.access import Permit, Scope
from domain.reports import ReportId
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
) -> Response:
    page = await reports.show_page(
        db,
        wanted,
        cut=cut,
        institution=institution,
        reach=permit.reach,
        teachers=permit.reach_of(Scope.TEACHER_RESULTS_READ),
    )
    return paged(request, page)


@router.get("/reports/{report_id}", operation_id="getReport", responses=reads(404))
async def get_report(report_id: UUID, permit: Reader, db: Read) -> Response:
    teachers = permit.reach_of(Scope.TEACHER_RESULTS_READ)
    found = reports.show_one(db, ReportId(report_id), reach=permit.reach, teachers=teachers)
    return shown(await found)


@router.put("/reports/{report_id}", operation_id="fileReport", responses=keeps())
async def file_report(
    report_id: UUID,
    body: ReportDraft,
    permit: Annotated[Permit, Requires(Scope.REPORTS_FILE)],
    db: Store,
    now: Now,
) -> Response:
    return kept(await reports.file(db, ReportId(report_id), body.draft(), permit, now=now))
