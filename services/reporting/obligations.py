"""Bringing what is owed in line on demand, excusing an obligation, and owing it again."""

from uuid import UUID

from domain.reporting import obligations as rules
from domain.territory.places import OfficialPlace
from domain.versions import Change
from persistence.calls import Call
from persistence.database import Json, Writing
from persistence.reporting.obligations.excusing import (
    load_exemption_facts,
    restore,
    store_exemption,
)
from persistence.reporting.obligations.reading import read_obligation
from persistence.reporting.obligations.settling import load_place_in_reach, settle_in_detail
from services.running import in_transaction

ROWS_LISTED = 1000
"""Of a settlement on demand; the rest is told by asking for smaller places."""


@in_transaction
async def settle_place(call: Call[Writing], under: OfficialPlace | None, *, dry_run: bool) -> Json:
    """Settle a place in reach, or the nation: what was (or would be) added and withdrawn, and why
    each. After it the same answers nothing."""
    place = await load_place_in_reach(call, under)
    settlement = await settle_in_detail(
        call, [place], shown=ROWS_LISTED, dry_run=dry_run, asked_by=call.by
    )
    return settlement.answer


@in_transaction
async def exempt(call: Call[Writing], id: UUID, reason: str) -> Json:
    """Excuse an obligation. The same reason again changes nothing."""
    facts = await load_exemption_facts(call, id)
    if rules.exempt(reason, facts) is not Change.NOTHING:
        await store_exemption(call, id, reason)
    return await read_obligation(call, id)


@in_transaction
async def withdraw_exemption(call: Call[Writing], id: UUID) -> Json:
    """Owe it again. Without an exemption, nothing changes."""
    facts = await load_exemption_facts(call, id)
    if rules.withdraw_exemption(facts) is not Change.NOTHING:
        await restore(call, id)
    return await read_obligation(call, id)
