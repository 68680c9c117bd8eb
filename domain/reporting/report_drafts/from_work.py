"""A draft filled from the work itself: finished dialogues become its observations (A6, F84)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import uuid5

from domain.errors import Conflict
from domain.json_values import same
from domain.reporting.report_drafts.model import (
    DraftContent,
    DraftExists,
    DraftState,
    OtherObligation,
)
from domain.reporting.report_drafts.sizes import MOST_OBSERVATIONS
from domain.reporting.reports.model import FilingFacts, ObligationId, PartialObservation, ReportId
from domain.versions import Change


class NoWorkToTake(Conflict):
    """Only reports about teachers are made of visits and dialogues."""

    code = "no-work-to-take"
    title_es, title_en = "Esta línea no se llena con visitas", "Not filled from visits"
    es = "Solo los reportes sobre docentes se llenan con visitas y diálogos."
    en = "Only reports about teachers are filled from visits and dialogues."


@dataclass(frozen=True, slots=True)
class FinishedDialogue:
    """What a finished dialogue says. `spent`: an annulled report held it under the visit's id."""

    observation: PartialObservation
    spent: bool

    def as_in(self, report: ReportId) -> PartialObservation:
        """Its observation in a report: what another held is told anew, under another id."""
        observation = self.observation
        return (
            replace(observation, id=uuid5(report, str(observation.id)))
            if self.spent
            else observation
        )


def check_takes_work(facts: FilingFacts) -> None:
    """Pass for an obligation about teachers, or `NoWorkToTake`."""
    if facts.subject_kind != "teacher":
        raise NoWorkToTake


def with_work(
    present: DraftState | None,
    id: ReportId,
    obligation: ObligationId,
    finished: Sequence[FinishedDialogue],
) -> tuple[DraftContent, Change]:
    """The draft with the observations that it has not, as many as a report may have; what it has
    stays as its author left it. `OtherObligation` when it was begun for another, `DraftExists` when
    the one for this obligation has another id."""
    done = [each.as_in(id) for each in finished]
    if present is None:
        content = DraftContent(obligation, None, tuple(done[:MOST_OBSERVATIONS]), None)
        return content, Change.CREATE
    if present.id != id:
        raise DraftExists(id=present.id)
    content = present.content
    if present.owed and content.obligation_id != obligation:
        raise OtherObligation
    there = {o.id for o in content.observations}
    added = [o for o in done if o.id not in there]
    room = max(0, MOST_OBSERVATIONS - len(there))
    whole = (*content.observations, *added[:room])
    filled = replace(content, obligation_id=obligation, observations=whole)
    return filled, Change.NOTHING if same(filled, content) else Change.REPLACE
