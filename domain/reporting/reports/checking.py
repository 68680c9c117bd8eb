"""Whether the content of a report is right: every fault of every observation at once."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from domain.access.permits import PersonId
from domain.errors import Finding
from domain.instruments.answers import InvalidAnswers, check_answers
from domain.instruments.model import Definition
from domain.peru_time import day_of
from domain.reporting.reports.from_dialogues import contradictions, forms_talked_over
from domain.reporting.reports.model import FilingFacts, Forms, Observation, Reception, Report
from domain.reporting.reports.refusals import InvalidReport, VersionRetired

CLOCKS_DIFFER = timedelta(minutes=10)
"""How far the clock of a device may be ahead of ours and still be believed."""


def checked_scores(
    report: Report,
    facts: FilingFacts,
    forms: Forms,
    author: PersonId,
    *,
    now: datetime,
    reception: Reception,
) -> list[Decimal | None]:
    """The score of each observation (0 to 1; None: nothing scored), or `InvalidReport` with every
    fault of all of them, or `VersionRetired`."""
    findings: list[Finding] = []
    if report.captured_at is not None and report.captured_at > now + CLOCKS_DIFFER:
        findings.append(_finding("/captured_at", "captured-in-the-future"))
    findings += _repetitions(report.observations)
    scores: list[Decimal | None] = []
    for n, observation in enumerate(report.observations):
        at = f"/observations/{n}"
        if observation.observed_on > _last_day(report, facts, reception):
            findings.append(_finding(f"{at}/observed_on", "after-capture"))
        form = _form(observation, facts, forms, at, findings)
        findings += _faults(observation, facts, at, author, now)
        findings += contradictions(observation, facts, at, author)
        scores.append(_score(form, observation, at, findings))
    if findings:
        raise InvalidReport(findings, count=len(findings))
    return scores


def _repetitions(observations: Sequence[Observation]) -> Iterator[Finding]:
    """Those with the id of an earlier one, or of the same teacher, day and form."""
    ids: set[UUID] = set()
    lessons: set[tuple[PersonId | None, date, str]] = set()
    for n, observation in enumerate(observations):
        at = f"/observations/{n}"
        if observation.id in ids:
            yield _finding(f"{at}/id", "repeated-id")
        ids.add(observation.id)
        lesson = (observation.teacher_id, observation.observed_on, observation.instrument)
        if lesson in lessons:
            yield _finding(f"{at}/observed_on", "repeated-observation")
        lessons.add(lesson)


def _form(
    observation: Observation, facts: FilingFacts, forms: Forms, at: str, findings: list[Finding]
) -> Definition | None:
    if observation.instrument != facts.instrument:
        findings.append(_finding(f"{at}/instrument", "wrong-instrument", wanted=facts.instrument))
        return None
    form = forms.get((observation.instrument, observation.version))
    if form is None or form.state in {"draft", "trial"}:
        findings.append(_finding(f"{at}/version", "unpublished-version"))
        return None
    usable = (facts.present.forms if facts.present else frozenset()) | forms_talked_over(facts)
    if form.state == "retired" and (observation.instrument, observation.version) not in usable:
        raise VersionRetired(version=observation.version, instrument=observation.instrument)
    return form.definition


def _score(
    form: Definition | None, observation: Observation, at: str, findings: list[Finding]
) -> Decimal | None:
    if form is None:
        return None
    try:
        return check_answers(form, observation.answers).score
    except InvalidAnswers as faulty:
        findings += [Finding(f"{at}{f.field}", f.code, f.es, f.en) for f in faulty.findings]
        return None


def _faults(
    observation: Observation, facts: FilingFacts, at: str, author: PersonId, now: datetime
) -> list[Finding]:
    found = []
    window, day = facts.window, observation.observed_on
    if not window.period_from <= day <= window.period_to:
        period = {"first": window.period_from, "last": window.period_to}
        found.append(_finding(f"{at}/observed_on", "outside-period", **period))
    elif day > day_of(now):
        found.append(_finding(f"{at}/observed_on", "in-the-future"))
    if facts.subject_kind != "teacher":
        if observation.teacher_id is not None:
            found.append(_finding(f"{at}/teacher_id", "no-teacher-here"))
    elif observation.teacher_id is None:
        found.append(_finding(f"{at}/teacher_id", "teacher-missing"))
    elif observation.teacher_id == author:
        found.append(_finding(f"{at}/teacher_id", "observes-oneself"))
    elif _was_of_another(observation, facts):
        found.append(_finding(f"{at}/teacher_id", "another-teacher"))
    elif (observation.teacher_id, day) not in facts.teachers:
        found.append(_finding(f"{at}/teacher_id", "teacher-not-in-school"))
    return found


def _was_of_another(observation: Observation, facts: FilingFacts) -> bool:
    """An observation keeps its teacher through all corrections: its reply, its second scoring."""
    before = facts.teachers_before
    return observation.id in before and before[observation.id] != observation.teacher_id


def _last_day(report: Report, facts: FilingFacts, reception: Reception) -> date:
    """The last day on which it can have observed anything: when it was received after the close,
    the day in Peru since which we have it, or on which a device says that it finished it."""
    ends = {
        Reception.CAPTURED_IN_TIME: facts.kept_since(report),
        Reception.CLAIMED: report.captured_at,
    }
    finished = ends.get(reception)
    return date.max if finished is None else day_of(finished)


_TEXTS = {
    "repeated-id": (
        "Dos observaciones llevan el mismo identificador.",
        "Two observations have the same id.",
    ),
    "after-capture": (
        "La fecha es posterior al día en que el dispositivo terminó el reporte.",
        "The date is later than the day on which the device finished the report.",
    ),
    "another-teacher": (
        "Esa observación era de otro docente: use un identificador nuevo.",
        "That observation was of another teacher: use a new id.",
    ),
    "wrong-instrument": (
        "Este reporte se llena con el instrumento «{wanted}».",
        "This report is filled on the instrument «{wanted}».",
    ),
    "unpublished-version": (
        "Esa versión del instrumento no está publicada.",
        "That version of the instrument is not published.",
    ),
    "outside-period": (
        "La fecha debe estar entre el {first:%d/%m/%Y} y el {last:%d/%m/%Y}.",
        "The date must lie between {first} and {last}.",
    ),
    "captured-in-the-future": (
        "El reloj del dispositivo está adelantado: esa hora aún no llega.",
        "The clock of the device is fast: that moment lies in the future.",
    ),
    "in-the-future": ("La fecha aún no llega.", "The date lies in the future."),
    "no-teacher-here": (
        "Este reporte no es sobre un docente.",
        "This report is not about a teacher.",
    ),
    "teacher-missing": ("Indique el docente observado.", "Name the teacher observed."),
    "observes-oneself": ("Nadie se observa a sí mismo.", "Nobody observes themselves."),
    "teacher-not-in-school": (
        "Ese docente no laboraba en la institución ese día.",
        "That teacher did not work in the school on that day.",
    ),
    "repeated-observation": (
        "Ya hay otra observación igual: mismo docente, día e instrumento.",
        "There is another observation of the same teacher, day and instrument.",
    ),
}


def _finding(field: str, code: str, **facts: object) -> Finding:
    es, en = _TEXTS[code]
    return Finding(field, code, es.format(**facts), en.format(**facts))
