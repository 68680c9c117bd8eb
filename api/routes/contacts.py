"""Where I want to be written to: one's own contact."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from api.answers import versioned
from api.deps import IfMatch, Now, Read, Store
from api.refusals import CREATED, READS, reads_version, refusals
from api.schemas.contacts import ContactKept
from api.security import Requires
from domain.access import Permit, Scope
from persistence import contacts

router = APIRouter(prefix="/v1/me/contact", tags=["me"])
Writer = Annotated[Permit, Requires(Scope.ME_WRITE)]


@router.get("", operation_id="getMyContact", responses=reads_version())
async def get_my_contact(
    request: Request, permit: Annotated[Permit, Requires(Scope.ME_READ)], db: Read
) -> Response:
    return versioned(request, await contacts.show(db, permit.person))


@router.put(
    "",
    operation_id="putMyContact",
    responses=CREATED | refusals(*READS, 400, 412, 413, 415, 428),
)
async def put_my_contact(
    request: Request, body: ContactKept, permit: Writer, db: Store, now: Now, if_match: IfMatch
) -> Response:
    kept = contacts.put(db, permit.person, body.contact(), if_match=if_match, now=now)
    return versioned(request, await kept)


@router.delete("", operation_id="deleteMyContact", status_code=204, responses=refusals(*READS))
async def delete_my_contact(permit: Writer, db: Store, now: Now) -> Response:
    await contacts.delete(db, permit.person, now=now)
    return Response(status_code=204)
