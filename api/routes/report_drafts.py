"""Routes of drafts: the caller's own work, saved in parts, checked, and filed."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.answers import versioned
from api.deps import IfMatch, Now, Read, Store, Wanted
from api.paging import paged
from api.refusals import keeps, puts, reads, reads_version, writes
from api.schemas.report_drafts import Submission, WorkDraft, WorkSection, WorkTaken
from api.security import Requires
from domain.access import Permit, Scope
from domain.reports import ObligationId, ReportId
from persistence.reports import drafts, working

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
