"""The log of events: a feed for other systems, and history for people."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from api.deps import Read, Under, Wanted
from api.paging import paged
from api.refusals import reads
from api.schemas.events import EventKind, EventSubject
from api.security import Requires
from domain.access import Permit, Scope
from domain.event_feed import Order
from persistence import events
from persistence.events import Filter

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
