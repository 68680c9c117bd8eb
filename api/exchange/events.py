"""The log of events: a feed for other systems, and history for people."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import StringConstraints

from api.calls import HttpCall, Requires
from api.paging import paged
from api.queries import PageQuery, PlaceQuery
from api.refusals import reads
from domain.access.scopes import Scope
from domain.exchange.event_feed import EventOrder
from persistence.database import Reading
from persistence.exchange.events import EventFilter
from services.exchange import events

EventSubject = Annotated[
    str, StringConstraints(pattern=r"^[a-z-]{1,40}(/[A-Za-z0-9._-]{1,60}){0,2}$")
]
"""What a change was about, `<resource>/<id>`: `report/…`, `instrument/ficha-cp/2`."""
EventKind = Annotated[str, StringConstraints(pattern=r"^[a-z_-]{1,40}\.[a-z_-]{1,40}$")]
"""What happened: `report.filed`."""


router = APIRouter(prefix="/v1/events", tags=["events"])


class EventsQuery(PageQuery, PlaceQuery):
    """Which events, in which order."""

    order: EventOrder = EventOrder.NEWEST
    subject: EventSubject | None = None
    kind: EventKind | None = None
    actor: UUID | None = None


@router.get("", operation_id="listEvents", responses=reads())
async def list_events(
    query: Annotated[EventsQuery, Query()],
    call: Annotated[HttpCall[Reading], Requires(Scope.EVENTS_READ)],
) -> Response:
    return paged(call, await events.read(call, query.page(call), query.into(EventFilter)))
