"""The dated standing of a school in the JEC model."""

from dataclasses import dataclass
from datetime import date
from enum import Enum, auto

from domain.access.permits import Place
from domain.errors import Conflict, Finding, InvalidRequest
from domain.territory.institutions.model import ActiveNeedsPublic, JecStatus, Management

MODEL_CREATED = date(2014, 9, 1)
"""RM 451-2014-MINEDU (F11): no school was in the model before."""
FURTHEST_AHEAD_DAYS = 731


class StatusGoesBack(Conflict):
    """History is only added to: a change cannot be dated before the last one."""

    code = "jec-status-goes-back"
    title_es, title_en = "Cambio anterior al último", "Before the last change"
    es = "El último cambio de estado JEC rige desde el {last}; no se admite uno anterior."
    en = "The last change of JEC status holds since {last}; an earlier one is not taken."


class StatusUnchanged(Conflict):
    """The school already has that status, since an earlier day."""

    code = "jec-status-unchanged"
    title_es, title_en = "Ya tiene ese estado", "Already in that status"
    es = "La institución ya tiene ese estado desde el {last}."
    en = "The institution already has that status since {last}."


@dataclass(frozen=True, slots=True)
class StatusSpan:
    """A status since a day, by an act. A later span ends it the day before."""

    status: JecStatus
    since: date
    act_number: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class StatusFacts:
    """The school, who runs it, and the last change of its status."""

    school: Place
    management: Management
    last: StatusSpan | None


class StatusChange(Enum):
    """How a change enters the history."""

    APPEND = auto()
    CORRECT = auto()
    NOTHING = auto()


def change_status(wanted: StatusSpan, facts: StatusFacts, *, today: date) -> StatusChange:
    """Add a span, correct the last one (same first day), or nothing when it is already so."""
    last = facts.last
    if wanted == last:
        return StatusChange.NOTHING
    if wanted.since < MODEL_CREATED or (wanted.since - today).days > FURTHEST_AHEAD_DAYS:
        raise InvalidRequest([_since_fault()], count=1)
    if wanted.status is JecStatus.ACTIVE and facts.management is not Management.PUBLIC:
        raise ActiveNeedsPublic
    if last is None or (wanted.since > last.since and wanted.status is not last.status):
        return StatusChange.APPEND
    last_day = f"{last.since:%d/%m/%Y}"
    if wanted.since < last.since:
        raise StatusGoesBack(last=last_day)
    if wanted.since > last.since:
        raise StatusUnchanged(last=last_day)
    return StatusChange.CORRECT


def _since_fault() -> Finding:
    return Finding(
        "/since",
        "since-out-of-range",
        "La fecha debe estar entre setiembre de 2014 (RM 451-2014-MINEDU) y dos años desde hoy.",
        "The day must lie between September 2014 (RM 451-2014-MINEDU) and two years from today.",
    )
