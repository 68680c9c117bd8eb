"""Importing persons and appointments: read, load, decide, store, report."""

import asyncio
from functools import partial
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Depends, Request, Response

from api.deps import Now, Write
from api.exchange.sheets import REQUEST, Accept, CsvBody, DryRun, refuse_faulty, reported
from api.refusals import refusals
from api.security import Requires
from domain.access.permits import Permit
from domain.access.scopes import Scope
from domain.errors import LIMA
from domain.exchange.actor_imports.deciding import plan_of
from domain.exchange.actor_imports.lines import COLUMNS, Checked, check
from domain.exchange.sheets.reading import read_sheet
from persistence.exchange import actor_imports

router = APIRouter(prefix="/v1/imports", tags=["imports"])


async def checked_sheet(body: CsvBody) -> Checked:
    """Read on a thread, and before the transaction begins: it may take seconds."""
    return await asyncio.to_thread(lambda: check(read_sheet(body, COLUMNS)))


@router.post(
    "/actors",
    operation_id="importActors",
    responses=refusals(400, 401, 403, 409, 413, 415, 422, 429, 503),
    openapi_extra=REQUEST,
)
async def import_actors(
    request: Request,
    permit: Annotated[Permit, Requires(Scope.ACTORS_WRITE)],
    checked: Annotated[Checked, Depends(checked_sheet)],
    db: Write,
    now: Now,
    dry_run: DryRun = False,
    accept: Accept = "all",
) -> Response:
    sheet, faults, notices = checked.sheet, checked.faults, checked.notices
    facts = await actor_imports.load_facts(db, checked.lines, permit=permit, now=now)
    decide = partial(plan_of, permit=permit, today=now.astimezone(LIMA).date(), new_id=uuid4)
    plan = await asyncio.to_thread(decide, checked, facts)
    refuse_faulty(faults, accept=accept, dry_run=dry_run, quoting=False)
    await actor_imports.store(db, plan, permit=permit, now=now, dry_run=dry_run)
    return reported(request, sheet, plan.counts, faults, notices, dry_run=dry_run)
