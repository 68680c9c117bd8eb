"""Importing persons and appointments from a sheet: each row is decided as if it came alone."""

from asyncio import to_thread
from dataclasses import dataclass
from functools import partial
from uuid import uuid4

from domain.exchange.actor_imports.deciding import plan_of
from domain.exchange.actor_imports.lines import COLUMNS, CheckedPeople, check
from domain.exchange.actor_imports.model import ActorImportPlan
from domain.exchange.sheets.faults import Acceptance
from domain.exchange.sheets.reading import Sheet, read_sheet
from domain.people.leaving import leavings
from persistence.calls import Call
from persistence.database import Transacting, Writing
from persistence.exchange.actor_imports import load_import_facts, store_people
from persistence.people.leaving import call_off
from persistence.reporting.obligations.settling import settle_obligations
from services.exchange.rehearsals import checked_sheet
from services.running import in_transaction

MANY_PLACES = 50
"""Above this the obligations below the caller's whole reach are settled at once."""


@dataclass(frozen=True, slots=True)
class ActorImport:
    """A sheet of people that was read, and what was decided of its rows."""

    sheet: Sheet
    plan: ActorImportPlan


async def import_actors(call: Call[Transacting], sheet: bytes, accept: Acceptance) -> ActorImport:
    """Read a sheet and store what it changes; `ImportRefused` where a faulty row refuses it,
    `TooManyRehearsals`. It is read before the transaction begins."""
    checked = await checked_sheet(
        call, "actors", sheet, accept, lambda body: check(read_sheet(body, COLUMNS, quoting=False))
    )
    plan = await _store(call, checked, accept)
    return ActorImport(checked.sheet, plan)


@in_transaction
async def _store(
    call: Call[Writing], checked: CheckedPeople, accept: Acceptance
) -> ActorImportPlan:
    facts = await load_import_facts(call, checked.lines)
    decide = partial(plan_of, permit=call.permit, today=call.today, new_id=uuid4)
    plan = await to_thread(decide, checked, facts)
    accept.check(plan.faults)
    if not accept.dry_run:
        await store_people(call, plan)
        await call_off(call, leavings(plan.changed_appointments))
        few = len(plan.settles) <= MANY_PLACES
        await settle_obligations(call, plan.settles if few else call.permit.reach.roots)
    return plan
