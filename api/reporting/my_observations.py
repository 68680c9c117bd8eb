"""Routes of what was observed of one's own teaching."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.answers import versioned
from api.deps import IfMatch, Now, Read, Store, Wanted
from api.paging import paged
from api.refusals import puts, reads
from api.reporting.report_reviews import ReplyDraft
from api.security import Requires
from domain.access.permits import Permit
from domain.access.scopes import Scope
from domain.reporting.reports.replying import reply
from persistence.reporting.reports import observed

router = APIRouter(prefix="/v1/me/observations", tags=["me"])


@router.get("", operation_id="listMyObservations", responses=reads())
async def list_observations(
    request: Request,
    permit: Annotated[Permit, Requires(Scope.ME_READ)],
    db: Read,
    wanted: Wanted,
) -> Response:
    return paged(request, await observed.show_page(db, wanted, person=permit.person))


@router.put("/{observation_id}/reply", operation_id="replyToObservation", responses=puts())
async def reply_to(
    request: Request,
    observation_id: UUID,
    body: ReplyDraft,
    permit: Annotated[Permit, Requires(Scope.ME_WRITE)],
    db: Store,
    now: Now,
    if_match: IfMatch,
) -> Response:
    standing = await observed.load_desk(db, observation_id, person=permit.person)
    asked = body.reply()
    change = reply(standing, asked, if_match=if_match)
    kept = observed.store(
        db,
        observation_id,
        asked,
        change,
        replaces=standing.version,
        person=permit.person,
        now=now,
    )
    return versioned(request, await kept)
