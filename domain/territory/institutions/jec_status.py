"""The dated standing of a school in the JEC model: each change by an act, along the states."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto

from domain.access.permits import Place
from domain.errors import Conflict, Finding, InvalidRequest, Noun
from domain.territory.institutions.model import ActiveNeedsPublic, JecStatus, Management

MODEL_CREATED = date(2014, 9, 1)
"""RM 451-2014-MINEDU (F11): no school was in the model before."""
FURTHEST_AHEAD_DAYS = 731
NEXT: Mapping[JecStatus | None, frozenset[JecStatus]] = {
    None: frozenset({JecStatus.CANDIDATE, JecStatus.ACTIVE}),
    JecStatus.CANDIDATE: frozenset({JecStatus.ACTIVE}),
    JecStatus.ACTIVE: frozenset({JecStatus.EXCLUSION_IN_PROCESS}),
    JecStatus.EXCLUSION_IN_PROCESS: frozenset({JecStatus.ACTIVE, JecStatus.EXCLUDED}),
    JecStatus.EXCLUDED: frozenset(),
}
"""To which states each leads (RVM 079-2023-MINEDU); what is excluded comes back by no switch."""
STATUS_NOUNS = {
    None: Noun("sin estado", "no status"),
    JecStatus.CANDIDATE: Noun("candidata", "candidate"),
    JecStatus.ACTIVE: Noun("activa", "active"),
    JecStatus.EXCLUSION_IN_PROCESS: Noun("exclusión en proceso", "exclusion in process"),
    JecStatus.EXCLUDED: Noun("excluida", "excluded"),
}


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


class StatusNotAlong(Conflict):
    """A status moves along its states alone: nothing is excluded, or back, at will."""

    code = "jec-status-not-along"
    title_es, title_en = "Paso no previsto", "Not a step of the procedure"
    es = "Del estado «{present}» no se pasa a «{wanted}». {steps}"
    en = "From the status «{present}» none goes to «{wanted}». {steps}"


@dataclass(frozen=True, slots=True)
class StatusSpan:
    """A status since a day, by an act. A later span ends it the day before. What was written before
    acts were asked for may have none."""

    status: JecStatus
    since: date
    act_number: str | None
    act_date: date | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class StatusFacts:
    """The school, who runs it, the last change of its status, and the status before that."""

    school: Place
    management: Management
    last: StatusSpan | None
    before: JecStatus | None


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
    check_days(wanted, today=today)
    if wanted.status is JecStatus.ACTIVE and facts.management is not Management.PUBLIC:
        raise ActiveNeedsPublic
    if last is None or (wanted.since > last.since and wanted.status is not last.status):
        _check_step(last.status if last else None, wanted.status)
        return StatusChange.APPEND
    last_day = f"{last.since:%d/%m/%Y}"
    if wanted.since < last.since:
        raise StatusGoesBack(last=last_day)
    if wanted.since > last.since:
        raise StatusUnchanged(last=last_day)
    if wanted.status is not last.status:  # a correction is no way out of what was excluded
        excluded = last.status is JecStatus.EXCLUDED
        _check_step(last.status if excluded else facts.before, wanted.status)
    return StatusChange.CORRECT


def _check_step(present: JecStatus | None, wanted: JecStatus) -> None:
    if wanted in NEXT[present]:
        return
    leads = [STATUS_NOUNS[status] for status in JecStatus if status in NEXT[present]]
    steps = Noun(
        f"De ahí se pasa a: {', '.join(each.es for each in leads)}."
        if leads
        else "De ahí no se pasa a ningún otro.",
        f"It leads to: {', '.join(each.en for each in leads)}." if leads else "It leads nowhere.",
    )
    raise StatusNotAlong(present=STATUS_NOUNS[present], wanted=STATUS_NOUNS[wanted], steps=steps)


def check_days(wanted: StatusSpan, *, today: date) -> None:
    """Pass, or `InvalidRequest`: a first day that cannot be, or an act that is not issued yet."""
    findings = []
    if wanted.since < MODEL_CREATED or (wanted.since - today).days > FURTHEST_AHEAD_DAYS:
        findings.append(
            Finding(
                "/since",
                "since-out-of-range",
                "La fecha debe estar entre setiembre de 2014 (RM 451-2014-MINEDU) y dos años desde"
                " hoy.",
                "The day must lie between September 2014 (RM 451-2014-MINEDU) and two years from"
                " today.",
            )
        )
    if wanted.act_date is None or not MODEL_CREATED <= wanted.act_date <= today:
        findings.append(act_date_fault("/act_date"))
    if findings:
        raise InvalidRequest(findings, count=len(findings))


def act_date_fault(field: str) -> Finding:
    """Why the date of an act cannot be."""
    return Finding(
        field,
        "act-date-out-of-range",
        "La fecha de la resolución debe estar entre setiembre de 2014 (RM 451-2014-MINEDU) y hoy.",
        "The date of the act must lie between September 2014 (RM 451-2014-MINEDU) and today.",
    )
