"""Routes of evaluations and refuerzo: counted by the CP, validated by the director, summed."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from api.answers import shown, versioned
from api.deps import IfMatch, Now, Read, Store, Under, Wanted
from api.paging import paged
from api.refusals import puts, reads, reads_version, writes
from api.schemas.learning_assessments import AssessmentDecisionDraft, LearningAssessmentDraft
from api.schemas.school_work import SectionWanted, YearWanted
from api.schemas.types import InstitutionPath
from api.security import Requires
from domain.access import Permit, Scope
from domain.learning_assessments import Area, AssessmentKind, AssessmentStatus
from persistence import learning_assessments as assessments

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
    chosen = assessments.Filter(under, year, kind, section, area, status)
    page = await assessments.show_assessments(db, wanted, chosen, reach=permit.reach)
    return paged(request, page)


@router.get(
    "/learning-assessments/{assessment_id}",
    operation_id="getLearningAssessment",
    responses=reads_version(),
)
async def get_assessment(
    request: Request, assessment_id: UUID, permit: Reader, db: Read
) -> Response:
    one = await assessments.show_assessment(db, assessment_id, reach=permit.reach)
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
    kept = assessments.keep_assessment(
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
    decided = assessments.decide_over(
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
    return shown(await assessments.show_summary(db, code, year, reach=permit.reach))
