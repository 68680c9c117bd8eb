"""The territory and the catalogue of the model: the same answer for every caller."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.answers import FOR_EVERYBODY, kept
from api.calls import HttpCall, Requires
from api.queries import ListQuery
from api.refusals import NOT_MODIFIED, reads
from api.types import CodePath, SearchWords, SixDigits
from domain.access.scopes import Scope
from persistence.database import Reading
from persistence.territory.territory import (
    read_catalogue,
    read_iged,
    read_igeds,
    read_region,
    read_regions,
)

router = APIRouter(prefix="/v1", tags=["territory"])
Reader = Annotated[HttpCall[Reading], Requires(Scope.CATALOGUE_READ)]


class IgedsQuery(ListQuery):
    """Which of the official bodies."""

    region: SixDigits | None = None
    q: SearchWords | None = None


@router.get("/regions", operation_id="listRegions", responses=NOT_MODIFIED | reads())
async def list_regions(call: Reader) -> Response:
    return kept(call, await read_regions(call), FOR_EVERYBODY)


@router.get("/regions/{code}", operation_id="getRegion", responses=NOT_MODIFIED | reads(404))
async def get_region(code: CodePath, call: Reader) -> Response:
    return kept(call, await read_region(call, code), FOR_EVERYBODY)


@router.get("/igeds", operation_id="listIgeds", responses=NOT_MODIFIED | reads())
async def list_igeds(query: Annotated[IgedsQuery, Query()], call: Reader) -> Response:
    return kept(call, await read_igeds(call, region=query.region, q=query.q), FOR_EVERYBODY)


@router.get("/igeds/{code}", operation_id="getIged", responses=NOT_MODIFIED | reads(404))
async def get_iged(code: CodePath, call: Reader) -> Response:
    return kept(call, await read_iged(call, code), FOR_EVERYBODY)


@router.get("/catalogue", operation_id="getCatalogue", responses=NOT_MODIFIED | reads())
async def get_catalogue(call: Reader) -> Response:
    return kept(call, await read_catalogue(call), FOR_EVERYBODY)
