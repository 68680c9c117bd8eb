"""The discussion of a report."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from api.answers import created_or_ok
from api.calls import HttpCall, Requires
from api.paging import paged
from api.queries import PageQuery
from api.refusals import keeps, reads
from api.types import Sent, Words
from domain.access.scopes import Scope
from domain.reporting.reports.model import ReportId
from persistence.database import Reading, Storing
from persistence.reporting.report_messages import read_messages
from services.reporting import report_messages

router = APIRouter(prefix="/v1/reports/{report_id}/messages", tags=["reports"])
Reader = Annotated[HttpCall[Reading], Requires(Scope.REPORTS_DISCUSS)]
Speaker = Annotated[HttpCall[Storing], Requires(Scope.REPORTS_DISCUSS)]


class MessageDraft(Sent):
    """Something said."""

    text: Words


@router.get("", operation_id="listMessages", responses=reads(404))
async def list_messages(
    report_id: ReportId, query: Annotated[PageQuery, Query()], call: Reader
) -> Response:
    return paged(call, await read_messages(call, report_id, query.page(call)))


@router.put("/{message_id}", operation_id="writeMessage", responses=keeps())
async def write_message(
    report_id: ReportId, message_id: UUID, body: MessageDraft, call: Speaker
) -> Response:
    return created_or_ok(await report_messages.speak(call, report_id, message_id, body.text))
