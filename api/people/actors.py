"""Persons: listed and read by where they act, registered and corrected."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from api.answers import ok, versioned, with_etag
from api.calls import HttpCall, Requires
from api.paging import paged
from api.queries import PeopleQuery
from api.refusals import puts, reads
from api.types import Name, SearchWords, Sent, line
from domain.access.scopes import Scope
from domain.people.actors import DocType, Identity
from persistence.database import Reading, Transacting
from persistence.people.actors import read_actor, read_actors, read_appointments_of
from services.people import actors

router = APIRouter(prefix="/v1/actors", tags=["actors"])
Reader = Annotated[HttpCall[Reading], Requires(Scope.ACTORS_READ)]
AppointmentsReader = Annotated[HttpCall[Reading], Requires(Scope.APPOINTMENTS_READ)]
Writer = Annotated[HttpCall[Transacting], Requires(Scope.ACTORS_WRITE)]


class ActorDraft(Sent):
    """A person's official document and names."""

    doc_type: DocType
    doc_number: Annotated[str, line(20, shortest=1)]
    given_names: Name
    paternal_surname: Name
    maternal_surname: Name | None = None


class ActorsQuery(PeopleQuery):
    """Which persons."""

    q: SearchWords | None = None


@router.get("", operation_id="listActors", responses=reads())
async def list_actors(query: Annotated[ActorsQuery, Query()], call: Reader) -> Response:
    page, chosen = query.page(call), query.chosen(call)
    return paged(call, await read_actors(call, page, chosen, q=query.q))


@router.get("/{actor_id}", operation_id="getActor", responses=reads(404))
async def get_actor(actor_id: UUID, call: Reader) -> Response:
    return with_etag(await read_actor(call, actor_id))


@router.put("/{actor_id}", operation_id="putActor", responses=puts())
async def put_actor(actor_id: UUID, body: ActorDraft, call: Writer) -> Response:
    return versioned(call, await actors.put(call, actor_id, body.into(Identity)))


@router.get(
    "/{actor_id}/appointments", operation_id="listAppointmentsOfActor", responses=reads(404)
)
async def list_appointments_of_actor(actor_id: UUID, call: AppointmentsReader) -> Response:
    return ok(await read_appointments_of(call, actor_id))
