"""Importing persons and appointments from a sheet."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.calls import HttpCall, Requires
from api.exchange.sheets import CSV, REQUEST, CsvBody, SheetQuery, reported
from api.refusals import reads, refusals
from domain.access.scopes import Scope
from domain.exchange.actor_imports.template import template
from persistence.database import Reading, Transacting
from services.exchange import actor_imports

AS_FILE = {"Content-Disposition": 'attachment; filename="planilla-personas.csv"'}
router = APIRouter(prefix="/v1/imports", tags=["imports"])


class CsvFile(Response):
    """A sheet to be filled in."""

    media_type = CSV


@router.get(
    "/actors/template",
    operation_id="getActorSheetTemplate",
    response_class=CsvFile,
    responses=reads(),
)
async def get_actor_sheet_template(
    _: Annotated[HttpCall[Reading], Requires(Scope.ACTORS_WRITE)],
) -> Response:
    return CsvFile(template(), headers=AS_FILE)


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
