"""Where I want to be written to: one's own contact."""

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import StrictBool, StringConstraints

from api.answers import versioned
from api.calls import HttpCall, Requires
from api.refusals import BODY, CREATED, SECURED, reads_version, refusals, writes_without_body
from api.types import Sent
from domain.access.scopes import Scope
from domain.people.contacts import Contact
from persistence.database import Reading, Storing
from persistence.people.contacts import delete_contact, read_contact
from services.people import contacts

router = APIRouter(prefix="/v1/me/contact", tags=["me"])
Reader = Annotated[HttpCall[Reading], Requires(Scope.ME_READ)]
Writer = Annotated[HttpCall[Storing], Requires(Scope.ME_WRITE)]


class ContactDraft(Sent):
    """An address, and whether reminders go there."""

    email: Annotated[
        str,
        StringConstraints(
            max_length=254,
            pattern=r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}([.][A-Za-z0-9-]{1,63})+$",
        ),
    ]
    reminders: StrictBool


@router.get("", operation_id="getMyContact", responses=reads_version())
async def get_my_contact(call: Reader) -> Response:
    return versioned(call, await read_contact(call))


@router.put(
    "",
    operation_id="putMyContact",
    responses=CREATED | refusals(*SECURED, *BODY, 412, 428),
)
async def put_my_contact(body: ContactDraft, call: Writer) -> Response:
    return versioned(call, await contacts.put(call, body.into(Contact)))


@router.delete("", operation_id="deleteMyContact", status_code=204, responses=writes_without_body())
async def delete_my_contact(call: Writer) -> Response:
    await delete_contact(call)
    return Response(status_code=204)
