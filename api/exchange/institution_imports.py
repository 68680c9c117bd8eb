"""Importing schools from a sheet."""

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import Field

from api.calls import HttpCall, Requires
from api.exchange.sheets import REQUEST, CsvBody, SheetQuery, reported
from api.refusals import refusals
from api.types import Day, line
from domain.access.scopes import Scope
from domain.exchange.institution_imports.activating import act_of
from domain.exchange.institution_imports.deciding import ImportOptions
from persistence.database import Transacting
from services.exchange.institution_imports import SchoolImport, import_schools

CHANGES_SHOWN = 1_000
"""Schools whose old and new values are told: nobody reads more, and each is counted."""

router = APIRouter(prefix="/v1/imports", tags=["imports"])


class SchoolSheetQuery(SheetQuery):
    """The year of the figures (this one if none is named), what the caller allows, and the act by
    which schools become active."""

    year: Annotated[int | None, Field(ge=2015, le=2100)] = None
    transfers: bool = False
    activate: bool = False
    act_number: Annotated[str, line(80, shortest=1)] | None = None
    act_date: Day | None = None
    over_targets: bool = False

    def options(self, *, today: date) -> ImportOptions:
        """The same, as the domain has it; the day is Peru's today."""
        act = act_of(self.act_number, self.act_date, activate=self.activate, today=today)
        return ImportOptions(self.year or today.year, self.transfers, self.activate, act)


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
    done = await import_schools(
        call,
        body,
        query.options(today=call.today),
        query.acceptance(),
        over_targets=query.over_targets,
    )
    return reported(call, done.sheet, done.plan, dry_run=query.dry_run, **_shown(done))


def _shown(done: SchoolImport) -> dict[str, Any]:
    """Old and new of the schools that are changed, and the regions left above their targets."""
    titles = done.sheet.headers
    changes = [
        {
            "row": outcome.row,
            "code": outcome.code,
            "differences": [
                each._asdict() | {"column": titles.get(each.column, each.column)}
                for each in outcome.differences
            ],
        }
        for outcome in done.plan.changed[:CHANGES_SHOWN]
    ]
    return {"changes": changes, "over_targets": [asdict(each) for each in done.plan.above]}
