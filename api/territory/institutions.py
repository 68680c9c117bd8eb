"""Routes of schools, their standing in the JEC model and their yearly figures."""

import re
from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from api.answers import shown, versioned
from api.deps import IfMatch, Now, Read, Wanted, Write
from api.paging import paged
from api.refusals import puts, reads, reads_version, writes
from api.security import Requires
from api.types import Day, Name, Q, Sent, Words, YearPath, text
from domain.access.permits import Permit
from domain.access.scopes import Scope
from domain.territory.institutions import (
    LATITUDES,
    LONGITUDES,
    Area,
    Details,
    Figures,
    JecStatus,
    Management,
    Span,
)
from persistence.territory.institutions import figures, reading, registering, standing
from persistence.territory.institutions.reading import Filter

KEY = r"^[0-9]{7}-[0-9]$"
SIX = r"^[0-9]{6}$"


def _whole(sent: Any, *, width: int, rest: str) -> Any:
    """Refuse a code that lost zeros with the one it must be; any other is judged by its pattern."""
    if isinstance(sent, str) and (short := re.fullmatch(rf"([0-9]{{1,{width - 1}}}){rest}", sent)):
        whole = short[1].zfill(width) + sent[len(short[1]) :]
        raise PydanticCustomError("lost_zeros", "A code without its zeros", {"whole": whole})
    return sent


def _whole_key(sent: Any) -> Any:
    return _whole(sent, width=7, rest="-[0-9]")


def _whole_six(sent: Any) -> Any:
    return _whole(sent, width=6, rest="")


WholeKey = Annotated[str, StringConstraints(pattern=KEY), BeforeValidator(_whole_key), Path()]
WholeSix = Annotated[str, StringConstraints(pattern=SIX), BeforeValidator(_whole_six)]
SixQuery = Annotated[str | None, Query(pattern=SIX)]
Latitude = Annotated[float, Field(strict=True, ge=LATITUDES[0], le=LATITUDES[1])]
Longitude = Annotated[float, Field(strict=True, ge=LONGITUDES[0], le=LONGITUDES[1])]
Posts = Annotated[int, Field(strict=True, ge=0, le=9)]


def _degrees(sent: float | None) -> Decimal | None:
    return None if sent is None else round(Decimal(str(sent)), 6)


class InstitutionDraft(Sent):
    """A school as it is to be; what is left out is unknown."""

    name: Name
    iged: WholeSix
    premise_code: WholeSix | None = None
    area: Area
    management: Management
    ubigeo: WholeSix
    populated_place: Annotated[str, text(120, shortest=1)] | None = None
    latitude: Latitude | None = None
    longitude: Longitude | None = None

    def details(self) -> Details:
        """The same, without its IGED, as the domain has it."""
        return Details(
            self.name,
            self.premise_code,
            self.area,
            self.management,
            self.ubigeo,
            self.populated_place,
            _degrees(self.latitude),
            _degrees(self.longitude),
        )


class JecStatusDraft(Sent):
    """A change of standing in the JEC model."""

    status: JecStatus
    since: Day
    act_number: Annotated[str, text(80, shortest=1)] | None = None
    reason: Words | None = None

    def span(self) -> Span:
        """The same, as the domain has it."""
        return Span(self.status, self.since, self.act_number, self.reason)


class FiguresDraft(Sent):
    """The figures of one school year; a null is not known."""

    students: Annotated[int, Field(strict=True, ge=0, le=99_999)] | None = None
    teachers: Annotated[int, Field(strict=True, ge=0, le=9_999)] | None = None
    sections: Annotated[int, Field(strict=True, ge=0, le=999)] | None = None
    weekly_hours: Annotated[int, Field(strict=True, ge=1, le=60)] = 45
    cp_posts: Posts = 1
    ct_posts: Posts = 1

    def figures(self) -> Figures:
        """The same, as the domain has it."""
        return Figures(
            self.students,
            self.teachers,
            self.sections,
            self.weekly_hours,
            self.cp_posts,
            self.ct_posts,
        )


router = APIRouter(prefix="/v1/institutions", tags=["institutions"])
Reader = Annotated[Permit, Requires(Scope.INSTITUTIONS_READ)]
Writer = Annotated[Permit, Requires(Scope.INSTITUTIONS_WRITE)]
Counter = Annotated[Permit, Requires(Scope.STATISTICS_WRITE)]


@router.get("", operation_id="listInstitutions", responses=reads())
async def list_institutions(
    request: Request,
    permit: Reader,
    db: Read,
    now: Now,
    wanted: Wanted,
    q: Q = None,
    region: SixQuery = None,
    iged: SixQuery = None,
    area: Annotated[Area | None, Query()] = None,
    status: Annotated[JecStatus | None, Query()] = None,
    demonstration: Annotated[bool | None, Query()] = None,
) -> Response:
    chosen = Filter(q, region, iged, area, status, demonstration)
    page = await reading.show_page(db, wanted, chosen, reach=permit.reach, now=now)
    return paged(request, page)


@router.get("/{code}", operation_id="getInstitution", responses=reads_version())
async def get_institution(
    request: Request, code: WholeKey, permit: Reader, db: Read, now: Now
) -> Response:
    return versioned(request, await reading.show_one(db, code, reach=permit.reach, now=now))


@router.put("/{code}", operation_id="putInstitution", responses=puts())
async def put_institution(
    request: Request,
    code: WholeKey,
    body: InstitutionDraft,
    permit: Writer,
    db: Write,
    now: Now,
    if_match: IfMatch,
) -> Response:
    kept = registering.keep(
        db, code, body.details(), iged=body.iged, permit=permit, if_match=if_match, now=now
    )
    return versioned(request, await kept)


@router.put("/{code}/jec-status", operation_id="putJecStatus", responses=writes())
async def put_jec_status(
    request: Request, code: WholeKey, body: JecStatusDraft, permit: Writer, db: Write, now: Now
) -> Response:
    kept = standing.keep_status(db, code, body.span(), permit=permit, now=now)
    return versioned(request, await kept)


@router.get("/{code}/years", operation_id="listInstitutionYears", responses=reads(404))
async def list_years(code: WholeKey, permit: Reader, db: Read) -> Response:
    return shown(await figures.show_figures(db, code, reach=permit.reach))


@router.get("/{code}/years/{year}", operation_id="getInstitutionYear", responses=reads_version())
async def get_year(
    request: Request, code: WholeKey, year: YearPath, permit: Reader, db: Read
) -> Response:
    return versioned(request, await figures.show_year(db, code, year, reach=permit.reach))


@router.put("/{code}/years/{year}", operation_id="putInstitutionYear", responses=puts())
async def put_year(
    request: Request,
    code: WholeKey,
    year: YearPath,
    body: FiguresDraft,
    permit: Counter,
    db: Write,
    now: Now,
    if_match: IfMatch,
) -> Response:
    kept = figures.keep_figures(
        db, code, year, body.figures(), permit=permit, if_match=if_match, now=now
    )
    return versioned(request, await kept)
