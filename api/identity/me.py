"""`GET /v1/me`: what I am, may do and owe."""

from typing import Annotated

from fastapi import APIRouter, Response

from api.answers import ok
from api.calls import HttpCall, Requires
from api.refusals import reads
from domain.access.scopes import Scope
from persistence.database import Reading
from services.identity.me import describe_me

router = APIRouter(prefix="/v1", tags=["me"])
Owner = Annotated[HttpCall[Reading], Requires(Scope.ME_READ)]


@router.get("/me", operation_id="getMe", responses=reads(404))
async def get_me(call: Owner) -> Response:
    return ok(await describe_me(call))
