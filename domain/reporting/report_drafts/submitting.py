"""Filing a draft: what is missing for it, and whether filing would take it."""

from dataclasses import replace
from datetime import datetime

from domain.access.permits import Permit
from domain.errors import Finding, Invalid
from domain.reporting.report_drafts.model import DraftContent, Submission
from domain.reporting.reports.filing import file_report
from domain.reporting.reports.model import FilingFacts, Forms, Observation, Report, ReportId


class DraftIncomplete(Invalid):
    """What every observation names is still missing; `errors` tell all of it."""

    code = "draft-incomplete"
    title_es, title_en = "Borrador incompleto", "Incomplete draft"
    es = "Al borrador le faltan {count} dato(s) para presentarse."
    en = "The draft lacks {count} value(s) to be filed."


def check_filing(
    id: ReportId,
    report: Report,
    facts: FilingFacts,
    permit: Permit,
    *,
    forms: Forms,
    now: datetime,
) -> None:
    """Pass when it could be filed, or corrected, but for the window of its cut: decided by filing
    itself, as if that were open."""
    ever = datetime.max.replace(tzinfo=now.tzinfo)
    window = replace(facts.window, opens_at=now, closes_at=ever, extended_to=ever)
    seen = None if facts.present is None else facts.present.version
    as_open = replace(facts, window=window)
    file_report(id, report, as_open, permit, forms=forms, if_match=seen, now=now)


def completed(content: DraftContent, submission: Submission) -> Report:
    """What filing takes, or `DraftIncomplete` with everything that every report needs."""
    findings = list(_gaps(content))
    if findings:
        raise DraftIncomplete(findings, count=len(findings))
    observations = tuple(
        Observation(o.id, o.instrument, o.version, o.observed_on, o.teacher_id, o.students_present,
                    o.answers)
        for o in content.observations
        if o.instrument is not None and o.version is not None and o.observed_on is not None
    )  # fmt: skip
    when = submission.captured_at or content.captured_at
    sworn, narrative = submission.sworn, content.narrative
    return Report(content.obligation_id, sworn, narrative, observations, when)


def _gaps(content: DraftContent) -> list[Finding]:
    if not content.observations:
        return [_gap("/observations", "Falta al menos una observación.", "No observation yet.")]
    found = []
    for n, observation in enumerate(content.observations):
        at = f"/observations/{n}"
        if observation.instrument is None:
            found.append(_gap(f"{at}/instrument", "Falta el instrumento.", "No instrument."))
        if observation.version is None:
            found.append(_gap(f"{at}/version", "Falta la versión.", "No version."))
        if observation.observed_on is None:
            found.append(_gap(f"{at}/observed_on", "Falta la fecha.", "No date."))
    return found


def _gap(field: str, es: str, en: str) -> Finding:
    return Finding(field, "missing", es, en)
