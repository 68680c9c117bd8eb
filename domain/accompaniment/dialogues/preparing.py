"""Preparing a dialogue: the form is kept section by section, whatever is missing in it, and checked
whole when it is declared prepared (F44; matrix and tutoring form, field practice 2.4b, 2.4e)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from domain.accompaniment.dialogues.life import DIALOGUE, DialogueAct, DialogueStatus, check_act
from domain.accompaniment.visits.life import VisitStatus
from domain.accompaniment.work_entries import check_day
from domain.errors import Conflict, Finding, Invalid, NotFound
from domain.instruments.answers import check_answers
from domain.json_values import same
from domain.reporting.report_drafts.sizes import (
    MOST_ANSWERS,
    MOST_KILOBYTES,
    merged_answer,
    too_large,
)
from domain.reporting.reports.model import Form
from domain.reporting.reports.refusals import VersionRetired
from domain.versions import Change, Seen, change_of

CALLED_OFF = frozenset({VisitStatus.NOT_DONE, VisitStatus.CANCELLED, VisitStatus.MOVED})
"""States of a visit from which no dialogue follows."""


class VisitCalledOff(Conflict):
    """The visit did not and will not take place: there is nothing to talk about."""

    code = "visit-called-off"
    title_es, title_en = "La visita no se realizó", "The visit was called off"
    es = "Esa visita no se realizó: no hay sesión sobre la cual dialogar."
    en = "That visit did not take place: there is no lesson to talk about."


class VisitNotDone(Conflict):
    """What was observed is written, and talked over, after the visit."""

    code = "visit-not-done"
    title_es, title_en = "La visita aún no se realizó", "The visit is not done yet"
    es = "Registre primero la visita como realizada: el diálogo trata de lo que se observó en ella."
    en = "Record the visit as done first: the dialogue is about what was observed in it."


class NoFormInForce(Conflict):
    """No instrument with a published version is filled by such a visitor in that year."""

    code = "no-form-in-force"
    title_es, title_en = "Sin instrumento vigente", "No form in force"
    es = "Ninguna línea de reporte de ese año tiene un instrumento publicado para estas visitas."
    en = "No report stream of that year has a published instrument for such visits."


class UnknownForm(Invalid):
    """The version that is asked for is not one that can be filled."""

    code = "unknown-form-version"
    title_es, title_en = "Versión no publicada", "Version not published"
    es = "Esa versión del instrumento no está publicada."
    en = "That version of the instrument is not published."


class DialogueTooLarge(Invalid):
    """More answers than a form may have."""

    code = "dialogue-too-large"
    title_es, title_en = "Ficha demasiado grande", "Form too large"
    es = f"Una ficha tiene hasta {MOST_ANSWERS} respuestas, y hasta {MOST_KILOBYTES} kB de ellas."
    en = f"A form has up to {MOST_ANSWERS} answers, and up to {MOST_KILOBYTES} kB of them."


@dataclass(frozen=True, slots=True)
class Preparation:
    """A form as far as it was filled. `version`: of the instrument."""

    version: int
    answers: Mapping[str, object]
    preparation_minutes: int


@dataclass(frozen=True, slots=True)
class PreparationRequest:
    """A form, whole. `version` None: the one that is being filled, or the latest."""

    version: int | None
    answers: Mapping[str, object]
    preparation_minutes: int


@dataclass(frozen=True, slots=True)
class SectionRequest:
    """A section of it, and which answers go. `preparation_minutes` None: as they were."""

    answers: Mapping[str, object]
    clear: Sequence[str]
    preparation_minutes: int | None


@dataclass(frozen=True, slots=True)
class DialogueState:
    """The dialogue that is there; `version` counts its changes."""

    status: DialogueStatus
    preparation: Preparation
    version: int


@dataclass(frozen=True, slots=True)
class PreparingFacts:
    """A visit of the caller's, and what stands of its dialogue. `published`: the versions of the
    instrument that are in force."""

    visit_status: VisitStatus
    instrument: str | None
    published: frozenset[int]
    dialogue: DialogueState | None

    @property
    def newest(self) -> int | None:
        """The latest version that is in force."""
        return max(self.published, default=None)


@dataclass(frozen=True, slots=True)
class DeclaringFacts:
    """The same for declaring a dialogue prepared. `form`: the version that is being filled;
    `other_minutes`: those that the visitor entered or prepared besides, today."""

    preparing: PreparingFacts
    form: Form | None
    other_minutes: int


@dataclass(frozen=True, slots=True)
class PreparationDecision:
    """What is to be kept of a form, and whether it is begun, replaced or the same."""

    change: Change
    preparation: Preparation


@dataclass(frozen=True, slots=True)
class FormResult:
    """What a form comes to that is prepared: the score (0 to 1; None: nothing scored) and the items
    whose mark of conduct was raised."""

    score: Decimal | None
    marks: tuple[str, ...]


def write_preparation(
    request: PreparationRequest, facts: PreparingFacts, *, if_match: Seen | None
) -> PreparationDecision:
    """The form that is kept, or why it cannot be."""
    _check_takes_place(facts)
    dialogue = facts.dialogue
    if dialogue is not None:
        check_act(dialogue.status, DialogueAct.SAVE)
    version = _version(request, facts)
    preparation = Preparation(version, request.answers, request.preparation_minutes)
    _check_size(preparation)
    present = None if dialogue is None else dialogue.version
    kept = dialogue is not None and same(dialogue.preparation, preparation)
    change = change_of(present=present, if_match=if_match, same=kept, what=DIALOGUE)
    return PreparationDecision(change, preparation)


def write_section(request: SectionRequest, facts: PreparingFacts) -> PreparationDecision:
    """The form with a section written over it: answer by answer, of a table cell by cell."""
    dialogue = _begun(facts)
    check_act(dialogue.status, DialogueAct.SAVE)
    before = dialogue.preparation
    written = {
        c: merged_answer(before.answers.get(c), value) for c, value in request.answers.items()
    }
    whole = {**before.answers, **written}
    minutes = request.preparation_minutes
    preparation = replace(
        before,
        answers={code: value for code, value in whole.items() if code not in request.clear},
        preparation_minutes=before.preparation_minutes if minutes is None else minutes,
    )
    _check_size(preparation)
    change = Change.NOTHING if same(before, preparation) else Change.REPLACE
    return PreparationDecision(change, preparation)


def prepare(facts: DeclaringFacts) -> FormResult | None:
    """What the form comes to, None when it is prepared already; or what it still lacks, all of it
    (`InvalidAnswers`), or `DayIsFull`: its minutes count on the day that it is declared."""
    dialogue = _begun(facts.preparing)
    if dialogue.status is DialogueStatus.PREPARED:
        return None
    check_act(dialogue.status, DialogueAct.PREPARE)
    if facts.preparing.visit_status is not VisitStatus.DONE:
        raise VisitNotDone
    preparation, form = dialogue.preparation, facts.form
    if form is None or form.state != "published":
        raise VersionRetired(version=preparation.version, instrument=facts.preparing.instrument)
    checked = check_answers(form.definition, preparation.answers)
    check_day(preparation.preparation_minutes, facts.other_minutes)
    return FormResult(checked.score, checked.conduct_flags)


def resume(facts: PreparingFacts) -> Change:
    """Whether a prepared dialogue is taken up again, or is being prepared already."""
    dialogue = _begun(facts)
    if dialogue.status is DialogueStatus.PREPARING:
        return Change.NOTHING
    check_act(dialogue.status, DialogueAct.RESUME)
    return Change.REPLACE


def _check_takes_place(facts: PreparingFacts) -> None:
    if facts.visit_status in CALLED_OFF:
        raise VisitCalledOff


def _begun(facts: PreparingFacts) -> DialogueState:
    _check_takes_place(facts)
    if facts.dialogue is None:
        raise NotFound(what=DIALOGUE)
    return facts.dialogue


def _version(request: PreparationRequest, facts: PreparingFacts) -> int:
    if facts.instrument is None or facts.newest is None:
        raise NoFormInForce
    present_version = facts.dialogue.preparation.version if facts.dialogue else None
    if request.version is None:
        return facts.newest if present_version is None else present_version
    if request.version != present_version and request.version not in facts.published:
        es, en = UnknownForm.es, UnknownForm.en
        raise UnknownForm([Finding("/version", "unpublished-version", es, en)])
    return request.version


def _check_size(preparation: Preparation) -> None:
    if too_large([preparation.answers]):
        raise DialogueTooLarge
