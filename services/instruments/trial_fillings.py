"""Filling a form to try it."""

from uuid import UUID

from domain.instruments.trial_fillings import TrialFacts, TrialFilling, try_form
from domain.reporting.reports.model import FormVersion
from domain.versions import Change
from persistence.calls import Call
from persistence.database import StoredResource, Writing
from persistence.instruments.trial_fillings import (
    load_trial,
    read_own_filling,
    store_filling,
)
from services.instruments.forms import form_of
from services.running import in_transaction


@in_transaction
async def fill(
    call: Call[Writing], code: str, version: int, id: UUID, filling: TrialFilling
) -> StoredResource:
    """Keep a filling while the trial lasts, or find it kept."""
    trial = await load_trial(call, code, version, id, filling)
    form = await form_of(call, FormVersion(code, version, trial.state, trial.fingerprint))
    assert form is not None  # noqa: S101  the version is held as it is
    facts = TrialFacts(trial.state, form.definition, trial.writer, trial.same)
    decision = try_form(filling, facts, by=call.by)
    if decision.change is Change.NOTHING:
        return StoredResource(await read_own_filling(call, id), created=False)
    return await store_filling(call, code, version, id, filling, decision)
