"""The states of a report, and what leads from one to the next (A22, role table of the mission).

    filed -> submitted -> approved
                |   ^
                v   | corrected
              returned (and once more, for whose term has passed)

Whatever stands may be annulled by the ministry, for a reason; then it is owed again. Content is
frozen but while it is returned, and then only until `correct_until`. Drafts are no reports yet.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from domain import life
from domain.peru_time import day_of, start_of


class ReportStatus(StrEnum):
    """Where a report stands."""

    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    ANNULLED = "annulled"


class ReportAct(StrEnum):
    """What is done to a report that was filed."""

    CORRECT = "correct"
    RETURN = "return"
    APPROVE = "approve"
    ANNUL = "annul"


MOVES: Mapping[tuple[ReportStatus, ReportAct], ReportStatus] = {
    (ReportStatus.SUBMITTED, ReportAct.RETURN): ReportStatus.RETURNED,
    (ReportStatus.SUBMITTED, ReportAct.APPROVE): ReportStatus.APPROVED,
    (ReportStatus.RETURNED, ReportAct.CORRECT): ReportStatus.SUBMITTED,
    (ReportStatus.RETURNED, ReportAct.RETURN): ReportStatus.RETURNED,
    (ReportStatus.SUBMITTED, ReportAct.ANNUL): ReportStatus.ANNULLED,
    (ReportStatus.RETURNED, ReportAct.ANNUL): ReportStatus.ANNULLED,
    (ReportStatus.APPROVED, ReportAct.ANNUL): ReportStatus.ANNULLED,
}
"""Every move there is; what is not here is refused."""

STATUS_NAMES: Mapping[ReportStatus, tuple[str, str]] = {
    ReportStatus.SUBMITTED: ("presentado", "submitted"),
    ReportStatus.RETURNED: ("devuelto", "returned"),
    ReportStatus.APPROVED: ("aprobado", "approved"),
    ReportStatus.ANNULLED: ("anulado", "annulled"),
}
"""How people call each state, in Spanish and English."""


class ReportNotInState(life.NotInState):
    """The report's state takes no such act."""

    code = "report-not-in-state"
    title_es, title_en = "El estado del reporte no lo permite", "The report's state refuses it"
    es = "El reporte está {status_es}: en ese estado no cabe esa acción."
    en = "The report is {status_en}: that cannot be done to it in that state."
    status_names = STATUS_NAMES


def after(status: ReportStatus, act: ReportAct) -> ReportStatus:
    """The state that an act leads to, or `ReportNotInState`."""
    return life.after(MOVES, (status, act), ReportNotInState)


def correct_until(returned_at: datetime, *, days: int, closes_at: datetime) -> datetime:
    """Until when (exclusive) a returned report may be corrected: the end of the last of so many
    days in Peru after the one on which it was returned, or the close of its window if later."""
    last = day_of(returned_at) + timedelta(days=days + 1)
    return max(start_of(last), closes_at)
