"""Routes of requests for more time: asked from below, answered from above."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from api.answers import shown, versioned
from api.deps import IfMatch, Now, Read, Wanted, Write
from api.paging import paged
from api.refusals import puts, reads, reads_version, writes
from api.schemas.calendar import CutPath
from api.schemas.extension_requests import ExtensionAnswer, ExtensionAsked
from api.security import Requires
from domain.access import Permit, Scope
from domain.extension_requests import RequestState, ask
from persistence import calendar
from persistence import extension_requests as requests

router = APIRouter(prefix="/v1/report-cuts/{code}/extension-requests", tags=["calendar"])
Reader = Annotated[Permit, Requires(Scope.OBLIGATIONS_READ)]
Asker = Annotated[Permit, Requires(Scope.EXTENSIONS_ASK)]
Grantor = Annotated[Permit, Requires(Scope.EXTENSIONS_GRANT)]


@router.get("", operation_id="listExtensionRequests", responses=reads(404))
async def list_requests(
    request: Request,
    code: CutPath,
    permit: Reader,
    db: Read,
    wanted: Wanted,
    state: Annotated[RequestState | None, Query()] = None,
) -> Response:
    await calendar.require_cut(db, code)
    page = await requests.show_requests(db, code, wanted, state=state, reach=permit.reach)
    return paged(request, page)


@router.get("/{request_id}", operation_id="getExtensionRequest", responses=reads_version())
async def get_request(
    request: Request, code: CutPath, request_id: UUID, permit: Reader, db: Read
) -> Response:
    shown_one = await requests.show_request(db, code, request_id, reach=permit.reach)
    return versioned(request, shown_one)


@router.put("/{request_id}", operation_id="askExtension", responses=puts())
async def ask_extension(
    request: Request,
    code: CutPath,
    request_id: UUID,
    body: ExtensionAsked,
    permit: Asker,
    db: Write,
    now: Now,
    if_match: IfMatch,
) -> Response:
    place, by, reach = body.place, permit.person, permit.reach
    desk = await requests.load_asking_desk(
        db, code, request_id, place.kind, place.code, by=by, reach=reach
    )
    asked = body.asked(desk.place)
    change = ask(desk, asked, if_match=if_match, now=now)
    stored = requests.store_request(
        db, code, request_id, asked, change, replaces=desk.version, by=by, now=now, reach=reach
    )
    return versioned(request, await stored)


@router.delete("/{request_id}", operation_id="withdrawExtensionRequest", responses=reads(404, 409))
async def withdraw_request(
    code: CutPath, request_id: UUID, permit: Asker, db: Write, now: Now
) -> Response:
    withdrawn = requests.withdraw_request(
        db, code, request_id, by=permit.person, now=now, reach=permit.reach
    )
    return shown(await withdrawn)


@router.post("/{request_id}/answer", operation_id="answerExtensionRequest", responses=writes())
async def answer_request(
    code: CutPath, request_id: UUID, body: ExtensionAnswer, permit: Grantor, db: Write, now: Now
) -> Response:
    answered = requests.answer_request(
        db, code, request_id, body.answered(), by=permit.person, now=now, reach=permit.reach
    )
    return shown(await answered)
