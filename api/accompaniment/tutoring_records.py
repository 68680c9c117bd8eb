"""The five strategies of tutoring, and which of them each section has had."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import Field

from api.accompaniment.school_work import Account, Section
from api.answers import ok, versioned
from api.calls import HttpCall, Requires
from api.paging import paged
from api.queries import PageQuery, PlaceQuery
from api.refusals import puts, reads, reads_version
from api.types import Day, InstitutionCode, InstitutionPath, Sent, Year
from domain.access.permits import PersonId
from domain.access.scopes import Scope
from domain.accompaniment.tutoring_records import TutoringRecord, TutoringStrategy
from persistence.accompaniment.tutoring_records import (
    TutoringFilter,
    read_record,
    read_records,
    read_tutoring_coverage,
)
from persistence.database import Reading, Storing
from services.accompaniment import tutoring_records

router = APIRouter(prefix="/v1", tags=["school-work"])
Reader = Annotated[HttpCall[Reading], Requires(Scope.SCHOOL_WORK_READ)]
Registrar = Annotated[HttpCall[Storing], Requires(Scope.SCHOOL_WORK_WRITE)]
ONE = "/tutoring-records/{record_id}"


class TutoringRecordDraft(Sent):
    """What was done in a classroom; nobody under age is named."""

    institution: InstitutionCode
    section: Section
    strategy: TutoringStrategy
    held_on: Day
    tutor_id: PersonId | None = None
    participants: Annotated[int, Field(strict=True, ge=0, le=2000)]
    text: Account


class RecordsQuery(PageQuery, PlaceQuery):
    """Which records."""

    year: Year | None = None
    section: Section | None = None
    strategy: TutoringStrategy | None = None


@router.get("/tutoring-records", operation_id="listTutoringRecords", responses=reads())
async def list_records(query: Annotated[RecordsQuery, Query()], call: Reader) -> Response:
    chosen = query.into(TutoringFilter)
    return paged(call, await read_records(call, query.page(call), chosen))


@router.get(ONE, operation_id="getTutoringRecord", responses=reads_version())
async def get_record(record_id: UUID, call: Reader) -> Response:
    return versioned(call, await read_record(call, record_id))


@router.put(ONE, operation_id="putTutoringRecord", responses=puts())
async def put_record(record_id: UUID, body: TutoringRecordDraft, call: Registrar) -> Response:
    record = body.into(TutoringRecord)
    return versioned(call, await tutoring_records.put(call, record_id, body.institution, record))


@router.get(
    "/institutions/{code}/tutoring-coverage",
    operation_id="getTutoringCoverage",
    responses=reads(404),
)
async def get_coverage(
    code: InstitutionPath, year: Annotated[Year, Query()], call: Reader
) -> Response:
    return ok(await read_tutoring_coverage(call, code, year))
