"""Diagnostic and mid-term evaluations and *refuerzo escolar*, as counts of a section in an area.

The CP leads and writes them (F37-F39); the director validates them, or sends them back (F30, A15).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain import life
from domain.access.permits import Permit, PersonId
from domain.access.roles import Role
from domain.accompaniment.school_work import (
    InvalidSchoolWork,
    SchoolWork,
    SchoolWorkFacts,
    change_to,
    day_faults,
    is_there,
    registering,
)
from domain.errors import Conflict, Finding, Forbidden, Invalid, Noun
from domain.versions import Change, Seen, change_of

ASSESSMENT = Noun("esa evaluación", "assessment")
FEWEST_PUPILS = 10
"""Levels of fewer assessed pupils stay in their school (docs/decisions/0024)."""


class AssessmentKind(StrEnum):
    """F37, F38, F39."""

    DIAGNOSTIC = "diagnostic"
    MIDTERM = "midterm"
    REINFORCEMENT = "reinforcement"


class LearningArea(StrEnum):
    """The curricular areas of secondary school (Currículo Nacional)."""

    MATHEMATICS = "mathematics"
    COMMUNICATION = "communication"
    SPANISH_SECOND_LANGUAGE = "spanish_second_language"
    ENGLISH = "english"
    SOCIAL_SCIENCES = "social_sciences"
    CITIZENSHIP = "citizenship"
    SCIENCE_TECHNOLOGY = "science_technology"
    WORK_EDUCATION = "work_education"
    ARTS = "arts"
    PHYSICAL_EDUCATION = "physical_education"
    RELIGION = "religion"


class AssessmentStatus(StrEnum):
    """How it stands. A returned one waits to be corrected."""

    RECORDED = "recorded"
    RETURNED = "returned"
    VALIDATED = "validated"


class AssessmentAct(StrEnum):
    """What may be done with one that exists: by the CP the first, by the director the others."""

    CHANGE = "change"
    VALIDATE = "validate"
    RETURN = "return"


MOVES: Mapping[tuple[AssessmentStatus, AssessmentAct], AssessmentStatus] = {
    (AssessmentStatus.RECORDED, AssessmentAct.CHANGE): AssessmentStatus.RECORDED,
    (AssessmentStatus.RECORDED, AssessmentAct.VALIDATE): AssessmentStatus.VALIDATED,
    (AssessmentStatus.RECORDED, AssessmentAct.RETURN): AssessmentStatus.RETURNED,
    (AssessmentStatus.RETURNED, AssessmentAct.CHANGE): AssessmentStatus.RECORDED,
    (AssessmentStatus.RETURNED, AssessmentAct.VALIDATE): AssessmentStatus.VALIDATED,
    (AssessmentStatus.RETURNED, AssessmentAct.RETURN): AssessmentStatus.RETURNED,
    (AssessmentStatus.VALIDATED, AssessmentAct.RETURN): AssessmentStatus.RETURNED,
}
"""Returning what was validated reopens it."""

STATUS_NAMES = {
    AssessmentStatus.RECORDED: ("registrada", "recorded"),
    AssessmentStatus.RETURNED: ("devuelta", "returned"),
    AssessmentStatus.VALIDATED: ("validada", "validated"),
}


class AssessmentNotInState(life.NotInState):
    """The state refuses that act: what is validated is frozen until the director reopens it."""

    code = "assessment-not-in-state"
    title_es, title_en = "La evaluación no admite ese paso", "The assessment is past that step"
    es = "La evaluación está {status_es}: no admite ese paso. Lo validado lo reabre la dirección."
    en = "The assessment is {status_en}: no such step. The director reopens what is validated."
    status_names = STATUS_NAMES


class AssessmentKnown(Conflict):
    """A section has one diagnostic and one mid-term evaluation of an area a year, and one of
    refuerzo a day."""

    code = "assessment-known"
    title_es, title_en = "La evaluación ya está registrada", "Assessment known already"
    es = "Esa sección ya tiene esa evaluación del área. Cámbiela en vez de registrar otra."
    en = "That section has that assessment of the area already. Change it instead."


class OwnAssessment(Forbidden):
    """Nobody validates what they wrote (model, rule 3)."""

    code = "own-assessment"
    title_es, title_en = "Evaluación propia", "Your own assessment"
    es = "Nadie valida lo que registró: corresponde a otra persona de la dirección."
    en = "Nobody validates what they recorded: somebody else of the direction does."
    may = (Role.DIRECTOR,)


class InvalidAssessmentDecision(Invalid):
    """What goes back to the CP says why."""

    code = "invalid-assessment-decision"
    title_es, title_en = "Decisión no válida", "Invalid decision"
    es = "Diga qué hay que corregir."
    en = "Say what is to be corrected."


@dataclass(frozen=True, slots=True)
class Levels:
    """How many pupils reached each level, from *en inicio* (C) to *logro destacado* (AD)."""

    c: int
    b: int
    a: int
    ad: int

    @property
    def pupils(self) -> int:
        """All of them."""
        return self.c + self.b + self.a + self.ad


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """How many pupils of a section reached each level of an area."""

    kind: AssessmentKind
    section: str
    area: LearningArea
    held_on: date
    enrolled: int
    assessed: int
    levels: Levels
    note: str | None


class AssessmentOutcome(StrEnum):
    """What a director decides."""

    VALIDATED = "validated"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class AssessmentDecision:
    """What is decided over the counts, with the note that the CP reads."""

    decision: AssessmentOutcome
    note: str | None


@dataclass(frozen=True, slots=True)
class AssessmentRecordingFacts(SchoolWorkFacts[Assessment]):
    """What recording looks at: that of all school work, and the state of what stands there."""

    present: Assessment | None
    status: AssessmentStatus | None


@dataclass(frozen=True, slots=True)
class DecidingFacts:
    """One assessment as a decision finds it. `last`: the decision that stands; None when nobody
    decided over what it says now."""

    status: AssessmentStatus
    author: PersonId
    version: int
    last: AssessmentDecision | None


def record(
    assessment: Assessment,
    facts: AssessmentRecordingFacts,
    permit: Permit,
    *,
    if_match: Seen | None,
    today: date,
) -> Change:
    """Whether the counts are kept, changed or there already, or why they cannot be."""
    if is_there(facts, assessment, what=ASSESSMENT):
        return Change.NOTHING
    registering(SchoolWork.ASSESSMENT, permit, facts.school.place)
    if facts.status is not None:
        status_after(facts.status, AssessmentAct.CHANGE)
    change = change_to(facts, if_match=if_match, what=ASSESSMENT)
    if faults := list(_faults(assessment, facts, today)):
        raise InvalidSchoolWork(faults)
    return change


def decide(
    decision: AssessmentDecision, facts: DecidingFacts, permit: Permit, *, if_match: Seen | None
) -> AssessmentStatus | None:
    """The state that the decision leads to, None when it stands already, or why it cannot be."""
    if facts.last == decision:
        return None
    if facts.author == permit.person_id:
        raise OwnAssessment
    validated = decision.decision is AssessmentOutcome.VALIDATED
    act = AssessmentAct.VALIDATE if validated else AssessmentAct.RETURN
    status = status_after(facts.status, act)
    change_of(present=facts.version, if_match=if_match, same=False, what=ASSESSMENT)
    if not validated and decision.note is None:
        es, en = "Diga qué hay que corregir.", "Say what is to be corrected."
        raise InvalidAssessmentDecision([Finding("/note", "note-missing", es, en)])
    return status


def status_after(status: AssessmentStatus, act: AssessmentAct) -> AssessmentStatus:
    """Where an act leads, or `AssessmentNotInState`."""
    return life.after(MOVES, (status, act), AssessmentNotInState)


def _faults(
    assessment: Assessment, facts: AssessmentRecordingFacts, today: date
) -> Iterator[Finding]:
    yield from day_faults(assessment.held_on, facts.school, today=today)
    if assessment.assessed > assessment.enrolled:
        es, en = "Son más que los matriculados.", "Are more than are enrolled."
        yield Finding("/assessed", "more-than-enrolled", es, en)
    if (pupils := assessment.levels.pupils) != assessment.assessed:
        es = f"Los niveles suman {pupils}, no {assessment.assessed}."
        en = f"The levels add up to {pupils}, not {assessment.assessed}."
        yield Finding("/levels", "does-not-add-up", es, en)
