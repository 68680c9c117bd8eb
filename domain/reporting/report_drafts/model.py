"""Drafts: work on a report that is not filed yet, kept section by section.

A draft is its author's alone, and never refused for what is still missing in it, nor because its
cut is not open. None is begun for a cut that takes nothing more; one that was begun before is kept,
whatever becomes of the cut: what somebody wrote is not lost. It becomes a report when it is filed.
"""

from dataclasses import dataclass
from datetime import datetime

from domain.errors import Conflict, Noun, leads_to
from domain.reporting.reports.model import ObligationId, PartialObservation, ReportId

DRAFT = Noun("ese borrador", "draft")


class OtherObligation(Conflict):
    """A draft stays with the obligation that it was begun for."""

    code = "other-obligation"
    title_es, title_en = "Es de otra obligación", "Of another obligation"
    es = "Ese borrador se empezó para otra obligación. Empiece uno con otro identificador."
    en = "That draft was begun for another obligation. Begin one under another id."


class DraftExists(Conflict):
    """The author has another draft for the same obligation."""

    code = "draft-exists"
    title_es, title_en = "Ya hay un borrador", "There is a draft already"
    es = "Usted ya tiene otro borrador para esta obligación: continúe ese ({id}), o descártelo."
    en = "You already have another draft for this obligation: go on with it ({id}), or discard it."
    proposes = leads_to(getReportDraft={"report_id": "id"}, discardReportDraft={"report_id": "id"})


@dataclass(frozen=True, slots=True)
class DraftContent:
    """What a draft says. `captured_at`: when it was last touched, by the device's clock."""

    obligation_id: ObligationId
    narrative: str | None
    observations: tuple[PartialObservation, ...]
    captured_at: datetime | None


@dataclass(frozen=True, slots=True)
class DraftState:
    """A draft as it is kept. `owed`: whether the obligation that it is about still stands.
    `moves`: it can be filed no more under its id, but under the one that is asked for."""

    id: ReportId
    content: DraftContent
    version: int
    owed: bool
    moves: bool


@dataclass(frozen=True, slots=True)
class DraftSection:
    """A section of one observation as a device sends it: what it does not name stays, answers that
    `clear` names go."""

    part: PartialObservation
    clear: tuple[str, ...]
    captured_at: datetime | None


@dataclass(frozen=True, slots=True)
class Submission:
    """The sworn statement. `captured_at`: None for when the draft was last touched."""

    sworn: bool
    captured_at: datetime | None
