"""Routes of the days without lessons: read by everybody they hold for, written from above."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from api.answers import versioned
from api.deps import IfMatch, Now, Read, Wanted, Write
from api.paging import paged
from api.people.appointments import PlaceSent
from api.refusals import puts, reads, reads_version
from api.security import Requires
from api.types import Day, InstitutionCode, Name, Sent, YearPath
from domain.access.permits import Permit, Place
from domain.access.scopes import Scope
from domain.accompaniment.hours import Span
from domain.accompaniment.school_breaks import BreakKind, SchoolBreak, keep_break, remove_break
from persistence.accompaniment import school_breaks


class SchoolBreakDraft(Sent):
    """Days of a place, both included, and what they are."""

    place: PlaceSent
    kind: BreakKind
    name: Name
    first_on: Day
    last_on: Day

    def school_break(self, place: Place) -> SchoolBreak:
        """The same, as the domain has it, for the place that the code stands for."""
        return SchoolBreak(place, self.kind, self.name, Span(self.first_on, self.last_on))


router = APIRouter(prefix="/v1/years/{year}/breaks", tags=["calendar"])
Reader = Annotated[Permit, Requires(Scope.CATALOGUE_READ)]
Keeper = Annotated[Permit, Requires(Scope.BREAKS_WRITE)]


@router.get("", operation_id="listSchoolBreaks", responses=reads())
async def list_breaks(
    request: Request,
    year: YearPath,
    permit: Reader,
    db: Read,
    wanted: Wanted,
    institution: Annotated[InstitutionCode | None, Query()] = None,
) -> Response:
    page = school_breaks.show_breaks(db, year, wanted, institution=institution, reach=permit.reach)
    return paged(request, await page)


@router.get("/{break_id}", operation_id="getSchoolBreak", responses=reads_version())
async def get_break(
    request: Request, year: YearPath, break_id: UUID, permit: Reader, db: Read
) -> Response:
    shown = school_breaks.show_break(db, year, break_id, reach=permit.reach)
    return versioned(request, await shown)


@router.put("/{break_id}", operation_id="putSchoolBreak", responses=puts())
async def put_break(
    request: Request,
    year: YearPath,
    break_id: UUID,
    body: SchoolBreakDraft,
    permit: Keeper,
    db: Write,
    now: Now,
    if_match: IfMatch,
) -> Response:
    own, by = permit.reach, permit.person
    desk = await school_breaks.load_desk(db, year, break_id, body.place.ref(), reach=own)
    asked = body.school_break(desk.place)
    change = keep_break(desk, asked, if_match=if_match)
    stored = school_breaks.store_break(
        db, year, break_id, asked, change, replaces=desk.version, by=by, now=now, reach=own
    )
    return versioned(request, await stored)


@router.delete(
    "/{break_id}", operation_id="deleteSchoolBreak", status_code=204, responses=reads(404, 409)
)
async def delete_break(
    year: YearPath, break_id: UUID, permit: Keeper, db: Write, now: Now
) -> Response:
    desk = await school_breaks.load_desk(db, year, break_id, None, reach=permit.reach)
    remove_break(desk)
    await school_breaks.delete_break(db, break_id, version=desk.version, by=permit.person, now=now)
    return Response(status_code=204)
