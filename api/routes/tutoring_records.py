"""Routes of the five strategies of tutoring, and of which of them each section has had."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from api.answers import shown, versioned
from api.deps import IfMatch, Now, Read, Store, Under, Wanted
from api.paging import paged
from api.refusals import puts, reads, reads_version
from api.schemas.school_work import SectionWanted, YearWanted
from api.schemas.tutoring_records import TutoringRecordDraft
from api.schemas.types import InstitutionPath
from api.security import Requires
from domain.access import Permit, Scope
from domain.tutoring_records import Strategy
from persistence import tutoring_records as records

router = APIRouter(prefix="/v1", tags=["school-work"])
Reader = Annotated[Permit, Requires(Scope.SCHOOL_WORK_READ)]


@router.get("/tutoring-records", operation_id="listTutoringRecords", responses=reads())
async def list_records(
    request: Request,
    permit: Reader,
    db: Read,
    wanted: Wanted,
    under: Under,
    year: YearWanted = None,
    section: SectionWanted = None,
    strategy: Annotated[Strategy | None, Query()] = None,
) -> Response:
    chosen = records.Filter(under, year, section, strategy)
    return paged(request, await records.show_records(db, wanted, chosen, reach=permit.reach))


@router.get(
    "/tutoring-records/{record_id}", operation_id="getTutoringRecord", responses=reads_version()
)
async def get_record(request: Request, record_id: UUID, permit: Reader, db: Read) -> Response:
    return versioned(request, await records.show_record(db, record_id, reach=permit.reach))


@router.put("/tutoring-records/{record_id}", operation_id="putTutoringRecord", responses=puts())
async def put_record(
    request: Request,
    record_id: UUID,
    body: TutoringRecordDraft,
    permit: Annotated[Permit, Requires(Scope.SCHOOL_WORK_WRITE)],
    db: Store,
    now: Now,
    if_match: IfMatch,
) -> Response:
    asked = body.record()
    kept = records.keep_record(
        db, record_id, body.institution, asked, permit, if_match=if_match, now=now
    )
    return versioned(request, await kept)


@router.get(
    "/institutions/{code}/tutoring-coverage",
    operation_id="getTutoringCoverage",
    responses=reads(404),
)
async def get_coverage(
    code: InstitutionPath,
    permit: Reader,
    db: Read,
    year: Annotated[int, Query(ge=2015, le=2100)],
) -> Response:
    return shown(await records.show_coverage(db, code, year, reach=permit.reach))
