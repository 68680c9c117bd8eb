"""The days without lessons: read by everybody they hold for, written from above."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from api.answers import versioned
from api.calls import HttpCall, Requires
from api.paging import paged
from api.people.appointments import PlaceSent
from api.queries import PageQuery
from api.refusals import puts, reads, reads_version, writes_without_body
from api.types import Day, InstitutionCode, Name, Sent, YearPath
from domain.access.scopes import Scope
from domain.accompaniment.school_breaks import BreakKind, BreakRequest
from persistence.accompaniment.school_breaks import read_break, read_breaks
from persistence.database import Reading, Transacting
from services.accompaniment import school_breaks

router = APIRouter(prefix="/v1/years/{year}/breaks", tags=["calendar"])
Reader = Annotated[HttpCall[Reading], Requires(Scope.CATALOGUE_READ)]
Keeper = Annotated[HttpCall[Transacting], Requires(Scope.BREAKS_WRITE)]


class SchoolBreakDraft(Sent):
    """Days of a place, both included, and what they are."""

    place: PlaceSent
    kind: BreakKind
    name: Name
    first_on: Day
    last_on: Day


class BreaksQuery(PageQuery):
    """Which days: those that concern one school, if it is named."""

    institution: InstitutionCode | None = None


@router.get("", operation_id="listSchoolBreaks", responses=reads())
async def list_breaks(
    year: YearPath, query: Annotated[BreaksQuery, Query()], call: Reader
) -> Response:
    page = read_breaks(call, year, query.page(call), institution=query.institution)
    return paged(call, await page)


@router.get("/{break_id}", operation_id="getSchoolBreak", responses=reads_version())
async def get_break(year: YearPath, break_id: UUID, call: Reader) -> Response:
    return versioned(call, await read_break(call, year, break_id))


@router.put("/{break_id}", operation_id="putSchoolBreak", responses=puts())
async def put_break(
    year: YearPath, break_id: UUID, body: SchoolBreakDraft, call: Keeper
) -> Response:
    return versioned(call, await school_breaks.put(call, year, break_id, body.into(BreakRequest)))


@router.delete(
    "/{break_id}",
    operation_id="deleteSchoolBreak",
    status_code=204,
    responses=writes_without_body(404, 409),
)
async def delete_break(year: YearPath, break_id: UUID, call: Keeper) -> Response:
    await school_breaks.remove(call, year, break_id)
    return Response(status_code=204)
