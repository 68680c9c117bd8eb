"""Evaluations and refuerzo: counted by the CP, validated by the director, summed."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import Field

from api.accompaniment.school_work import Section
from api.answers import ok, versioned
from api.calls import HttpCall, Requires
from api.paging import paged
from api.queries import PageQuery, PlaceQuery
from api.refusals import puts, reads, reads_version, writes
from api.types import Day, InstitutionCode, InstitutionPath, Sent, Year, text
from domain.access.scopes import Scope
from domain.accompaniment.learning_assessments import (
    Assessment,
    AssessmentDecision,
    AssessmentKind,
    AssessmentOutcome,
    AssessmentStatus,
    LearningArea,
)
from persistence.accompaniment.learning_assessments.reading import (
    AssessmentFilter,
    read_assessment,
    read_assessments,
)
from persistence.accompaniment.learning_assessments.summing import read_learning_summary
from persistence.database import Reading, Storing
from services.accompaniment import learning_assessments

router = APIRouter(prefix="/v1", tags=["school-work"])
Reader = Annotated[HttpCall[Reading], Requires(Scope.SCHOOL_WORK_READ)]
Coordinator = Annotated[HttpCall[Storing], Requires(Scope.SCHOOL_WORK_WRITE)]
Director = Annotated[HttpCall[Storing], Requires(Scope.SCHOOL_WORK_VALIDATE)]
ONE = "/learning-assessments/{assessment_id}"

Pupils = Annotated[int, Field(strict=True, ge=0, le=60)]
Note = Annotated[str, text(1000, shortest=3)]


class LevelsDraft(Sent):
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
    area: LearningArea
    held_on: Day
    enrolled: Annotated[int, Field(strict=True, ge=1, le=60)]
    assessed: Pupils
    levels: LevelsDraft
    note: Note | None = None


class AssessmentDecisionDraft(Sent):
    """What the director decides over the counts."""

    decision: AssessmentOutcome
    note: Note | None = None


class AssessmentsQuery(PageQuery, PlaceQuery):
    """Which assessments."""

    year: Year | None = None
    kind: AssessmentKind | None = None
    section: Section | None = None
    area: LearningArea | None = None
    status: AssessmentStatus | None = None


@router.get("/learning-assessments", operation_id="listLearningAssessments", responses=reads())
async def list_assessments(query: Annotated[AssessmentsQuery, Query()], call: Reader) -> Response:
    chosen = query.into(AssessmentFilter)
    return paged(call, await read_assessments(call, query.page(call), chosen))


@router.get(ONE, operation_id="getLearningAssessment", responses=reads_version())
async def get_assessment(assessment_id: UUID, call: Reader) -> Response:
    return versioned(call, await read_assessment(call, assessment_id))


@router.put(ONE, operation_id="putLearningAssessment", responses=puts())
async def put_assessment(
    assessment_id: UUID, body: LearningAssessmentDraft, call: Coordinator
) -> Response:
    assessed = learning_assessments.put(
        call, assessment_id, body.institution, body.into(Assessment)
    )
    return versioned(call, await assessed)


@router.put(ONE + "/decision", operation_id="decideLearningAssessment", responses=writes(412, 428))
async def decide_assessment(
    assessment_id: UUID, body: AssessmentDecisionDraft, call: Director
) -> Response:
    decision = body.into(AssessmentDecision)
    return versioned(call, await learning_assessments.decide_over(call, assessment_id, decision))


@router.get(
    "/institutions/{code}/learning-summary",
    operation_id="getLearningSummary",
    responses=reads(404),
)
async def get_summary(
    code: InstitutionPath, year: Annotated[Year, Query()], call: Reader
) -> Response:
    return ok(await read_learning_summary(call, code, year))
