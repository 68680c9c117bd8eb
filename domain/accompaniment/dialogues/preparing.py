"""Preparing a dialogue: the form is kept section by section, whatever is missing in it, and checked
whole when it is declared prepared (F44; matrix and tutoring form, field practice 2.4b, 2.4e)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from domain.accompaniment.dialogues.life import Act, Status, check_act
from domain.accompaniment.work_entries import check_day
from domain.errors import Conflict, Finding, Invalid, NotFound
from domain.instruments.answers import check_answers
from domain.reporting.report_drafts.sizes import MOST_ANSWERS, MOST_KILOBYTES, laid, too_large
from domain.reporting.reports.model import Form
from domain.reporting.reports.refusals import VersionRetired
from domain.versions import Change, change_of

WHAT = "ese diálogo"
THAT_VISIT = "esa visita"
DONE = "done"
CALLED_OFF = frozenset({"not_done", "cancelled", "moved"})
"""States of a visit (`domain.accompaniment.visits`) from which no dialogue follows."""


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
class Work:
    """A preparation as far as it went. `version`: of the instrument; `minutes`: spent on it."""

    version: int
    answers: Mapping[str, object]
    minutes: int


@dataclass(frozen=True, slots=True)
class Kept:
    """The dialogue that is there; `version` counts its changes."""

    status: Status
    work: Work
    version: int


@dataclass(frozen=True, slots=True)
class PreparingDesk:
    """A visit of the caller's, and what stands of its dialogue. `newest`: the instrument's latest
    published version, and `published` all of them; `form`: the version that is being filled;
    `others`: minutes that the visitor entered or prepared besides, today."""

    visit_status: str
    instrument: str | None
    published: frozenset[int]
    form: Form | None
    kept: Kept | None
    others: int = 0

    @property
    def newest(self) -> int | None:
        """The latest version that is in force."""
        return max(self.published, default=None)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A dialogue that may be declared prepared: the score (0 to 1; None: nothing scored) and the
    items whose mark of conduct was raised."""

    score: Decimal | None
    marks: tuple[str, ...]


def save(
    desk: PreparingDesk | None,
    *,
    version: int | None,
    answers: Mapping[str, object],
    minutes: int,
    if_match: int | None,
) -> tuple[Work, Change]:
    """What to keep, and whether it is begun, replaced or the same. `version` None: the one that is
    being filled, or the latest."""
    desk = _alive(desk)
    kept = desk.kept
    if kept is not None:
        check_act(kept.status, Act.SAVE)
    work = Work(_version(desk, version), answers, minutes)
    _check_size(work)
    present = None if kept is None else kept.version
    same = kept is not None and _content(kept.work) == _content(work)
    return work, change_of(present=present, if_match=if_match, same=same, what=WHAT)


def save_part(
    desk: PreparingDesk | None,
    *,
    answers: Mapping[str, object],
    clear: Sequence[str],
    minutes: int | None,
) -> tuple[Work, Change]:
    """The work with a section written over it: answer by answer, of a table cell by cell."""
    desk = _alive(desk)
    if desk.kept is None:
        raise NotFound(what=WHAT)
    check_act(desk.kept.status, Act.SAVE)
    before = desk.kept.work
    whole = {**before.answers, **{c: laid(before.answers.get(c), v) for c, v in answers.items()}}
    work = replace(
        before,
        answers={code: value for code, value in whole.items() if code not in clear},
        minutes=before.minutes if minutes is None else minutes,
    )
    _check_size(work)
    same = _content(before) == _content(work)
    return work, Change.NOTHING if same else Change.REPLACE


def prepare(desk: PreparingDesk | None) -> Prepared | None:
    """The dialogue as prepared, None when it is so already; or what the form still lacks, all of it
    (`InvalidAnswers`), or `DayIsFull`: its minutes count on the day that it is declared."""
    kept, desk = _kept(desk)
    if kept.status is Status.PREPARED:
        return None
    check_act(kept.status, Act.PREPARE)
    if desk.visit_status != DONE:
        raise VisitNotDone
    if desk.form is None or desk.form.state != "published":
        raise VersionRetired(version=kept.work.version, instrument=desk.instrument)
    checked = check_answers(desk.form.definition, kept.work.answers)
    check_day(kept.work.minutes, desk.others)
    return Prepared(checked.score, checked.conduct_flags)


def resume(desk: PreparingDesk | None) -> Change:
    """Whether a prepared dialogue is taken up again, or is being prepared already."""
    kept, _ = _kept(desk)
    if kept.status is Status.PREPARING:
        return Change.NOTHING
    check_act(kept.status, Act.RESUME)
    return Change.REPLACE


def _alive(desk: PreparingDesk | None) -> PreparingDesk:
    if desk is None:
        raise NotFound(what=THAT_VISIT)
    if desk.visit_status in CALLED_OFF:
        raise VisitCalledOff
    return desk


def _kept(desk: PreparingDesk | None) -> tuple[Kept, PreparingDesk]:
    desk = _alive(desk)
    if desk.kept is None:
        raise NotFound(what=WHAT)
    return desk.kept, desk


def _version(desk: PreparingDesk, asked: int | None) -> int:
    if desk.instrument is None or desk.newest is None:
        raise NoFormInForce
    if asked is None:
        return desk.newest if desk.kept is None else desk.kept.work.version
    standing = desk.kept.work.version if desk.kept else None
    if asked != standing and asked not in desk.published:
        es, en = UnknownForm.es, UnknownForm.en
        raise UnknownForm([Finding("/version", "unpublished-version", es, en)])
    return asked


def _check_size(work: Work) -> None:
    if too_large([work.answers]):
        raise DialogueTooLarge


def _content(work: Work) -> str:
    """What makes it the same again; true is not 1 here."""
    return json.dumps([work.version, work.answers, work.minutes], sort_keys=True)
