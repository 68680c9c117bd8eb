"""Importing schools from a sheet: each row is decided by itself, all are stored together."""

from asyncio import to_thread
from dataclasses import dataclass

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
from services.running import in_transaction


@dataclass(frozen=True, slots=True)
class SchoolImport:
    """A sheet of schools that was read, and what was decided of its rows."""

    sheet: Sheet
    plan: ImportPlan


async def import_schools(
    call: Call[Transacting], sheet: bytes, options: ImportOptions, accept: Acceptance
) -> SchoolImport:
    """Read a sheet and store what it changes; `ImportRefused` where a faulty row refuses it.

    It is read on a thread, and before the transaction begins: it may take seconds.
    """
    checked = await to_thread(lambda: check(read_sheet(sheet, COLUMNS), ubigeos=districts()))
    plan = await _store(call, checked, options, accept)
    return SchoolImport(checked.sheet, plan)


@in_transaction
async def _store(
    call: Call[Writing], checked: CheckedSchools, options: ImportOptions, accept: Acceptance
) -> ImportPlan:
    codes = [entry.code for entry in checked.entries if entry.code]
    facts = await load_import_facts(call, codes, year=options.year)
    plan = await to_thread(decide, checked, facts, options, reach=call.permit.reach)
    accept.check(plan.faults)
    if plan.outcomes and not accept.dry_run:
        await store_schools(call, plan)
        await keep_extensions(call, plan.moved)
        await settle_obligations(call, plan.igeds)
    return plan
