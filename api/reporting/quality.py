"""Signs of quality in filed reports, for who reviews them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import Field

from api.answers import shown
from api.deps import Read
from api.refusals import reads
from api.security import Requires
from domain.access.permits import Permit
from domain.access.scopes import Scope
from persistence.reporting import quality

router = APIRouter(prefix="/v1", tags=["quality"])
Reviewer = Annotated[Permit, Requires(Scope.REPORTS_REVIEW)]


@router.get("/report-quality", operation_id="listQuality", responses=reads())
async def list_quality(
    permit: Reviewer,
    db: Read,
    id: Annotated[list[UUID], Query(), Field(min_length=1, max_length=quality.MOST)],
) -> Response:
    teachers = permit.reach_of(Scope.TEACHER_RESULTS_READ)
    return shown(await quality.show_codes(db, id, reach=permit.reach, teachers=teachers))


@router.get("/reports/{report_id}/quality", operation_id="getQuality", responses=reads(404))
async def get_quality(report_id: UUID, permit: Reviewer, db: Read) -> Response:
    teachers = permit.reach_of(Scope.TEACHER_RESULTS_READ)
    return shown(await quality.show_quality(db, report_id, reach=permit.reach, teachers=teachers))
