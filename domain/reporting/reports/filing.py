"""The decision to file a sworn report: who may, when, and whether its content is right."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from domain.access.offices import offices
from domain.access.permits import HeldRole, Permit, PersonId
from domain.access.roles import Role
from domain.errors import NotFound, RoleAtPlace, StaleVersion, VersionRequired
from domain.reporting.reports.checking import checked_scores
from domain.reporting.reports.closing import cut_closed
from domain.reporting.reports.life import ReportStatus
from domain.reporting.reports.model import (
    REPORT,
    FilingDecision,
    FilingFacts,
    Forms,
    Reception,
    Report,
    ReportId,
    ReportState,
)
from domain.reporting.reports.refusals import (
    AlreadyFiled,
    CorrectionClosed,
    NotSworn,
    ObligationExempt,
    ReportAnnulled,
    ReportDiffers,
    SelfReport,
    WrongDeclarant,
)
from domain.versions import Seen, is_seen


def file_report(
    report_id: ReportId,
    report: Report,
    facts: FilingFacts,
    permit: Permit,
    *,
    forms: Forms,
    if_match: Seen | None,
    now: datetime,
) -> FilingDecision | ReportState:
    """Turn what was sent into a report or into the correction of a returned one, find that it was
    filed already, or refuse it with its one cause.

    A repeated request finds what it filed, even after the close: its first answer may be lost.
    Faults of the content come last and all at once, so that nobody corrects a form for a cut that
    has closed.
    """
    present = facts.present
    if present is not None and _is_repeated(present, report, permit.person_id):
        return present
    role = declaring_role(facts, permit) if present is None else _correcting_role(facts, permit)
    if facts.subject_kind == "coordinator" and permit.person_id in _subjects(facts):
        raise SelfReport(offices=_declarants(facts))
    reception = _receive(report, facts, permit, if_match=if_match, now=now)
    if not report.sworn:
        raise NotSworn
    scores = checked_scores(report, facts, forms, permit.person_id, now=now, reception=reception)
    return FilingDecision(
        id=report_id,
        report=report,
        author_role=role,
        about_id=facts.about_id,
        reception=reception,
        scores=scores,
        score=_mean(scores),
        replaces=None if present is None else present.version,
    )


def _mean(scores: Sequence[Decimal | None]) -> Decimal | None:
    """The score of the report: of its observations that have one."""
    known = [score for score in scores if score is not None]
    return round(sum(known, Decimal(0)) / len(known), 4) if known else None


def _subjects(facts: FilingFacts) -> frozenset[PersonId | None]:
    """Whose work a coordinator's report is about: now, when it was observed, and when it was filed
    first."""
    before = facts.present.about_id if facts.present else None
    return facts.about_then | {facts.about_id, before}


def _is_repeated(present: ReportState, report: Report, caller: PersonId) -> bool:
    """Whether it is the same again; what is another's, of another obligation, is not told."""
    if present.author_id == caller:
        if present.status is ReportStatus.ANNULLED:
            raise ReportAnnulled
        if present.fingerprint == report.fingerprint():
            return True
        if (
            present.status is not ReportStatus.RETURNED
            or present.obligation_id != report.obligation_id
        ):
            raise ReportDiffers
    elif present.obligation_id != report.obligation_id:
        raise NotFound(what=REPORT)
    return False


def _check_correction(
    present: ReportState,
    report: Report,
    facts: FilingFacts,
    *,
    if_match: Seen | None,
    now: datetime,
) -> None:
    """Pass for a returned report whose present version the caller saw, in time."""
    if present.status is ReportStatus.ANNULLED:
        raise ReportAnnulled
    if present.status is not ReportStatus.RETURNED:
        if facts.filed_at is not None and present.fingerprint == report.fingerprint():
            raise AlreadyFiled(filed_at=facts.filed_at)
        if if_match is None or is_seen(present.version, if_match):
            raise ReportDiffers
    if if_match is None:
        raise VersionRequired(what=REPORT)
    if not is_seen(present.version, if_match):
        raise StaleVersion(what=REPORT)
    if present.correct_until is None or now >= present.correct_until:
        raise CorrectionClosed(until=present.correct_until)


def _receive(
    report: Report, facts: FilingFacts, permit: Permit, *, if_match: Seen | None, now: datetime
) -> Reception:
    """How it comes in, or why it may not. A correction leaves its first reception as it was; a
    first filing replaces nothing, and so names no version."""
    if facts.present is not None:
        _check_correction(facts.present, report, facts, if_match=if_match, now=now)
        return Reception.ON_TIME
    if facts.exempt_reason is not None:
        raise ObligationExempt(reason=facts.exempt_reason)
    if facts.filed_at is not None:
        raise AlreadyFiled(filed_at=facts.filed_at)
    reception = facts.window.receive(
        kept_since=facts.kept_since(report), captured_at=report.captured_at, now=now
    )
    if reception is None:
        raise cut_closed(facts, permit, now=now)
    if if_match is not None:
        raise StaleVersion(what=REPORT)
    return reception


def _correcting_role(facts: FilingFacts, permit: Permit) -> Role:
    """As for a first filing; whoever may not declare it is not told that it exists."""
    try:
        return declaring_role(facts, permit)
    except WrongDeclarant as wrong:
        raise NotFound(what=REPORT) from wrong


def declaring_role(facts: FilingFacts, permit: Permit) -> Role:
    """The caller's role that declares this report (F82-F84), or `WrongDeclarant`."""
    for held in permit.roles_at(facts.place):
        if held.role in facts.declarant_roles and _is_own(held, facts):
            return held.role
    raise WrongDeclarant(offices=_declarants(facts))


def _declarants(facts: FilingFacts) -> tuple[RoleAtPlace, ...]:
    return offices(facts.declarant_roles, facts.place)


def _is_own(held: HeldRole, facts: FilingFacts) -> bool:
    """A CP or CT declares for their own post only; a specialist or director, for the school."""
    if held.role in {Role.CP, Role.CT}:
        return (held.role, held.post) == (facts.subject, facts.post)
    return True
