"""Routes of evaluations and refuerzo: counted by the CP, validated by the director, summed."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from api.accompaniment.school_work import Section, SectionWanted, YearWanted
from api.answers import shown, versioned
from api.deps import IfMatch, Now, Read, Store, Under, Wanted
from api.paging import paged
from api.refusals import puts, reads, reads_version, writes
from api.security import Requires
from api.types import Day, InstitutionCode, InstitutionPath, Sent, text
from domain.access.permits import Permit
from domain.access.scopes import Scope
from domain.accompaniment.learning_assessments import (
    Area,
    Assessment,
    AssessmentKind,
    AssessmentStatus,
    Decided,
    Decision,
)
from persistence.accompaniment.learning_assessments import keeping, reading, summing
from persistence.accompaniment.learning_assessments.reading import Filter

Pupils = Annotated[int, Field(strict=True, ge=0, le=60)]
Note = Annotated[str, text(1000, shortest=3)]


class Levels(Sent):
    """How many pupils reached each level of the Currículo Nacional."""

    c: Pupils
    b: Pupils
    a: Pupils
    ad: Pupils


class LearningAssessmentDraft(Sent):
    """Counts of one section in one area; nobody under age is named."""

    institution: InstitutionCode
    kind: AssessmentKind
    section: Section
    area: Area
    held_on: Day
    enrolled: Annotated[int, Field(strict=True, ge=1, le=60)]
    assessed: Pupils
    levels: Levels
    note: Note | None = None

    def assessment(self) -> Assessment:
        """The same, as the domain has it."""
        reached = self.levels
        levels = (reached.c, reached.b, reached.a, reached.ad)
        what = (self.kind, self.section, self.area, self.held_on, self.enrolled, self.assessed)
        return Assessment(*what, levels, self.note)


class AssessmentDecisionDraft(Sent):
    """What the director decides over the counts."""

    decision: Decision
    note: Note | None = None

    def decided(self) -> Decided:
        """The same, as the domain has it."""
        return Decided(self.decision, self.note)


router = APIRouter(prefix="/v1", tags=["school-work"])
Reader = Annotated[Permit, Requires(Scope.SCHOOL_WORK_READ)]


@router.get("/learning-assessments", operation_id="listLearningAssessments", responses=reads())
async def list_assessments(
    request: Request,
    permit: Reader,
    db: Read,
    wanted: Wanted,
    under: Under,
    year: YearWanted = None,
    kind: Annotated[AssessmentKind | None, Query()] = None,
    section: SectionWanted = None,
    area: Annotated[Area | None, Query()] = None,
    status: Annotated[AssessmentStatus | None, Query()] = None,
) -> Response:
    chosen = Filter(under, year, kind, section, area, status)
    page = await reading.show_assessments(db, wanted, chosen, reach=permit.reach)
    return paged(request, page)


@router.get(
    "/learning-assessments/{assessment_id}",
    operation_id="getLearningAssessment",
    responses=reads_version(),
)
async def get_assessment(
    request: Request, assessment_id: UUID, permit: Reader, db: Read
) -> Response:
    one = await reading.show_assessment(db, assessment_id, reach=permit.reach)
    return versioned(request, one)


@router.put(
    "/learning-assessments/{assessment_id}",
    operation_id="putLearningAssessment",
    responses=puts(),
)
async def put_assessment(
    request: Request,
    assessment_id: UUID,
    body: LearningAssessmentDraft,
    permit: Annotated[Permit, Requires(Scope.SCHOOL_WORK_WRITE)],
    db: Store,
    now: Now,
    if_match: IfMatch,
) -> Response:
    asked = body.assessment()
    kept = keeping.keep_assessment(
        db, assessment_id, body.institution, asked, permit, if_match=if_match, now=now
    )
    return versioned(request, await kept)


@router.put(
    "/learning-assessments/{assessment_id}/decision",
    operation_id="decideLearningAssessment",
    responses=writes(412, 428),
)
async def decide_assessment(
    request: Request,
    assessment_id: UUID,
    body: AssessmentDecisionDraft,
    permit: Annotated[Permit, Requires(Scope.SCHOOL_WORK_VALIDATE)],
    db: Store,
    now: Now,
    if_match: IfMatch,
) -> Response:
    decided = keeping.decide_over(
        db, assessment_id, body.decided(), permit, if_match=if_match, now=now
    )
    return versioned(request, await decided)


@router.get(
    "/institutions/{code}/learning-summary",
    operation_id="getLearningSummary",
    responses=reads(404),
)
async def get_summary(
    code: InstitutionPath,
    permit: Reader,
    db: Read,
    year: Annotated[int, Query(ge=2015, le=2100)],
) -> Response:
    return shown(await summing.show_summary(db, code, year, reach=permit.reach))
