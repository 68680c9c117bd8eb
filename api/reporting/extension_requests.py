"""Requests for more time: asked from below, answered from above."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import StrictBool, StringConstraints

from api.answers import ok, versioned
from api.calls import HttpCall, Requires
from api.paging import paged
from api.queries import PageQuery
from api.refusals import puts, reads, reads_version, writes, writes_without_body
from api.reporting.calendar import CutPath
from api.types import Moment, Sent, line
from domain.access.scopes import Scope
from domain.reporting.extension_requests import (
    ExtensionRequestAnswer,
    ExtensionRequestState,
    RequestedKind,
    TimeRequest,
)
from persistence.database import Reading, Transacting
from persistence.reporting.calendar.cuts import require_cut
from persistence.reporting.extension_requests import read_request, read_requests
from services.reporting import extension_requests

router = APIRouter(prefix="/v1/report-cuts/{code}/extension-requests", tags=["calendar"])
Reader = Annotated[HttpCall[Reading], Requires(Scope.OBLIGATIONS_READ)]
Asker = Annotated[HttpCall[Transacting], Requires(Scope.EXTENSIONS_ASK)]
Grantor = Annotated[HttpCall[Transacting], Requires(Scope.EXTENSIONS_GRANT)]


class RequestsQuery(PageQuery):
    """Which requests."""

    state: ExtensionRequestState | None = None


class RequestedPlaceDraft(Sent):
    """An IGED or a school by its official code."""

    kind: RequestedKind
    code: Annotated[str, StringConstraints(pattern=r"^([0-9]{6}|[0-9]{7}-[0-9])$")]


class ExtensionRequestDraft(Sent):
    """Until when a place asks to report, and why."""

    place: RequestedPlaceDraft
    closes_at: Moment
    reason: Annotated[str, line(500, shortest=10)]


class ExtensionAnswer(Sent):
    """Whether more time is given; until when, if otherwise than asked; and why."""

    granted: StrictBool
    answer: Annotated[str, line(500, shortest=10)] | None = None
    closes_at: Moment | None = None


@router.get("", operation_id="listExtensionRequests", responses=reads(404))
async def list_requests(
    code: CutPath, query: Annotated[RequestsQuery, Query()], call: Reader
) -> Response:
    await require_cut(call, code)
    return paged(call, await read_requests(call, code, query.page(call), state=query.state))


@router.get("/{request_id}", operation_id="getExtensionRequest", responses=reads_version())
async def get_request(code: CutPath, request_id: UUID, call: Reader) -> Response:
    return versioned(call, await read_request(call, code, request_id))


@router.put("/{request_id}", operation_id="askExtension", responses=puts())
async def ask_extension(
    code: CutPath, request_id: UUID, body: ExtensionRequestDraft, call: Asker
) -> Response:
    wanted = body.into(TimeRequest)
    return versioned(call, await extension_requests.ask_for_time(call, code, request_id, wanted))


@router.delete(
    "/{request_id}",
    operation_id="withdrawExtensionRequest",
    responses=writes_without_body(404, 409),
)
async def withdraw_request(code: CutPath, request_id: UUID, call: Asker) -> Response:
    return ok((await extension_requests.take_back(call, code, request_id)).body)


@router.post("/{request_id}/answer", operation_id="answerExtensionRequest", responses=writes())
async def answer_request(
    code: CutPath, request_id: UUID, body: ExtensionAnswer, call: Grantor
) -> Response:
    answered = await extension_requests.put_answer(
        call, code, request_id, body.into(ExtensionRequestAnswer)
    )
    return ok(answered.body)
