"""`GET /v1/me`: what I am, may do and owe."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from api.answers import shown
from api.deps import Now, Read
from api.refusals import reads
from api.security import Requires
from domain.access.permits import Permit, Place
from domain.access.scopes import Scope
from persistence.calls import Call
from persistence.database import Json
from persistence.identity import me
from persistence.reporting.obligations import owing

router = APIRouter(prefix="/v1", tags=["me"])


@router.get("/me", operation_id="getMe", responses=reads(404))
async def get_me(
    request: Request, permit: Annotated[Permit, Requires(Scope.ME_READ)], db: Read, now: Now
) -> Response:
    person = await me.show_person(db, permit.person, now=now)
    owed = await owing.read_owed(Call(db, now, permit))
    rights = await me.show_rights(db, rights_of(permit))
    return shown(Json(f'{{"person":{person},"rights":{rights},"owes":{owed}}}'))


def rights_of(permit: Permit) -> list[tuple[Scope, list[Place]]]:
    """Each scope of the token with the places where it holds now."""
    reaches = ((scope, permit.reach_of(scope)) for scope in sorted(permit.scopes))
    return [(scope, [*reach.roots, *reach.own_roots]) for scope, reach in reaches]
