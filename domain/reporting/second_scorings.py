"""A second scoring: the same lesson scored by another observer who was in it (agreement of
observers; the basis of the rubrics' certification).

It is worth something only while it is blind. So it is given once and never changed, by somebody who
wrote no content of the report and has not decided over it, and answers nothing of the first
observer's. That is a rule, no lock: whoever scores a lesson here may also read its report, and no
reading is logged, so who looked first and scored the same cannot be told (docs/decisions/0018).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NewType
from uuid import UUID

from domain.access.permits import Permit, PersonId
from domain.access.roles import Role
from domain.errors import Conflict, Forbidden, Noun
from domain.instruments.answers import check_answers
from domain.reporting.reports.life import ReportNotInState, ReportStatus
from domain.reporting.reports.model import Form, FormVersion

SCORING = Noun("esa puntuación", "scoring")
ScoringId = NewType("ScoringId", UUID)


class NotSecondObserver(Forbidden):
    """Who wrote the first scoring, as it stands or before a correction, is no second observer; nor
    is who was observed."""

    code = "not-a-second-observer"
    title_es, title_en = "No es segundo observador", "Not a second observer"
    es = "Quien escribió la primera observación, y quien fue observado, no dan la segunda."
    en = "Whoever wrote the first observation, and whoever was observed, gives no second one."
    may = (Role.UGEL, Role.DIRECTOR)


class NotALesson(Conflict):
    """The observation is about no teacher: there is no lesson to score twice."""

    code = "not-a-lesson"
    title_es, title_en = "No es una sesión observada", "Not an observed lesson"
    es = "Solo la observación de un docente se puntúa dos veces."
    en = "Only the observation of a teacher is scored twice."


class AnswersSeen(Conflict):
    """The scorer has decided over the report, and so has read what they would score blindly."""

    code = "answers-seen"
    title_es, title_en = "Ya leyó la primera observación", "The first scoring has been read"
    es = "Usted ya revisó este reporte: su segunda puntuación no sería independiente."
    en = "You have reviewed this report: your second scoring would not be independent."


class ScoredAlready(Conflict):
    """One person scores a lesson once, under one id."""

    code = "scored-already"
    title_es, title_en = "Ya puntuó esta sesión", "Lesson scored already"
    es = "Usted ya dio su puntuación de esta observación, con otro identificador."
    en = "You have given your scoring of this observation, under another id."


class ScoringDiffers(Conflict):
    """A scoring is never changed: it would no longer be blind."""

    code = "scoring-differs"
    title_es, title_en = "La puntuación ya existe", "The scoring exists already"
    es = "Con ese identificador ya hay otra puntuación. Una puntuación dada no se cambia."
    en = "Under that id there is another scoring. A scoring that was given is not changed."


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoringFacts:
    """The observation in reach, and what of the scorer's stands already.

    `authors`: of what the report says, and of what it said before each correction. `same`: what is
    under the id, if anything, is the scorer's, of this observation, and equal.
    """

    form: FormVersion
    teacher_id: PersonId | None
    about_id: PersonId | None
    authors: frozenset[PersonId]
    status: ReportStatus
    reviewed: bool
    present: bool
    same: bool
    scored: bool


@dataclass(frozen=True, slots=True)
class SecondScoring:
    """A second scoring to be stored; `version`: of the form."""

    version: int
    answers: Mapping[str, object]
    score: Decimal | None


def score(
    answers: Mapping[str, object], facts: ScoringFacts, permit: Permit, *, form: Form
) -> SecondScoring | None:
    """The scoring to store; None when it is there already. Or why it cannot be."""
    if facts.present:
        if facts.same:
            return None
        raise ScoringDiffers
    if permit.person_id in facts.authors | {facts.teacher_id, facts.about_id}:
        raise NotSecondObserver
    if facts.teacher_id is None:
        raise NotALesson
    if facts.status is ReportStatus.ANNULLED:
        raise ReportNotInState(facts.status)
    if facts.scored:
        raise ScoredAlready
    if facts.reviewed:
        raise AnswersSeen
    checked = check_answers(form.definition, answers)
    return SecondScoring(facts.form.version, answers, checked.score)
