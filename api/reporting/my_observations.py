"""What was observed of one's own teaching, and what one answers."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import StrictBool

from api.answers import versioned
from api.calls import HttpCall, Requires
from api.paging import paged
from api.queries import PageQuery
from api.refusals import puts, reads
from api.types import Sent, Words
from domain.access.scopes import Scope
from domain.reporting.my_observations import Reply
from persistence.database import Reading, Storing
from persistence.reporting.my_observations import read_observations
from services.reporting import my_observations

router = APIRouter(prefix="/v1/me/observations", tags=["me"])
Reader = Annotated[HttpCall[Reading], Requires(Scope.ME_READ)]
Teacher = Annotated[HttpCall[Storing], Requires(Scope.ME_WRITE)]


class ReplyDraft(Sent):
    """What an observed teacher answers."""

    text: Words
    agrees: StrictBool


@router.get("", operation_id="listMyObservations", responses=reads())
async def list_observations(query: Annotated[PageQuery, Query()], call: Reader) -> Response:
    return paged(call, await read_observations(call, query.page(call)))


@router.put("/{observation_id}/reply", operation_id="replyToObservation", responses=puts())
async def reply_to(observation_id: UUID, body: ReplyDraft, call: Teacher) -> Response:
    return versioned(call, await my_observations.reply(call, observation_id, body.into(Reply)))
