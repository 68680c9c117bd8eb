"""The decision to file a sworn report: who may, when, and whether its content is right."""

from datetime import datetime
from decimal import Decimal

from domain.access.permits import Held, Permit, PersonId
from domain.access.roles import ROLE_NAMES, Role
from domain.errors import NotFound, StaleVersion, VersionRequired
from domain.reporting.reports.checking import checked_scores
from domain.reporting.reports.life import Status
from domain.reporting.reports.model import Desk, Draft, Filed, Reception, ReportId, Standing
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


def file_report(
    report_id: ReportId,
    draft: Draft,
    desk: Desk,
    permit: Permit,
    *,
    if_match: int | None,
    now: datetime,
) -> Filed | Standing:
    """Turn a draft into a report or into the correction of a returned one, find that it was filed
    already, or refuse it with its one cause.

    A repeated request finds what it filed, even after the close: its first answer may be lost.
    Faults of the content come last and all at once, so that nobody corrects a form for a cut that
    has closed.
    """
    standing = desk.same_id
    if standing is not None and _is_repeated(standing, draft, permit.person):
        return standing
    role = declaring_role(desk, permit) if standing is None else _correcting_role(desk, permit)
    if desk.subject_kind == "coordinator" and permit.person in _subjects(desk):
        raise SelfReport
    if standing is None:
        reception = _receive(draft, desk, now)
    else:
        _check_correction(standing, draft, desk, if_match=if_match, now=now)
        reception = Reception.ON_TIME  # how its first filing was received stays
    if not draft.sworn:
        raise NotSworn
    late = reception is Reception.CAPTURED_IN_TIME
    scores = checked_scores(draft, desk, permit.person, now, delivered_late=late)
    known = [score for score in scores if score is not None]
    return Filed(
        id=report_id,
        draft=draft,
        author=permit.person,
        author_role=role,
        about=desk.about,
        reception=reception,
        filed_at=now,
        scores=scores,
        score=round(sum(known, Decimal(0)) / len(known), 4) if known else None,
        replaces=None if standing is None else standing.version,
    )


def _subjects(desk: Desk) -> frozenset[PersonId | None]:
    """Whose work a coordinator's report is about: now, when it was observed, and when it was filed
    first."""
    before = desk.same_id.about if desk.same_id else None
    return desk.about_then | {desk.about, before}


def _is_repeated(standing: Standing, draft: Draft, caller: PersonId) -> bool:
    """Whether it is the same again; what is another's, of another obligation, is not told."""
    if standing.author == caller:
        if standing.status is Status.ANNULLED:
            raise ReportAnnulled
        if standing.fingerprint == draft.fingerprint():
            return True
        if standing.status is not Status.RETURNED or standing.obligation != draft.obligation:
            raise ReportDiffers
    elif standing.obligation != draft.obligation:
        raise NotFound(what="ese reporte")
    return False


def _check_correction(
    standing: Standing, draft: Draft, desk: Desk, *, if_match: int | None, now: datetime
) -> None:
    """Pass for a returned report whose present version the caller saw, in time."""
    if standing.status is Status.ANNULLED:
        raise ReportAnnulled
    if standing.status is not Status.RETURNED:
        if desk.filed is not None and standing.fingerprint == draft.fingerprint():
            raise AlreadyFiled(filed_at=desk.filed[1])
        if if_match in {None, standing.version}:
            raise ReportDiffers
    elif if_match is None:
        raise VersionRequired(what="ese reporte")
    if if_match != standing.version:
        raise StaleVersion(what="ese reporte")
    if standing.correct_until is None or now >= standing.correct_until:
        raise CorrectionClosed(until=standing.correct_until)


def _receive(draft: Draft, desk: Desk, now: datetime) -> Reception:
    if desk.exempt_reason is not None:
        raise ObligationExempt(reason=desk.exempt_reason)
    if desk.filed is not None:
        raise AlreadyFiled(filed_at=desk.filed[1])
    return desk.window.receive(draft.captured_at, now=now)


def _correcting_role(desk: Desk, permit: Permit) -> Role:
    """As for a first filing; whoever may not declare it is not told that it exists."""
    try:
        return declaring_role(desk, permit)
    except WrongDeclarant as wrong:
        raise NotFound(what="ese reporte") from wrong


def declaring_role(desk: Desk, permit: Permit) -> Role:
    """The caller's role that declares this report (F82-F84), or `WrongDeclarant`."""
    for held in permit.roles_at(desk.place):
        if held.role in desk.declarant_roles and _is_own(held, desk):
            return held.role
    declaring = [ROLE_NAMES[role] for role in sorted(desk.declarant_roles)]
    spanish, english = (" o ".join(n for n, _ in declaring), " or ".join(n for _, n in declaring))
    raise WrongDeclarant(roles_es=spanish, roles_en=english)


def _is_own(held: Held, desk: Desk) -> bool:
    """A CP or CT declares for their own post only; a specialist or director, for the school."""
    if held.role in {Role.CP, Role.CT}:
        return (held.role, held.post) == (desk.subject, desk.post)
    return True
