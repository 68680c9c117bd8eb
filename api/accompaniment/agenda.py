"""`GET /v1/me/agenda`: what waits for me."""

from typing import Annotated

from fastapi import APIRouter, Response

from api.answers import shown
from api.deps import Now, Read
from api.refusals import reads
from api.security import Requires
from domain.access.permits import Permit
from domain.access.scopes import Scope
from persistence.accompaniment.agenda.reading import show_agenda

router = APIRouter(prefix="/v1", tags=["me"])


@router.get("/me/agenda", operation_id="getMyAgenda", responses=reads())
async def get_my_agenda(
    permit: Annotated[Permit, Requires(Scope.ME_READ)], db: Read, now: Now
) -> Response:
    return shown(await show_agenda(db, permit=permit, now=now))
