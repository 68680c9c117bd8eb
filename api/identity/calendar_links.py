"""The secret address of one's calendar, and what calendar programs read there."""

from hashlib import sha256
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response
from fastapi.responses import JSONResponse

from api.answers import not_modified, ok
from api.calls import HttpCall, PublicCall, Requires, public_call
from api.exchange.calendar_file import calendar_file
from api.refusals import NOT_MODIFIED, reads, refusals, writes_without_body
from api.safe_headers import FRESH
from auth.counting import Counter
from domain.access.scopes import Scope
from persistence.database import Reading, Storing
from persistence.identity.calendar_links import read_link, withdraw_link
from services.identity import calendar_links
from services.identity.calendar_links import PersonalCalendar

router = APIRouter(prefix="/v1/me/calendar-link", tags=["me"])
public = APIRouter(prefix="/v1/calendars", tags=["me"])
Owner = Annotated[HttpCall[Reading], Requires(Scope.ME_READ)]
Writer = Annotated[HttpCall[Storing], Requires(Scope.ME_WRITE)]
Secret = Annotated[str, Path(max_length=200)]


class CalendarFile(Response):
    """What calendar programs read; kept by nobody between them and us."""

    media_type = "text/calendar"


def counter_of(request: Request) -> Counter:
    """The service's counter of attempts."""
    counter: Counter = request.app.state.counter
    return counter


@router.get("", operation_id="getMyCalendarLink", responses=reads(404))
async def get_my_calendar_link(call: Owner) -> Response:
    return ok(await read_link(call))


@router.put("", operation_id="makeMyCalendarLink", responses=writes_without_body())
async def make_my_calendar_link(call: Writer) -> Response:
    secret = await calendar_links.make_link(call)
    url = f"{_home(call.request)}/v1/calendars/{secret}.ics"
    return JSONResponse({"url": url, "made_at": call.now.isoformat()}, headers=FRESH)


@router.delete(
    "", operation_id="deleteMyCalendarLink", status_code=204, responses=writes_without_body()
)
async def delete_my_calendar_link(call: Writer) -> Response:
    await withdraw_link(call)
    return Response(status_code=204)


@public.get(
    "/{secret}.ics",
    operation_id="readCalendar",
    response_class=CalendarFile,
    responses=NOT_MODIFIED | refusals(404, 422, 429, 503),
)
async def read_calendar(
    secret: Secret,
    call: Annotated[PublicCall[Storing], Depends(public_call)],
    counter: Annotated[Counter, Depends(counter_of)],
) -> Response:
    return _file(
        call.request, await calendar_links.read_calendar(call, secret, call.origin, counter)
    )


def _file(request: Request, calendar: PersonalCalendar) -> Response:
    url = _home(request)
    body = calendar_file(calendar.deadlines, calendar.visits, owner=calendar.owner, url=url)
    etag = f'"{sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    return not_modified(request, etag, headers) or CalendarFile(body, headers=headers)


def _home(request: Request) -> str:
    base: str = request.app.state.settings.public_url
    return base.rstrip("/")
