"""Routes of the five strategies of tutoring, and of which of them each section has had."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from api.accompaniment.school_work import Account, Section, SectionWanted, YearWanted
from api.answers import shown, versioned
from api.deps import IfMatch, Now, Read, Store, Under, Wanted
from api.paging import paged
from api.refusals import puts, reads, reads_version
from api.security import Requires
from api.types import Day, InstitutionCode, InstitutionPath, Sent
from domain.access.permits import Permit, PersonId
from domain.access.scopes import Scope
from domain.accompaniment.tutoring_records import Strategy, TutoringRecord
from persistence.accompaniment import tutoring_records as records


class TutoringRecordDraft(Sent):
    """What was done in a classroom; nobody under age is named."""

    institution: InstitutionCode
    section: Section
    strategy: Strategy
    held_on: Day
    tutor_id: UUID | None = None
    participants: Annotated[int, Field(strict=True, ge=0, le=2000)]
    text: Account

    def record(self) -> TutoringRecord:
        """The same, as the domain has it."""
        tutor = PersonId(self.tutor_id) if self.tutor_id else None
        what = (self.section, self.strategy, self.held_on)
        return TutoringRecord(*what, tutor, self.participants, self.text)


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
