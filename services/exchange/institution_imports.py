"""Importing schools from a sheet: each row is decided by itself, all are stored together."""

from asyncio import to_thread
from dataclasses import dataclass

from domain.exchange.institution_imports.activating import check_targets
from domain.exchange.institution_imports.deciding import ImportOptions, ImportPlan, decide
from domain.exchange.institution_imports.rows import COLUMNS, CheckedSchools, check
from domain.exchange.sheets.faults import Acceptance
from domain.exchange.sheets.reading import Sheet, read_sheet
from persistence.calls import Call
from persistence.database import Transacting, Writing
from persistence.exchange.institution_imports import load_import_facts, store_schools
from persistence.reporting.extensions import keep_extensions
from persistence.reporting.obligations.settling import settle_obligations
from persistence.territory.ubigeos import districts
from services.exchange.rehearsals import checked_sheet
from services.running import in_transaction


@dataclass(frozen=True, slots=True)
class SchoolImport:
    """A sheet of schools that was read, and what was decided of its rows."""

    sheet: Sheet
    plan: ImportPlan


async def import_schools(
    call: Call[Transacting],
    sheet: bytes,
    options: ImportOptions,
    accept: Acceptance,
    *,
    over_targets: bool,
) -> SchoolImport:
    """Read a sheet and store what it changes; `ImportRefused` where a faulty row refuses it,
    `OverTargets` where too many schools would be active and that is not confirmed;
    `TooManyRehearsals`. It is read before the transaction begins."""
    checked = await checked_sheet(
        call,
        "institutions",
        sheet,
        accept,
        lambda body: check(read_sheet(body, COLUMNS), ubigeos=districts()),
    )
    plan = await _store(call, checked, options, accept, over_targets=over_targets)
    return SchoolImport(checked.sheet, plan)


@in_transaction
async def _store(
    call: Call[Writing],
    checked: CheckedSchools,
    options: ImportOptions,
    accept: Acceptance,
    *,
    over_targets: bool,
) -> ImportPlan:
    codes = [entry.code for entry in checked.entries if entry.code]
    facts = await load_import_facts(call, codes, year=options.year)
    plan = await to_thread(decide, checked, facts, options, reach=call.permit.reach)
    accept.check(plan.faults)
    if plan.outcomes and not accept.dry_run:
        check_targets(plan.above, confirmed=over_targets)
        await store_schools(call, plan)
        await keep_extensions(call, plan.moved)
        await settle_obligations(call, plan.igeds)
    return plan
