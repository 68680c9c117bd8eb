"""The log of events: a feed for other systems, and history for people."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import StringConstraints

from api.deps import Read, Under, Wanted
from api.paging import paged
from api.refusals import reads
from api.security import Requires
from domain.access.permits import Permit
from domain.access.scopes import Scope
from domain.exchange.event_feed import Order
from persistence.exchange import events
from persistence.exchange.events import Filter

EventSubject = Annotated[
    str, StringConstraints(pattern=r"^[a-z-]{1,40}(/[A-Za-z0-9._-]{1,60}){0,2}$")
]
"""What a change was about, `<resource>/<id>`: `report/…`, `instrument/ficha-cp/2`."""
EventKind = Annotated[str, StringConstraints(pattern=r"^[a-z_-]{1,40}\.[a-z_-]{1,40}$")]
"""What happened: `report.filed`."""


router = APIRouter(prefix="/v1/events", tags=["events"])


@router.get("", operation_id="listEvents", responses=reads())
async def list_events(
    request: Request,
    permit: Annotated[Permit, Requires(Scope.EVENTS_READ)],
    db: Read,
    wanted: Wanted,
    under: Under,
    order: Annotated[Order, Query()] = Order.NEWEST,
    subject: Annotated[EventSubject | None, Query()] = None,
    kind: Annotated[EventKind | None, Query()] = None,
    actor: Annotated[UUID | None, Query()] = None,
) -> Response:
    chosen = Filter(subject, kind, actor, under)
    page = await events.show_events(db, wanted, chosen, order, permit=permit)
    return paged(request, page)
