"""Importing schools from a sheet: read, load, decide, store, report."""

from asyncio import to_thread
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from api.deps import Now, Write
from api.exchange.sheets import REQUEST, Accept, CsvBody, DryRun, refuse_faulty, reported
from api.refusals import refusals
from api.security import Requires
from domain.access.permits import Permit
from domain.access.scopes import Scope
from domain.errors import LIMA
from domain.exchange.institution_imports.deciding import Options, decide
from domain.exchange.institution_imports.rows import COLUMNS, Checked, check
from domain.exchange.sheets.reading import read_sheet
from persistence.exchange import institution_imports
from persistence.territory.ubigeos import districts

router = APIRouter(prefix="/v1/imports", tags=["imports"])


async def options(
    now: Now,
    year: Annotated[int | None, Query(ge=2015, le=2100)] = None,
    transfers: Annotated[bool, Query()] = False,
    activate: Annotated[bool, Query()] = True,
) -> Options:
    return Options(year or now.astimezone(LIMA).year, transfers, activate)


async def checked_sheet(body: CsvBody) -> Checked:
    """Checked on a thread, and before the transaction begins: it may take seconds."""
    return await to_thread(lambda: check(read_sheet(body, COLUMNS), ubigeos=districts()))


@router.post(
    "/institutions",
    operation_id="importInstitutions",
    responses=refusals(400, 401, 403, 409, 413, 415, 422, 429, 503),
    openapi_extra=REQUEST,
)
async def import_institutions(
    request: Request,
    permit: Annotated[Permit, Requires(Scope.INSTITUTIONS_WRITE)],
    wanted: Annotated[Options, Depends(options)],
    checked: Annotated[Checked, Depends(checked_sheet)],
    db: Write,
    now: Now,
    dry_run: DryRun = False,
    accept: Accept = "all",
) -> Response:
    sheet, faults, notices = checked.sheet, checked.faults, checked.notices
    desk = await institution_imports.load_desk(db, checked, wanted, reach=permit.reach, now=now)
    plan = await to_thread(decide, checked, desk, wanted, reach=permit.reach)
    refuse_faulty(faults, accept=accept, dry_run=dry_run)
    await institution_imports.store(db, plan, permit=permit, now=now, dry_run=dry_run)
    return reported(request, sheet, plan.counts, faults, notices, dry_run=dry_run)
