"""Importing schools from a sheet."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import Field

from api.calls import HttpCall, Requires
from api.exchange.sheets import REQUEST, CsvBody, SheetQuery, reported
from api.refusals import refusals
from domain.access.scopes import Scope
from domain.exchange.institution_imports.deciding import ImportOptions
from persistence.database import Transacting
from services.exchange.institution_imports import import_schools

router = APIRouter(prefix="/v1/imports", tags=["imports"])


class SchoolSheetQuery(SheetQuery):
    """The year of the figures (this one if none is named), and what the caller allows."""

    year: Annotated[int | None, Field(ge=2015, le=2100)] = None
    transfers: bool = False
    activate: bool = True

    def options(self, *, year: int) -> ImportOptions:
        """The same, as the domain has it."""
        return ImportOptions(self.year or year, self.transfers, self.activate)


@router.post(
    "/institutions",
    operation_id="importInstitutions",
    responses=refusals(400, 401, 403, 409, 413, 415, 422, 429, 503),
    openapi_extra=REQUEST,
)
async def import_institutions(
    call: Annotated[HttpCall[Transacting], Requires(Scope.INSTITUTIONS_WRITE)],
    query: Annotated[SchoolSheetQuery, Query()],
    body: CsvBody,
) -> Response:
    options = query.options(year=call.today.year)
    done = await import_schools(call, body, options, query.acceptance())
    return reported(call, done.sheet, done.plan, dry_run=query.dry_run)
