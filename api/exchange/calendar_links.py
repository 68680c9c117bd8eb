"""The secret address of one's calendar, and what calendar programs read there."""

from hashlib import sha256
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import JSONResponse

from api.answers import FRESH, held_already, shown
from api.deps import Now, Read, Store
from api.exchange.calendar_file import calendar_file
from api.origin import Origin
from api.refusals import NOT_MODIFIED, READS, reads, refusals
from api.security import Requires
from auth.calendar_links import CalendarOffice
from domain.access.permits import Permit
from domain.access.scopes import Scope
from persistence.accompaniment.agenda.deadlines import read_deadlines
from persistence.accompaniment.visits.calendar import read_booked_visits
from persistence.calls import OpenCall
from persistence.exchange import calendar_links

router = APIRouter(prefix="/v1/me/calendar-link", tags=["me"])
public = APIRouter(prefix="/v1/calendars", tags=["me"])
Writer = Annotated[Permit, Requires(Scope.ME_WRITE)]


class CalendarFile(Response):
    """What calendar programs read; kept by nobody between them and us."""

    media_type = "text/calendar"


@router.get("", operation_id="getMyCalendarLink", responses=reads(404))
async def get_my_calendar_link(
    permit: Annotated[Permit, Requires(Scope.ME_READ)], db: Read
) -> Response:
    return shown(await calendar_links.show(db, permit.person))


@router.put("", operation_id="makeMyCalendarLink", responses=refusals(*READS))
async def make_my_calendar_link(request: Request, permit: Writer, db: Store, now: Now) -> Response:
    secret = await _office(request).make(db, permit.person, now=now)
    url = f"{_home(request)}/v1/calendars/{secret}.ics"
    return JSONResponse({"url": url, "made_at": now.isoformat()}, headers=FRESH)


@router.delete("", operation_id="deleteMyCalendarLink", status_code=204, responses=refusals(*READS))
async def delete_my_calendar_link(permit: Writer, db: Store, now: Now) -> Response:
    await calendar_links.withdraw(db, permit.person, now=now)
    return Response(status_code=204)


@public.get(
    "/{secret}.ics",
    operation_id="readCalendar",
    response_class=CalendarFile,
    responses=NOT_MODIFIED | refusals(404, 422, 429, 503),
)
async def read_calendar(
    request: Request,
    secret: Annotated[str, Path(max_length=200)],
    db: Store,
    origin: Origin,
    now: Now,
) -> Response:
    owner = await _office(request).owner_of(db, secret, origin, now=now)
    deadlines = await read_deadlines(OpenCall(db, now), [owner])
    visits = await read_booked_visits(OpenCall(db, now), owner)
    body = calendar_file(deadlines, visits, owner=owner, url=_home(request))
    etag = f'"{sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    return held_already(request, etag, headers) or CalendarFile(body, headers=headers)


def _office(request: Request) -> CalendarOffice:
    office: CalendarOffice = request.app.state.calendars
    return office


def _home(request: Request) -> str:
    base: str = request.app.state.settings.public_url
    return base.rstrip("/")
