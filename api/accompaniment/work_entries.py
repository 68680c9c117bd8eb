"""Routes of the work that coordinators enter for their own hours."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field

from api.accompaniment.workloads import LineCode
from api.answers import versioned
from api.deps import IfMatch, Now, Read, Wanted, Write
from api.paging import paged
from api.refusals import puts, reads, reads_version
from api.security import Requires
from api.types import Day, Sent, text
from domain.access.permits import Permit
from domain.access.scopes import Scope
from domain.accompaniment.work_entries import WorkEntry, enter, remove
from domain.reporting.calendar.cuts import day_of
from persistence.accompaniment import work_entries


class WorkEntryDraft(Sent):
    """Minutes of one line on one day."""

    line: LineCode
    worked_on: Day
    minutes: Annotated[int, Field(strict=True, ge=1, le=720)]
    note: Annotated[str, text(300, shortest=1)] | None = None

    def entry(self) -> WorkEntry:
        """The same, as the domain has it."""
        return WorkEntry(self.line, self.worked_on, self.minutes, self.note)


router = APIRouter(prefix="/v1/workload-assignments/{assignment_id}/entries", tags=["hours"])
Reader = Annotated[Permit, Requires(Scope.HOURS_READ)]
Worker = Annotated[Permit, Requires(Scope.HOURS_WRITE)]


@router.get("", operation_id="listWorkEntries", responses=reads(404))
async def list_entries(
    request: Request, assignment_id: UUID, permit: Reader, db: Read, wanted: Wanted
) -> Response:
    page = work_entries.show_entries(db, assignment_id, wanted, reach=permit.reach)
    return paged(request, await page)


@router.get("/{entry_id}", operation_id="getWorkEntry", responses=reads_version())
async def get_entry(
    request: Request, assignment_id: UUID, entry_id: UUID, permit: Reader, db: Read
) -> Response:
    shown = work_entries.show_entry(db, assignment_id, entry_id, reach=permit.reach)
    return versioned(request, await shown)


@router.put("/{entry_id}", operation_id="putWorkEntry", responses=puts())
async def put_entry(
    request: Request,
    assignment_id: UUID,
    entry_id: UUID,
    body: WorkEntryDraft,
    permit: Worker,
    db: Write,
    now: Now,
    if_match: IfMatch,
) -> Response:
    asked, own = body.entry(), permit.reach
    desk = await work_entries.load_desk(
        db, assignment_id, entry_id, asked.worked_on, by=permit.person, reach=own
    )
    change = enter(desk, asked, if_match=if_match, today=day_of(now))
    stored = work_entries.store_entry(
        db, assignment_id, entry_id, asked, change, replaces=desk.version, now=now, reach=own
    )
    return versioned(request, await stored)


@router.delete(
    "/{entry_id}", operation_id="deleteWorkEntry", status_code=204, responses=reads(404, 409)
)
async def delete_entry(
    assignment_id: UUID, entry_id: UUID, permit: Worker, db: Write, now: Now
) -> Response:
    desk = await work_entries.load_desk(
        db, assignment_id, entry_id, None, by=permit.person, reach=permit.reach
    )
    remove(desk)
    await work_entries.delete_entry(db, assignment_id, entry_id, now=now)
    return Response(status_code=204)
