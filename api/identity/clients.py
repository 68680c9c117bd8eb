"""Machine clients and their secrets."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse
from pydantic import Field, StrictBool, StringConstraints

from api.answers import versioned, with_etag
from api.calls import HttpCall, Requires
from api.paging import paged
from api.people.appointments import PlaceSent
from api.queries import PageQuery
from api.refusals import puts, reads, writes, writes_without_body
from api.safe_headers import FRESH
from api.types import Name, Sent
from domain.access.scopes import Scope
from domain.identity.clients import DEFAULT_OVERLAP, LONGEST_OVERLAP, ClientRequest
from persistence.database import Reading, Transacting
from persistence.identity.clients import read_client, read_clients
from services.identity import clients

router = APIRouter(prefix="/v1/clients", tags=["auth"])
Reader = Annotated[HttpCall[Reading], Requires(Scope.CLIENTS_WRITE)]
Administrator = Annotated[HttpCall[Transacting], Requires(Scope.CLIENTS_WRITE)]

Email = Annotated[
    str, StringConstraints(max_length=200, pattern=r"^[^@\s\u0000-\u001f]+@[^@\s\u0000-\u001f]+$")
]


class ClientDraft(Sent):
    """A regional system or a script: who answers for it, where, what it may do, how often."""

    name: Name
    contact: Email
    place: PlaceSent
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=30)]
    requests_per_minute: Annotated[int, Field(strict=True, ge=1, le=6000)] = 600
    disabled: StrictBool = False


class SecretOrder(Sent):
    """How many days the former secret stays good beside the new one."""

    overlap_days: Annotated[int, Field(strict=True, ge=0, le=LONGEST_OVERLAP)] = DEFAULT_OVERLAP

    def overlap(self) -> timedelta:
        """The same, as a span."""
        return timedelta(days=self.overlap_days)


@router.get("", operation_id="listClients", responses=reads())
async def list_clients(query: Annotated[PageQuery, Query()], call: Reader) -> Response:
    return paged(call, await read_clients(call, query.page(call)))


@router.get("/{client_id}", operation_id="getClient", responses=reads(404))
async def get_client(client_id: UUID, call: Reader) -> Response:
    return with_etag(await read_client(call, client_id))


@router.put("/{client_id}", operation_id="putClient", responses=puts())
async def put_client(client_id: UUID, body: ClientDraft, call: Administrator) -> Response:
    return versioned(call, await clients.put(call, client_id, body.into(ClientRequest)))


@router.post(
    "/{client_id}/secrets",
    operation_id="makeClientSecret",
    status_code=201,
    responses=writes(),
)
async def make_client_secret(client_id: UUID, body: SecretOrder, call: Administrator) -> Response:
    new = await clients.make_secret(call, client_id, body.overlap())
    shown_once = {"id": str(new.id), "secret": new.text, "made_at": call.now.isoformat()}
    return JSONResponse(shown_once, 201, headers=FRESH)


@router.delete(
    "/{client_id}/secrets/{secret_id}",
    operation_id="withdrawClientSecret",
    status_code=204,
    responses=writes_without_body(404),
)
async def withdraw_client_secret(client_id: UUID, secret_id: UUID, call: Administrator) -> Response:
    await clients.withdraw_secret(call, client_id, secret_id)
    return Response(status_code=204)
