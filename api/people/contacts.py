"""Where I want to be written to: one's own contact."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import StrictBool, StringConstraints

from api.answers import versioned
from api.deps import IfMatch, Now, Read, Store
from api.refusals import CREATED, READS, reads_version, refusals
from api.security import Requires
from api.types import Sent
from domain.access.permits import Permit
from domain.access.scopes import Scope
from domain.people.contacts import Contact
from persistence.people import contacts


class ContactKept(Sent):
    """An address, and whether reminders go there."""

    email: Annotated[
        str,
        StringConstraints(
            max_length=254,
            pattern=r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}([.][A-Za-z0-9-]{1,63})+$",
        ),
    ]
    reminders: StrictBool

    def contact(self) -> Contact:
        """The same, as the domain has it."""
        return Contact(self.email, self.reminders)


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
