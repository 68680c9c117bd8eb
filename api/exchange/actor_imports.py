"""Importing persons and appointments from a sheet."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.calls import HttpCall, Requires
from api.exchange.sheets import REQUEST, CsvBody, SheetQuery, reported
from api.refusals import refusals
from domain.access.scopes import Scope
from persistence.database import Transacting
from services.exchange import actor_imports

router = APIRouter(prefix="/v1/imports", tags=["imports"])


@router.post(
    "/actors",
    operation_id="importActors",
    responses=refusals(400, 401, 403, 409, 413, 415, 422, 429, 503),
    openapi_extra=REQUEST,
)
async def import_actors(
    call: Annotated[HttpCall[Transacting], Requires(Scope.ACTORS_WRITE)],
    query: Annotated[SheetQuery, Query()],
    body: CsvBody,
) -> Response:
    accept = query.acceptance(quoting=False)
    done = await actor_imports.import_actors(call, body, accept)
    return reported(call, done.sheet, done.plan, dry_run=query.dry_run)
