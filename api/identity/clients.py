"""Routes of machine clients and their secrets. A change: load, decide, store, show."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pydantic import Field, StrictBool, StringConstraints

from api.answers import FRESH, as_of_now, versioned
from api.deps import IfMatch, Now, Read, Wanted, Write
from api.paging import paged
from api.people.appointments import PlaceSent
from api.refusals import READS, puts, reads, refusals, writes
from api.security import Requires
from api.types import Name, Sent
from auth.client_secrets import NewSecret
from domain.access.permits import Permit, Place
from domain.access.scopes import Scope
from domain.identity.clients import DEFAULT_OVERLAP, LONGEST_OVERLAP, Client, keep, make_secret
from persistence.identity import clients

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

    def client(self, place: Place) -> Client:
        """The same, as the domain has it, at the place that the code stands for."""
        return Client(
            self.name,
            self.contact,
            place,
            frozenset(self.scopes),
            self.requests_per_minute,
            self.disabled,
        )


class SecretOrder(Sent):
    """How many days the former secret stays good beside the new one."""

    overlap_days: Annotated[int, Field(strict=True, ge=0, le=LONGEST_OVERLAP)] = DEFAULT_OVERLAP

    def overlap(self) -> timedelta:
        """The same, as a span."""
        return timedelta(days=self.overlap_days)


router = APIRouter(prefix="/v1/clients", tags=["auth"])
Administrator = Annotated[Permit, Requires(Scope.CLIENTS_WRITE)]


@router.get("", operation_id="listClients", responses=reads())
async def list_clients(
    request: Request, permit: Administrator, db: Read, wanted: Wanted
) -> Response:
    return paged(request, await clients.show_page(db, wanted, reach=permit.reach))


@router.get("/{client_id}", operation_id="getClient", responses=reads(404))
async def get_client(client_id: UUID, permit: Administrator, db: Read) -> Response:
    return as_of_now(await clients.show_one(db, client_id, reach=permit.reach))


@router.put("/{client_id}", operation_id="putClient", responses=puts())
async def put_client(
    request: Request,
    client_id: UUID,
    body: ClientDraft,
    permit: Administrator,
    db: Write,
    now: Now,
    if_match: IfMatch,
) -> Response:
    desk = await clients.load_desk(db, client_id, body.place.ref(), reach=permit.reach)
    decided = keep(desk, body.client(desk.place), permit=permit, if_match=if_match)
    stored = clients.store(db, client_id, decided, over=desk.version, reach=permit.reach, now=now)
    return versioned(request, await stored)


@router.post(
    "/{client_id}/secrets",
    operation_id="makeClientSecret",
    status_code=201,
    responses=writes(),
)
async def make_client_secret(
    client_id: UUID, body: SecretOrder, permit: Administrator, db: Write, now: Now
) -> Response:
    desk = await clients.load_secrets_desk(db, client_id, reach=permit.reach, now=now)
    overlap = body.overlap()
    make_secret(desk, overlap=overlap, permit=permit)
    new = NewSecret()
    await clients.store_secret(
        db, client_id, new.id, new.hash, overlap=overlap, reach=permit.reach, now=now
    )
    told = {"id": str(new.id), "secret": new.text, "made_at": now.isoformat()}
    return JSONResponse(told, 201, headers=FRESH)


@router.delete(
    "/{client_id}/secrets/{secret_id}",
    operation_id="withdrawClientSecret",
    status_code=204,
    responses=refusals(*READS, 404),
)
async def withdraw_client_secret(
    client_id: UUID, secret_id: UUID, permit: Administrator, db: Write, now: Now
) -> Response:
    await clients.load_secrets_desk(db, client_id, reach=permit.reach, now=now)
    await clients.withdraw_secret(db, client_id, secret_id, reach=permit.reach, now=now)
    return Response(status_code=204)
