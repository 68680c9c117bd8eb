"""Routes of schools, their standing in the JEC model and their yearly figures."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.answers import shown, versioned
from api.deps import IfMatch, Now, Read, Wanted, Write
from api.paging import paged
from api.refusals import puts, reads, reads_version, writes
from api.schemas.institutions import (
    FiguresDraft,
    InstitutionDraft,
    JecStatusDraft,
    SixQuery,
    WholeKey,
)
from api.schemas.types import Q, YearPath
from api.security import Requires
from domain.access import Permit, Scope
from domain.institutions import Area, JecStatus
from persistence import institutions
from persistence.institutions import Filter

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
    page = await institutions.show_page(db, wanted, chosen, reach=permit.reach, now=now)
    return paged(request, page)


@router.get("/{code}", operation_id="getInstitution", responses=reads_version())
async def get_institution(
    request: Request, code: WholeKey, permit: Reader, db: Read, now: Now
) -> Response:
    return versioned(request, await institutions.show_one(db, code, reach=permit.reach, now=now))


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
    kept = institutions.keep(
        db, code, body.details(), iged=body.iged, permit=permit, if_match=if_match, now=now
    )
    return versioned(request, await kept)


@router.put("/{code}/jec-status", operation_id="putJecStatus", responses=writes())
async def put_jec_status(
    request: Request, code: WholeKey, body: JecStatusDraft, permit: Writer, db: Write, now: Now
) -> Response:
    kept = institutions.keep_status(db, code, body.span(), permit=permit, now=now)
    return versioned(request, await kept)


@router.get("/{code}/years", operation_id="listInstitutionYears", responses=reads(404))
async def list_years(code: WholeKey, permit: Reader, db: Read) -> Response:
    return shown(await institutions.show_figures(db, code, reach=permit.reach))


@router.get("/{code}/years/{year}", operation_id="getInstitutionYear", responses=reads_version())
async def get_year(
    request: Request, code: WholeKey, year: YearPath, permit: Reader, db: Read
) -> Response:
    return versioned(request, await institutions.show_year(db, code, year, reach=permit.reach))


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
    kept = institutions.keep_figures(
        db, code, year, body.figures(), permit=permit, if_match=if_match, now=now
    )
    return versioned(request, await kept)
