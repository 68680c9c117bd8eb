"""`GET /v1/me/agenda`: what waits for me."""

from typing import Annotated

from fastapi import APIRouter, Response

from api.answers import ok
from api.calls import HttpCall, Requires
from api.refusals import reads
from domain.access.scopes import Scope
from persistence.accompaniment.agenda.reading import read_agenda
from persistence.database import Reading

router = APIRouter(prefix="/v1", tags=["me"])


@router.get("/me/agenda", operation_id="getMyAgenda", responses=reads())
async def get_my_agenda(
    call: Annotated[HttpCall[Reading], Requires(Scope.ME_READ)],
) -> Response:
    return ok(await read_agenda(call))
