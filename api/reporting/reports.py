"""Routes of reports. Filing: load, decide, store, show."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field, StrictBool, StringConstraints

from api.answers import as_of_now, versioned
from api.calls import HttpCall, Requires
from api.deps import IfMatch, Now, Store
from api.paging import paged
from api.queries import PageQuery
from api.refusals import puts, reads
from api.reporting.answers import Answers
from api.security import Requires as OldRequires
from api.types import CutCode, Day, InstitutionCode, Moment, Sent, Words
from domain.access.permits import Permit, PersonId
from domain.access.scopes import Scope
from domain.reporting.reports.life import Status
from domain.reporting.reports.model import Draft, ObligationId, Observation, ReportId
from persistence.database import Reading
from persistence.reporting.reports import filing
from persistence.reporting.reports.reading import ReportFilter, read_report, read_reports


class ObservationDraft(Sent):
    """One instrument filled once."""

    id: UUID
    instrument: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,60}$")]
    version: Annotated[int, Field(strict=True, ge=1, le=999)]
    observed_on: Day
    teacher_id: UUID | None = None
    students_present: Annotated[int, Field(strict=True, ge=0, le=200)] | None = None
    answers: Answers

    def observation(self) -> Observation:
        """The same, as the domain has it."""
        return Observation(
            self.id,
            self.instrument,
            self.version,
            self.observed_on,
            PersonId(self.teacher_id) if self.teacher_id else None,
            self.students_present,
            self.answers,
        )


class ReportDraft(Sent):
    """A report of one or more observations, sworn."""

    obligation_id: UUID
    sworn: StrictBool
    narrative: Words | None = None
    captured_at: Moment | None = None
    observations: Annotated[list[ObservationDraft], Field(min_length=1, max_length=100)]

    def draft(self) -> Draft:
        """The same, as the domain has it."""
        return Draft(
            ObligationId(self.obligation_id),
            self.sworn,
            self.narrative,
            [o.observation() for o in self.observations],
            self.captured_at,
        )


class ReportsQuery(PageQuery):
    """Which reports."""

    cut: CutCode | None = None
    institution: InstitutionCode | None = None
    status: Status | None = None
    to_review: bool | None = None


router = APIRouter(prefix="/v1", tags=["reports"])
Reader = Annotated[HttpCall[Reading], Requires(Scope.REPORTS_READ)]


@router.get("/reports", operation_id="listReports", responses=reads())
async def list_reports(query: Annotated[ReportsQuery, Query()], call: Reader) -> Response:
    return paged(call, await read_reports(call, query.page(call), query.into(ReportFilter)))


@router.get("/reports/{report_id}", operation_id="getReport", responses=reads(404))
async def get_report(report_id: ReportId, call: Reader) -> Response:
    return as_of_now(await read_report(call, report_id))


@router.put("/reports/{report_id}", operation_id="fileReport", responses=puts())
async def file_report(
    request: Request,
    report_id: UUID,
    body: ReportDraft,
    permit: Annotated[Permit, OldRequires(Scope.REPORTS_FILE)],
    db: Store,
    now: Now,
    if_match: IfMatch,
) -> Response:
    filed = filing.file(db, ReportId(report_id), body.draft(), permit, if_match=if_match, now=now)
    return versioned(request, await filed)
