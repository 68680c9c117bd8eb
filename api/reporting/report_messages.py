"""Routes of the discussion of a report."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.answers import kept
from api.deps import Now, Read, Store, Wanted
from api.paging import paged
from api.refusals import keeps, reads
from api.reporting.report_reviews import MessageDraft
from api.security import Requires
from domain.access.permits import Permit
from domain.access.scopes import Scope
from domain.reporting.reports.discussing import speak
from domain.reporting.reports.model import ReportId
from persistence.reporting.reports import discussing

router = APIRouter(prefix="/v1/reports/{report_id}/messages", tags=["reports"])
Speaker = Annotated[Permit, Requires(Scope.REPORTS_DISCUSS)]


@router.get("", operation_id="listMessages", responses=reads(404))
async def list_messages(
    request: Request, report_id: UUID, permit: Speaker, db: Read, wanted: Wanted
) -> Response:
    teachers = permit.reach_of(Scope.TEACHER_RESULTS_READ)
    page = await discussing.show_messages(
        db, ReportId(report_id), wanted, reach=permit.reach, teachers=teachers
    )
    return paged(request, page)


@router.put("/{message_id}", operation_id="writeMessage", responses=keeps())
async def write_message(
    report_id: UUID, message_id: UUID, body: MessageDraft, permit: Speaker, db: Store, now: Now
) -> Response:
    report, teachers = ReportId(report_id), permit.reach_of(Scope.TEACHER_RESULTS_READ)
    held = permit.holding(Scope.REPORTS_DISCUSS)
    talk = await discussing.load_talk(
        db, report, message_id, held, reach=permit.reach, teachers=teachers
    )
    part = speak(talk, body.text, by=permit.person)
    said = discussing.store(db, report, message_id, part, body.text, by=permit.person, now=now)
    return kept(await said)
