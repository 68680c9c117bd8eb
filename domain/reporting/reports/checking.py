"""Whether the content of a report is right: every fault of every observation at once."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from domain.access.permits import PersonId
from domain.errors import LIMA, Finding
from domain.instruments.answers import InvalidAnswers, check_answers
from domain.instruments.model import Definition
from domain.reporting.reports.from_dialogues import contradictions, forms_talked_over
from domain.reporting.reports.model import Desk, Draft, Observation
from domain.reporting.reports.refusals import InvalidReport, VersionRetired

CLOCKS_DIFFER = timedelta(minutes=10)
"""How far the clock of a device may be ahead of ours and still be believed."""


def checked_scores(
    draft: Draft, desk: Desk, author: PersonId, now: datetime, *, delivered_late: bool = False
) -> list[Decimal | None]:
    """The score of each observation (0 to 1; None: nothing scored), or `InvalidReport` with every
    fault of all of them, or `VersionRetired`."""
    findings: list[Finding] = []
    if draft.captured_at is not None and draft.captured_at > now + CLOCKS_DIFFER:
        findings.append(_finding("/captured_at", "captured-in-the-future"))
    scores: list[Decimal | None] = []
    seen: set[tuple[PersonId | None, date, str]] = set()
    ids: set[UUID] = set()
    for n, observation in enumerate(draft.observations):
        at = f"/observations/{n}"
        if observation.id in ids:
            findings.append(_finding(f"{at}/id", "repeated-id"))
        ids.add(observation.id)
        if delivered_late and draft.captured_at and observation.observed_on > _captured_on(draft):
            findings.append(_finding(f"{at}/observed_on", "after-capture"))
        form = _form(observation, desk, at, findings)
        findings += _faults(observation, desk, at, author, now)
        findings += contradictions(observation, desk, at, author)
        key = (observation.teacher, observation.observed_on, observation.instrument)
        if key in seen:
            findings.append(_finding(f"{at}/observed_on", "repeated-observation"))
        seen.add(key)
        scores.append(_score(form, observation, at, findings))
    if findings:
        raise InvalidReport(findings, count=len(findings))
    return scores


def _form(
    observation: Observation, desk: Desk, at: str, findings: list[Finding]
) -> Definition | None:
    if observation.instrument != desk.instrument:
        findings.append(_finding(f"{at}/instrument", "wrong-instrument", wanted=desk.instrument))
        return None
    form = desk.forms.get((observation.instrument, observation.version))
    if form is None or form.state in {"draft", "trial"}:
        findings.append(_finding(f"{at}/version", "unpublished-version"))
        return None
    kept = (desk.same_id.forms if desk.same_id else frozenset()) | forms_talked_over(desk)
    if form.state == "retired" and (observation.instrument, observation.version) not in kept:
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
    observation: Observation, desk: Desk, at: str, author: PersonId, now: datetime
) -> list[Finding]:
    found = []
    window, day = desk.window, observation.observed_on
    if not window.period_from <= day <= window.period_to:
        facts = {"first": window.period_from, "last": window.period_to}
        found.append(_finding(f"{at}/observed_on", "outside-period", **facts))
    elif day > now.astimezone(LIMA).date():
        found.append(_finding(f"{at}/observed_on", "in-the-future"))
    if desk.subject_kind != "teacher":
        if observation.teacher is not None:
            found.append(_finding(f"{at}/teacher_id", "no-teacher-here"))
    elif observation.teacher is None:
        found.append(_finding(f"{at}/teacher_id", "teacher-missing"))
    elif observation.teacher == author:
        found.append(_finding(f"{at}/teacher_id", "observes-oneself"))
    elif _was_of_another(observation, desk):
        found.append(_finding(f"{at}/teacher_id", "another-teacher"))
    elif (observation.teacher, day) not in desk.teachers:
        found.append(_finding(f"{at}/teacher_id", "teacher-not-in-school"))
    return found


def _was_of_another(observation: Observation, desk: Desk) -> bool:
    """An observation keeps its teacher through all corrections: its reply, its second scoring."""
    kept = desk.same_id.teachers if desk.same_id else {}
    return observation.id in kept and kept[observation.id] != observation.teacher


def _captured_on(draft: Draft) -> date:
    """The day in Peru on which a device finished it."""
    assert draft.captured_at is not None  # noqa: S101  asked of those that say when
    return draft.captured_at.astimezone(LIMA).date()


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
