"""Routes of machine clients and their secrets. A change: load, decide, store, show."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from api.answers import FRESH, as_of_now, versioned
from api.deps import IfMatch, Now, Read, Wanted, Write
from api.paging import paged
from api.refusals import READS, puts, reads, refusals, writes
from api.schemas.clients import ClientDraft, SecretOrder
from api.security import Requires
from auth.client_secrets import NewSecret
from domain.access import Permit, Scope
from domain.clients import keep, make_secret
from persistence.identity import clients

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
