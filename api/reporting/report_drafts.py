"""Drafts of reports: the caller's own work, saved in parts, checked, and filed."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import Field, StrictBool, StringConstraints

from api.answers import versioned
from api.calls import HttpCall, Requires
from api.paging import paged
from api.queries import PageQuery
from api.refusals import keeps, puts, reads, reads_version, writes, writes_without_body
from api.reporting.answers import Answers, ItemCode
from api.types import Day, Moment, Sent, Words
from domain.access.scopes import Scope
from domain.reporting.report_drafts.model import (
    DraftContent,
    DraftSection,
)
from domain.reporting.report_drafts.model import (
    Submission as SwornSubmission,
)
from domain.reporting.reports.model import ObligationId, PartialObservation, ReportId
from persistence.database import Reading, Storing, Transacting
from persistence.reporting.report_drafts.keeping import discard_draft, read_draft, read_drafts
from services.reporting import report_drafts


class _Part(Sent):
    instrument: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,60}$")] | None = None
    version: Annotated[int, Field(strict=True, ge=1, le=999)] | None = None
    observed_on: Day | None = None
    teacher_id: UUID | None = None
    students_present: Annotated[int, Field(strict=True, ge=0, le=200)] | None = None
    answers: Answers = Field(default_factory=dict)


class WorkObservation(_Part):
    """An observation as far as it was filled."""

    id: UUID


class WorkSection(_Part):
    """A section of one observation, and which answers go."""

    clear: Annotated[list[ItemCode], Field(max_length=500)] = Field(default_factory=list)
    captured_at: Moment | None = None

    def section(self, observation: UUID) -> DraftSection:
        """The same of one observation."""
        part = self.into(PartialObservation, id=observation)
        return self.into(DraftSection, part=part)


class WorkDraft(Sent):
    """A draft, whole."""

    obligation_id: UUID
    narrative: Words | None = None
    captured_at: Moment | None = None
    observations: Annotated[list[WorkObservation], Field(max_length=100)] = Field(
        default_factory=list
    )


class WorkTaken(Sent):
    """What the draft is of."""

    obligation_id: ObligationId


class Submission(Sent):
    """The sworn statement."""

    sworn: StrictBool
    captured_at: Moment | None = None


router = APIRouter(prefix="/v1/report-drafts", tags=["reports"])
Reader = Annotated[HttpCall[Reading], Requires(Scope.REPORTS_FILE)]
Author = Annotated[HttpCall[Storing], Requires(Scope.REPORTS_FILE)]
Device = Annotated[HttpCall[Transacting], Requires(Scope.REPORTS_FILE)]


@router.get("", operation_id="listReportDrafts", responses=reads())
async def list_drafts(query: Annotated[PageQuery, Query()], call: Reader) -> Response:
    return paged(call, await read_drafts(call, query.page(call)))


@router.get("/{report_id}", operation_id="getReportDraft", responses=reads_version())
async def get_draft(report_id: ReportId, call: Reader) -> Response:
    return versioned(call, await read_draft(call, report_id))


@router.put("/{report_id}", operation_id="putReportDraft", responses=puts())
async def put_draft(report_id: ReportId, body: WorkDraft, call: Author) -> Response:
    return versioned(call, await report_drafts.put(call, report_id, body.into(DraftContent)))


@router.delete(
    "/{report_id}",
    operation_id="discardReportDraft",
    status_code=204,
    responses=writes_without_body(404),
)
async def delete_draft(report_id: ReportId, call: Author) -> Response:
    await discard_draft(call, report_id)
    return Response(status_code=204)


@router.patch(
    "/{report_id}/observations/{observation_id}",
    operation_id="saveDraftSection",
    responses=writes(),
)
async def save_section(
    report_id: ReportId, observation_id: UUID, body: WorkSection, call: Device
) -> Response:
    section = body.section(observation_id)
    return versioned(call, await report_drafts.put_section(call, report_id, section))


@router.post("/{report_id}/from-work", operation_id="fillDraftFromWork", responses=keeps())
async def fill_from_work(report_id: ReportId, body: WorkTaken, call: Author) -> Response:
    return versioned(call, await report_drafts.fill_from_work(call, report_id, body.obligation_id))


@router.get(
    "/{report_id}/check",
    operation_id="checkReportDraft",
    status_code=204,
    responses=reads(404, 409),
)
async def check_draft(report_id: ReportId, call: Reader) -> Response:
    await report_drafts.check(call, report_id)
    return Response(status_code=204)


@router.post("/{report_id}/submission", operation_id="submitReportDraft", responses=puts())
async def submit_draft(report_id: ReportId, body: Submission, call: Author) -> Response:
    sworn = body.into(SwornSubmission)
    return versioned(call, await report_drafts.submit(call, report_id, sworn))
