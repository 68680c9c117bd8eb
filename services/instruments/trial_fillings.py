"""Filling a form to try it."""

from uuid import UUID

from domain.instruments.trial_fillings import TrialFilling, try_form
from domain.versions import Change
from persistence.calls import Call
from persistence.database import Kept, Writing
from persistence.instruments.trial_fillings import (
    load_trial_facts,
    read_own_filling,
    store_filling,
)
from services.running import in_transaction


@in_transaction
async def fill(
    call: Call[Writing], code: str, version: int, id: UUID, filling: TrialFilling
) -> Kept:
    """Keep a filling while the trial lasts, or find it kept."""
    facts = await load_trial_facts(call, code, version, id, filling)
    decision = try_form(filling, facts, by=call.by)
    if decision.change is Change.NOTHING:
        return Kept(await read_own_filling(call, id), created=False)
    return await store_filling(call, code, version, id, filling, decision)
