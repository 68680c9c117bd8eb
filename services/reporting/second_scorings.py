"""Scoring a lesson a second time."""

from collections.abc import Mapping
from uuid import UUID

from domain.reporting.second_scorings import ScoringId, score
from persistence.calls import Call
from persistence.database import StoredResource, Storing
from persistence.reporting.second_scorings import (
    load_scoring_facts,
    read_scoring,
    store_scoring,
)
from services.instruments.forms import forms_of
from services.running import retried


@retried
async def put(
    call: Call[Storing], observation: UUID, id: ScoringId, answers: Mapping[str, object]
) -> StoredResource:
    """Give a scoring, or find that it was given. Of two at once, the second decides again on what
    the first left."""
    facts = await load_scoring_facts(call, observation, id, answers)
    (form,) = (await forms_of(call, [facts.form])).values()
    scoring = score(answers, facts, call.permit, form=form)
    if scoring is None:
        return StoredResource(await read_scoring(call, id), created=False)
    return await store_scoring(call, observation, id, scoring)
