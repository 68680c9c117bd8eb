"""Routes of drafts: the caller's own work, saved in parts, checked, and filed."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field, StrictBool, StringConstraints

from api.answers import versioned
from api.deps import IfMatch, Now, Read, Store, Wanted
from api.paging import paged
from api.refusals import keeps, puts, reads, reads_version, writes
from api.reporting.answers import Answers, ItemCode
from api.security import Requires
from api.types import Day, Moment, Sent, Words
from domain.access.permits import Permit, PersonId
from domain.access.scopes import Scope
from domain.reporting.reports.drafts import PartialObservation, Work
from domain.reporting.reports.model import ObligationId, ReportId
from persistence.reporting.reports import drafts, working


class _Part(Sent):
    instrument: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,60}$")] | None = None
    version: Annotated[int, Field(strict=True, ge=1, le=999)] | None = None
    observed_on: Day | None = None
    teacher_id: UUID | None = None
    students_present: Annotated[int, Field(strict=True, ge=0, le=200)] | None = None
    answers: Answers = Field(default_factory=dict)

    def partial(self, id: UUID) -> PartialObservation:
        """The same, as the domain has it."""
        return PartialObservation(
            id,
            self.instrument,
            self.version,
            self.observed_on,
            PersonId(self.teacher_id) if self.teacher_id else None,
            self.students_present,
            self.answers,
        )


class WorkObservation(_Part):
    """An observation as far as it was filled."""

    id: UUID


class WorkSection(_Part):
    """A section of one observation, and which answers go."""

    clear: Annotated[list[ItemCode], Field(max_length=500)] = Field(default_factory=list)
    captured_at: Moment | None = None


class WorkDraft(Sent):
    """A draft, whole."""

    obligation_id: UUID
    narrative: Words | None = None
    captured_at: Moment | None = None
    observations: Annotated[list[WorkObservation], Field(max_length=100)] = Field(
        default_factory=list
    )

    def work(self) -> Work:
        """The same, as the domain has it."""
        return Work(
            ObligationId(self.obligation_id),
            self.narrative,
            [o.partial(o.id) for o in self.observations],
            self.captured_at,
        )


class WorkTaken(Sent):
    """What the draft is of."""

    obligation_id: UUID


class Submission(Sent):
    """The sworn statement."""

    sworn: StrictBool
    captured_at: Moment | None = None


router = APIRouter(prefix="/v1/report-drafts", tags=["reports"])
Author = Annotated[Permit, Requires(Scope.REPORTS_FILE)]


@router.get("", operation_id="listReportDrafts", responses=reads())
async def list_drafts(request: Request, permit: Author, db: Read, wanted: Wanted) -> Response:
    return paged(request, await drafts.show_page(db, wanted, author=permit.person))


@router.get("/{report_id}", operation_id="getReportDraft", responses=reads_version())
async def get_draft(request: Request, report_id: UUID, permit: Author, db: Read) -> Response:
    shown = drafts.show_one(db, ReportId(report_id), author=permit.person)
    return versioned(request, await shown)


@router.put("/{report_id}", operation_id="putReportDraft", responses=puts())
async def put_draft(
    request: Request,
    report_id: UUID,
    body: WorkDraft,
    permit: Author,
    db: Store,
    now: Now,
    if_match: IfMatch,
) -> Response:
    saved = working.save(db, ReportId(report_id), body.work(), permit, if_match=if_match, now=now)
    return versioned(request, await saved)


@router.delete(
    "/{report_id}", operation_id="discardReportDraft", status_code=204, responses=reads(404)
)
async def discard_draft(report_id: UUID, permit: Author, db: Store) -> Response:
    await drafts.discard(db, ReportId(report_id), author=permit.person)
    return Response(status_code=204)


@router.patch(
    "/{report_id}/observations/{observation_id}",
    operation_id="saveDraftSection",
    responses=writes(),
)
async def save_section(
    request: Request,
    report_id: UUID,
    observation_id: UUID,
    body: WorkSection,
    permit: Author,
    db: Store,
    now: Now,
) -> Response:
    saved = working.save_part(
        db,
        ReportId(report_id),
        body.partial(observation_id),
        permit,
        clear=body.clear,
        captured_at=body.captured_at,
        now=now,
    )
    return versioned(request, await saved)


@router.post("/{report_id}/from-work", operation_id="fillDraftFromWork", responses=keeps())
async def fill_from_work(
    request: Request, report_id: UUID, body: WorkTaken, permit: Author, db: Store, now: Now
) -> Response:
    owed = ObligationId(body.obligation_id)
    return versioned(request, await working.take_up(db, ReportId(report_id), owed, permit, now=now))


@router.get(
    "/{report_id}/check",
    operation_id="checkReportDraft",
    status_code=204,
    responses=reads(404, 409),
)
async def check_draft(report_id: UUID, permit: Author, db: Store, now: Now) -> Response:
    await working.check(db, ReportId(report_id), permit, now=now)
    return Response(status_code=204)


@router.post("/{report_id}/submission", operation_id="submitReportDraft", responses=puts())
async def submit_draft(
    request: Request,
    report_id: UUID,
    body: Submission,
    permit: Author,
    db: Store,
    now: Now,
    if_match: IfMatch,
) -> Response:
    filed = working.submit(
        db,
        ReportId(report_id),
        permit,
        sworn=body.sworn,
        captured_at=body.captured_at,
        if_match=if_match,
        now=now,
    )
    return versioned(request, await filed)
