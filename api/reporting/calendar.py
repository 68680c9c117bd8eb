"""The calendar: years, streams, cuts; everyone reads, the ministry writes."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from pydantic import Field, StrictBool, StringConstraints

from api.answers import created_or_ok, ok, versioned, with_etag
from api.calls import HttpCall, Requires
from api.instruments.instruments import InstrumentCode, Title
from api.queries import ListQuery
from api.refusals import CREATED, keeps, puts, reads, writes, writes_without_body
from api.types import Day, Moment, Sent, StreamCode, Year, YearPath
from domain.access.roles import Role
from domain.access.scopes import Scope
from domain.reporting.calendar.cuts import Cut, CutCode, CutStage, CutState
from domain.reporting.calendar.streams import DAYS, Stream, Subject, SubjectKind
from domain.reporting.calendar.years import YearRequest
from persistence.database import Reading, Transacting
from persistence.reporting.calendar.cuts import CutFilter, read_cut, read_cuts
from persistence.reporting.calendar.streams import read_streams
from persistence.reporting.calendar.years import read_year, read_years
from services.reporting import calendar

CutPath = Annotated[str, Path(pattern=r"^20[0-9]{2}-[a-z_]{1,40}-[1-9]$")]
StreamPath = Annotated[str, Path(pattern=r"^[a-z_]{1,40}$")]


class YearOpening(Sent):
    """The year to copy and the days of the new one."""

    copy_from: Year
    starts_on: Day
    ends_on: Day
    weekly_hours: Annotated[int, Field(ge=1, le=60)] | None = None
    demonstration: StrictBool = False


class StreamInstrument(Sent):
    """The instrument that is answered about one kind of subject."""

    subject: Subject
    instrument: InstrumentCode


Days = Annotated[int, Field(strict=True, ge=0, le=120)]


class StreamContent(Sent):
    """Who declares about whom, on which instruments, and who reviews it."""

    ordinal: Annotated[int, Field(ge=1, le=99)]
    name: Title
    name_en: Title
    declarant_roles: Annotated[list[Role], Field(min_length=1, max_length=10)]
    subject_kind: SubjectKind
    instruments: Annotated[list[StreamInstrument], Field(min_length=1, max_length=3)]
    review_required: StrictBool
    reviewer_role: Role | None = None
    enabled: StrictBool
    correction_days: Days = DAYS
    reception_days: Days = DAYS


class CutDates(Sent):
    """The window of a cut and the period of its observations."""

    stage: CutStage
    opens_at: Moment
    closes_at: Moment
    period_from: Day
    period_to: Day

    def cut(self, code: CutCode) -> Cut:
        """The same, as the domain has it."""
        return self.into(Cut, ordinal=code.ordinal)


class CutChange(CutDates):
    """The same, with the proof of having seen what it does to a cut that has opened."""

    preview: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] | None = None


class CutsQuery(ListQuery):
    """Which cuts."""

    year: Year | None = None
    stream: StreamCode | None = None
    state: CutState | None = None


router = APIRouter(prefix="/v1", tags=["calendar"])
Reader = Annotated[HttpCall[Reading], Requires(Scope.CATALOGUE_READ)]
Keeper = Annotated[HttpCall[Transacting], Requires(Scope.CALENDAR_WRITE)]


@router.get("/years", operation_id="listYears", responses=reads())
async def list_years(call: Reader) -> Response:
    return ok(await read_years(call))


@router.get("/years/{year}", operation_id="getYear", responses=reads(404))
async def get_year(year: YearPath, call: Reader) -> Response:
    return ok(await read_year(call, year))


@router.put("/years/{year}", operation_id="openYear", responses=keeps())
async def put_year(
    year: YearPath, body: YearOpening, call: Keeper, dry_run: bool = False
) -> Response:
    request = body.into(YearRequest, year=year)
    return created_or_ok(await calendar.open_school_year(call, request, dry_run=dry_run))


@router.put("/years/{year}/streams/{code}", operation_id="putStream", responses=keeps())
async def put_stream(
    year: YearPath, code: StreamPath, body: StreamContent, call: Keeper
) -> Response:
    return created_or_ok(await calendar.put_stream(call, year, code, body.into(Stream)))


@router.get("/streams", operation_id="listStreams", responses=reads())
async def list_streams(call: Reader, year: Annotated[Year | None, Query()] = None) -> Response:
    return ok(await read_streams(call, year))


@router.get("/report-cuts", operation_id="listReportCuts", responses=reads())
async def list_cuts(query: Annotated[CutsQuery, Query()], call: Reader) -> Response:
    return ok(await read_cuts(call, query.into(CutFilter)))


@router.get("/report-cuts/{code}", operation_id="getReportCut", responses=reads(404))
async def get_cut(code: CutPath, call: Reader) -> Response:
    return with_etag(await read_cut(call, code))


@router.put("/report-cuts/{code}", operation_id="putReportCut", responses=puts())
async def put_cut(code: CutPath, body: CutChange, call: Keeper) -> Response:
    named = CutCode.read(code)
    change = calendar.put_cut(call, named, body.cut(named), preview=body.preview)
    return versioned(call, await change)


@router.post("/report-cuts/{code}/preview", operation_id="previewReportCut", responses=writes())
async def preview_cut(code: CutPath, body: CutDates, call: Keeper) -> Response:
    named = CutCode.read(code)
    return ok(await calendar.preview_cut(call, named, body.cut(named)))


@router.post(
    "/report-cuts/{code}/consolidation",
    operation_id="consolidateReportCut",
    responses=CREATED | writes_without_body(404, 409),
)
async def consolidate_cut(code: CutPath, call: Keeper) -> Response:
    return created_or_ok(await calendar.consolidate_cut(call, code))
