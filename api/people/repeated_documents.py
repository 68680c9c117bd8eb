"""Documents that two persons have, and saying that both are one."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.answers import versioned
from api.calls import HttpCall, Requires
from api.paging import paged
from api.queries import PageQuery
from api.refusals import reads, writes
from api.types import Sent
from domain.access.permits import PersonId
from domain.access.scopes import Scope
from persistence.database import Reading, Transacting
from persistence.people.repeated_documents.reading import read_repeated_documents
from services.people.repeated_documents import join_records

router = APIRouter(prefix="/v1", tags=["actors"])
Reader = Annotated[HttpCall[Reading], Requires(Scope.ACTORS_READ)]
Writer = Annotated[HttpCall[Transacting], Requires(Scope.ACTORS_WRITE)]


class SamePersonDraft(Sent):
    """The record that stays."""

    actor_id: PersonId


@router.get("/repeated-documents", operation_id="listRepeatedDocuments", responses=reads())
async def list_repeated_documents(query: Annotated[PageQuery, Query()], call: Reader) -> Response:
    return paged(call, await read_repeated_documents(call, query.page(call)))


@router.put("/actors/{actor_id}/same-person", operation_id="joinActor", responses=writes())
async def join_actor(actor_id: PersonId, body: SamePersonDraft, call: Writer) -> Response:
    return versioned(call, await join_records(call, actor_id, body.actor_id))
