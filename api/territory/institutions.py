"""Schools, their standing in the JEC model and their yearly figures."""

import re
from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from api.answers import ok, versioned
from api.calls import HttpCall, Requires
from api.paging import paged
from api.queries import PageQuery
from api.refusals import puts, reads, reads_version, writes
from api.types import Day, Name, SearchWords, Sent, SixDigits, Words, YearPath, line
from domain.access.scopes import Scope
from domain.territory.institutions.figures import SchoolFigures
from domain.territory.institutions.jec_status import StatusSpan
from domain.territory.institutions.model import (
    LATITUDES,
    LONGITUDES,
    JecStatus,
    Management,
    SchoolArea,
)
from domain.territory.institutions.registering import SchoolDetails
from persistence.database import Reading, Transacting
from persistence.territory.institutions.figures import read_year, read_years
from persistence.territory.institutions.reading import (
    InstitutionFilter,
    read_institution,
    read_institutions,
)
from services.territory import institutions

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


def _to_six_decimals(sent: float) -> float:
    return float(round(Decimal(str(sent)), 6))


Latitude = Annotated[
    float, Field(strict=True, ge=LATITUDES[0], le=LATITUDES[1]), AfterValidator(_to_six_decimals)
]
Longitude = Annotated[
    float, Field(strict=True, ge=LONGITUDES[0], le=LONGITUDES[1]), AfterValidator(_to_six_decimals)
]
Posts = Annotated[int, Field(strict=True, ge=0, le=9)]


class InstitutionDraft(Sent):
    """A school as it is to be; what is left out is unknown."""

    name: Name
    iged: WholeSix
    premise_code: WholeSix | None = None
    area: SchoolArea
    management: Management
    ubigeo: WholeSix
    populated_place: Annotated[str, line(120, shortest=1)] | None = None
    latitude: Latitude | None = None
    longitude: Longitude | None = None


class JecStatusDraft(Sent):
    """A change of standing in the JEC model, by its act."""

    status: JecStatus
    since: Day
    act_number: Annotated[str, line(80, shortest=1)]
    act_date: Day
    reason: Words


class FiguresDraft(Sent):
    """The figures of one school year; a null is not known."""

    students: Annotated[int, Field(strict=True, ge=0, le=99_999)] | None = None
    teachers: Annotated[int, Field(strict=True, ge=0, le=9_999)] | None = None
    sections: Annotated[int, Field(strict=True, ge=0, le=999)] | None = None
    weekly_hours: Annotated[int, Field(strict=True, ge=1, le=60)] = 45
    cp_posts: Posts = 1
    ct_posts: Posts = 1


router = APIRouter(prefix="/v1/institutions", tags=["institutions"])
Reader = Annotated[HttpCall[Reading], Requires(Scope.INSTITUTIONS_READ)]
Writer = Annotated[HttpCall[Transacting], Requires(Scope.INSTITUTIONS_WRITE)]
FiguresWriter = Annotated[HttpCall[Transacting], Requires(Scope.STATISTICS_WRITE)]


class InstitutionsQuery(PageQuery):
    """Which schools."""

    q: SearchWords | None = None
    region: SixDigits | None = None
    iged: SixDigits | None = None
    area: SchoolArea | None = None
    status: JecStatus | None = None
    demonstration: bool | None = None


@router.get("", operation_id="listInstitutions", responses=reads())
async def list_institutions(query: Annotated[InstitutionsQuery, Query()], call: Reader) -> Response:
    chosen = query.into(InstitutionFilter)
    return paged(call, await read_institutions(call, query.page(call), chosen))


@router.get("/{code}", operation_id="getInstitution", responses=reads_version())
async def get_institution(code: WholeKey, call: Reader) -> Response:
    return versioned(call, await read_institution(call, code))


@router.put("/{code}", operation_id="putInstitution", responses=puts())
async def put_institution(code: WholeKey, body: InstitutionDraft, call: Writer) -> Response:
    return versioned(call, await institutions.put(call, code, body.iged, body.into(SchoolDetails)))


@router.put("/{code}/jec-status", operation_id="putJecStatus", responses=writes())
async def put_jec_status(code: WholeKey, body: JecStatusDraft, call: Writer) -> Response:
    return versioned(call, await institutions.put_status(call, code, body.into(StatusSpan)))


@router.get("/{code}/years", operation_id="listInstitutionYears", responses=reads(404))
async def list_years(code: WholeKey, call: Reader) -> Response:
    return ok(await read_years(call, code))


@router.get("/{code}/years/{year}", operation_id="getInstitutionYear", responses=reads_version())
async def get_year(code: WholeKey, year: YearPath, call: Reader) -> Response:
    return versioned(call, await read_year(call, code, year))


@router.put("/{code}/years/{year}", operation_id="putInstitutionYear", responses=puts())
async def put_year(
    code: WholeKey, year: YearPath, body: FiguresDraft, call: FiguresWriter
) -> Response:
    return versioned(call, await institutions.put_year(call, code, year, body.into(SchoolFigures)))
