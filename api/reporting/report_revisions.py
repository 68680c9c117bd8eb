"""Routes of what reports said before they were corrected."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response

from api.answers import shown
from api.deps import Read
from api.refusals import reads
from api.security import Requires
from domain.access.permits import Permit
from domain.access.scopes import Scope
from domain.reporting.reports.model import ReportId
from persistence.reporting.reports import revisions

router = APIRouter(prefix="/v1/reports/{report_id}/revisions", tags=["reports"])
Reader = Annotated[Permit, Requires(Scope.REPORTS_READ)]
Revision = Annotated[int, Path(ge=1, le=999)]


@router.get("", operation_id="listRevisions", responses=reads(404))
async def list_revisions(report_id: UUID, permit: Reader, db: Read) -> Response:
    teachers = permit.reach_of(Scope.TEACHER_RESULTS_READ)
    found = revisions.show_revisions(db, ReportId(report_id), reach=permit.reach, teachers=teachers)
    return shown(await found)


@router.get("/{revision}", operation_id="getRevision", responses=reads(404))
async def get_revision(report_id: UUID, revision: Revision, permit: Reader, db: Read) -> Response:
    teachers = permit.reach_of(Scope.TEACHER_RESULTS_READ)
    found = revisions.show_revision(
        db, ReportId(report_id), revision, reach=permit.reach, teachers=teachers
    )
    return shown(await found)


@router.get("/{revision}/difference", operation_id="compareRevisions", responses=reads(404))
async def compare_revisions(
    report_id: UUID,
    revision: Revision,
    permit: Reader,
    db: Read,
    since: Annotated[int, Query(ge=1, le=999)],
) -> dict[str, Any]:
    teachers = permit.reach_of(Scope.TEACHER_RESULTS_READ)
    changed = await revisions.show_difference(
        db, ReportId(report_id), revision, since=since, reach=permit.reach, teachers=teachers
    )
    return dict(changed)
