"""Routes of the calendar: years, streams, cuts; everyone reads, the ministry writes."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import Field, StrictBool, StringConstraints

from api.answers import as_of_now, kept, shown, versioned
from api.deps import IfMatch, Now, Read, Rehearse, Write
from api.instruments.instruments import InstrumentCode, Title
from api.refusals import CREATED, keeps, puts, reads, writes
from api.security import Requires
from api.types import Day, Moment, Sent, StreamCode, Year, YearPath
from domain.access.permits import Permit
from domain.access.roles import Role
from domain.access.scopes import Scope
from domain.reporting.calendar.cuts import Cut, CutCode, CutState, Stage, day_of, keep_cut
from domain.reporting.calendar.streams import DAYS, Stream, Subject, SubjectKind, keep_stream
from domain.reporting.calendar.years import YearAsked, open_year
from persistence.reporting.calendar import changing, consolidating, cuts, streams, years
from persistence.reporting.calendar.cuts import CutFilter

CutPath = Annotated[str, Path(pattern=r"^20[0-9]{2}-[a-z_]{1,40}-[1-9]$")]
StreamPath = Annotated[str, Path(pattern=r"^[a-z_]{1,40}$")]


class YearOpening(Sent):
    """The year to copy and the days of the new one."""

    copy_from: Year
    starts_on: Day
    ends_on: Day
    weekly_hours: Annotated[int, Field(ge=1, le=60)] | None = None
    demonstration: StrictBool = False

    def asked(self, year: int) -> YearAsked:
        """The same, as the domain has it."""
        return YearAsked(
            year,
            self.copy_from,
            self.starts_on,
            self.ends_on,
            self.weekly_hours,
            self.demonstration,
        )


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

    def stream(self) -> Stream:
        """The same, as the domain has it."""
        return Stream(
            self.ordinal,
            self.name,
            self.name_en,
            frozenset(self.declarant_roles),
            self.subject_kind,
            tuple((each.subject, each.instrument) for each in self.instruments),
            self.review_required,
            self.reviewer_role,
            self.enabled,
            self.correction_days,
            self.reception_days,
        )


class CutDates(Sent):
    """The window of a cut and the period of its observations."""

    stage: Stage
    opens_at: Moment
    closes_at: Moment
    period_from: Day
    period_to: Day

    def cut(self, ordinal: int) -> Cut:
        """The same, as the domain has it."""
        return Cut(
            ordinal, self.stage, self.opens_at, self.closes_at, self.period_from, self.period_to
        )


class CutChange(CutDates):
    """The same, with the proof of having seen what it does to a cut that has opened."""

    preview: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] | None = None


router = APIRouter(prefix="/v1", tags=["calendar"])
Reader = Annotated[Permit, Requires(Scope.CATALOGUE_READ)]
Keeper = Annotated[Permit, Requires(Scope.CALENDAR_WRITE)]
OfYear = Annotated[Year | None, Query()]


@router.get("/years", operation_id="listYears", responses=reads())
async def list_years(_: Reader, db: Read) -> Response:
    return shown(await years.show_years(db))


@router.get("/years/{year}", operation_id="getYear", responses=reads(404))
async def get_year(year: YearPath, _: Reader, db: Read, now: Now) -> Response:
    return shown(await years.show_year(db, year, now=now))


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
    desk = await years.load_year_desk(db, asked)
    plan = open_year(desk, asked, today=day_of(now))
    opened = years.store_year(db, year, plan, dry_run=dry_run, by=permit.person, now=now)
    return kept(await opened)


@router.put("/years/{year}/streams/{code}", operation_id="putStream", responses=keeps())
async def put_stream(
    year: YearPath, code: StreamPath, body: StreamContent, permit: Keeper, db: Write, now: Now
) -> Response:
    asked = body.stream()
    desk = await streams.load_stream_desk(db, year, code, asked)
    change = keep_stream(desk, asked)
    stored = streams.store_stream(db, year, code, asked, change, by=permit.person, now=now)
    return kept(await stored)


@router.get("/streams", operation_id="listStreams", responses=reads())
async def list_streams(_: Reader, db: Read, year: OfYear = None) -> Response:
    return shown(await streams.show_streams(db, year=year))


@router.get("/report-cuts", operation_id="listReportCuts", responses=reads())
async def list_cuts(
    _: Reader,
    db: Read,
    now: Now,
    year: OfYear = None,
    stream: Annotated[StreamCode | None, Query()] = None,
    state: Annotated[CutState | None, Query()] = None,
) -> Response:
    return shown(await cuts.show_cuts(db, CutFilter(year, stream, state), now=now))


@router.get("/report-cuts/{code}", operation_id="getReportCut", responses=reads(404))
async def get_cut(code: CutPath, _: Reader, db: Read, now: Now) -> Response:
    return as_of_now(await cuts.show_cut(db, code, now=now))


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
    desk = await cuts.load_cut_desk(db, named)
    change = keep_cut(desk, asked, if_match=if_match)
    stored = changing.change_cut(
        db, named, asked, desk, change, preview=body.preview, by=permit.person, now=now
    )
    return versioned(request, await stored)


@router.post("/report-cuts/{code}/preview", operation_id="previewReportCut", responses=writes())
async def preview_cut(
    code: CutPath, body: CutDates, permit: Keeper, db: Rehearse, now: Now
) -> Response:
    named = CutCode.read(code)
    asked = body.cut(named.ordinal)
    desk = await cuts.load_cut_desk(db, named)
    change = keep_cut(desk, asked, if_match=desk.version)
    would = changing.preview_cut(db, named, asked, desk, change, by=permit.person, now=now)
    return shown(await would)


@router.post(
    "/report-cuts/{code}/consolidation",
    operation_id="consolidateReportCut",
    responses=CREATED | reads(404, 409),
)
async def consolidate_cut(code: CutPath, permit: Keeper, db: Write, now: Now) -> Response:
    published = consolidating.consolidate_cut(
        db, code, by=permit.person, reach=permit.reach, now=now
    )
    return kept(await published)
