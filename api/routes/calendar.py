"""Routes of the calendar: years, streams, cuts; everyone reads, the ministry writes."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.answers import as_of_now, kept, shown, versioned
from api.deps import IfMatch, Now, Read, Rehearse, Write
from api.refusals import CREATED, keeps, puts, reads, writes
from api.schemas.calendar import (
    CutChange,
    CutDates,
    CutPath,
    StreamContent,
    StreamPath,
    YearOpening,
)
from api.schemas.types import StreamCode, Year, YearPath
from api.security import Requires
from domain.access import Permit, Scope
from domain.calendar import CutCode, CutState, day_of, keep_cut, keep_stream, open_year
from persistence import calendar
from persistence.calendar import CutFilter

router = APIRouter(prefix="/v1", tags=["calendar"])
Reader = Annotated[Permit, Requires(Scope.CATALOGUE_READ)]
Keeper = Annotated[Permit, Requires(Scope.CALENDAR_WRITE)]
OfYear = Annotated[Year | None, Query()]


@router.get("/years", operation_id="listYears", responses=reads())
async def list_years(_: Reader, db: Read) -> Response:
    return shown(await calendar.show_years(db))


@router.get("/years/{year}", operation_id="getYear", responses=reads(404))
async def get_year(year: YearPath, _: Reader, db: Read, now: Now) -> Response:
    return shown(await calendar.show_year(db, year, now=now))


@router.put("/years/{year}", operation_id="openYear", responses=keeps())
async def put_year(
    year: YearPath,
    body: YearOpening,
    permit: Keeper,
    db: Write,
    now: Now,
    dry_run: bool = False,
) -> Response:
    asked = body.asked(year)
    desk = await calendar.load_year_desk(db, asked)
    plan = open_year(desk, asked, today=day_of(now))
    opened = calendar.store_year(db, year, plan, dry_run=dry_run, by=permit.person, now=now)
    return kept(await opened)


@router.put("/years/{year}/streams/{code}", operation_id="putStream", responses=keeps())
async def put_stream(
    year: YearPath, code: StreamPath, body: StreamContent, permit: Keeper, db: Write, now: Now
) -> Response:
    asked = body.stream()
    desk = await calendar.load_stream_desk(db, year, code, asked)
    change = keep_stream(desk, asked)
    stored = calendar.store_stream(db, year, code, asked, change, by=permit.person, now=now)
    return kept(await stored)


@router.get("/streams", operation_id="listStreams", responses=reads())
async def list_streams(_: Reader, db: Read, year: OfYear = None) -> Response:
    return shown(await calendar.show_streams(db, year=year))


@router.get("/report-cuts", operation_id="listReportCuts", responses=reads())
async def list_cuts(
    _: Reader,
    db: Read,
    now: Now,
    year: OfYear = None,
    stream: Annotated[StreamCode | None, Query()] = None,
    state: Annotated[CutState | None, Query()] = None,
) -> Response:
    return shown(await calendar.show_cuts(db, CutFilter(year, stream, state), now=now))


@router.get("/report-cuts/{code}", operation_id="getReportCut", responses=reads(404))
async def get_cut(code: CutPath, _: Reader, db: Read, now: Now) -> Response:
    return as_of_now(await calendar.show_cut(db, code, now=now))


@router.put("/report-cuts/{code}", operation_id="putReportCut", responses=puts())
async def put_cut(
    request: Request,
    code: CutPath,
    body: CutChange,
    permit: Keeper,
    db: Write,
    now: Now,
    if_match: IfMatch,
) -> Response:
    named = CutCode.read(code)
    asked = body.cut(named.ordinal)
    desk = await calendar.load_cut_desk(db, named)
    change = keep_cut(desk, asked, if_match=if_match)
    stored = calendar.change_cut(
        db, named, asked, desk, change, preview=body.preview, by=permit.person, now=now
    )
    return versioned(request, await stored)


@router.post("/report-cuts/{code}/preview", operation_id="previewReportCut", responses=writes())
async def preview_cut(
    code: CutPath, body: CutDates, permit: Keeper, db: Rehearse, now: Now
) -> Response:
    named = CutCode.read(code)
    asked = body.cut(named.ordinal)
    desk = await calendar.load_cut_desk(db, named)
    change = keep_cut(desk, asked, if_match=desk.version)
    would = calendar.preview_cut(db, named, asked, desk, change, by=permit.person, now=now)
    return shown(await would)


@router.post(
    "/report-cuts/{code}/consolidation",
    operation_id="consolidateReportCut",
    responses=CREATED | reads(404, 409),
)
async def consolidate_cut(code: CutPath, permit: Keeper, db: Write, now: Now) -> Response:
    published = calendar.consolidate_cut(db, code, by=permit.person, reach=permit.reach, now=now)
    return kept(await published)
