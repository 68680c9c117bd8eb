"""A draft filled from the work itself: finished dialogues become its observations (A6, F84)."""

from collections.abc import Sequence
from dataclasses import replace

from domain.errors import Conflict
from domain.reporting.reports.drafts import (
    MOST_OBSERVATIONS,
    Kept,
    OtherObligation,
    PartialObservation,
    Work,
)
from domain.reporting.reports.model import Desk, ObligationId
from domain.versions import Change


class NoWorkToTake(Conflict):
    """Only reports about teachers are made of visits and dialogues."""

    code = "no-work-to-take"
    title_es, title_en = "Esta línea no se llena con visitas", "Not filled from visits"
    es = "Solo los reportes sobre docentes se llenan con visitas y diálogos."
    en = "Only reports about teachers are filled from visits and dialogues."


def check_takes_work(desk: Desk) -> None:
    """Pass for an obligation about teachers, or `NoWorkToTake`."""
    if desk.subject_kind != "teacher":
        raise NoWorkToTake


def with_work(
    kept: Kept | None, obligation: ObligationId, done: Sequence[PartialObservation]
) -> tuple[Work, Change]:
    """The draft with the observations that it has not, as many as a report may have; what it has
    stays as its author left it. `OtherObligation` when it was begun for another."""
    if kept is None:
        return Work(obligation, None, list(done)[:MOST_OBSERVATIONS], None), Change.CREATE
    if kept.owed and kept.work.obligation != obligation:
        raise OtherObligation
    there = {o.id for o in kept.work.observations}
    added = [o for o in done if o.id not in there]
    room = max(0, MOST_OBSERVATIONS - len(there))
    whole = [*kept.work.observations, *added[:room]]
    work = replace(kept.work, obligation=obligation, observations=whole)
    return work, Change.NOTHING if work == kept.work else Change.REPLACE
