"""Routes of the territory and of the catalogue of the model: the same answer for every caller."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.answers import shown
from api.deps import Read
from api.refusals import reads
from api.security import Requires
from api.types import CodePath, Q
from domain.access.permits import Permit
from domain.access.scopes import Scope
from persistence.territory import territory

router = APIRouter(prefix="/v1", tags=["territory"])
Reader = Annotated[Permit, Requires(Scope.CATALOGUE_READ)]


@router.get("/regions", operation_id="listRegions", responses=reads())
async def list_regions(_: Reader, db: Read) -> Response:
    return shown(await territory.show_regions(db))


@router.get("/regions/{code}", operation_id="getRegion", responses=reads(404))
async def get_region(code: CodePath, _: Reader, db: Read) -> Response:
    return shown(await territory.show_region(db, code))


@router.get("/igeds", operation_id="listIgeds", responses=reads())
async def list_igeds(
    _: Reader,
    db: Read,
    region: Annotated[str | None, Query(pattern=r"^[0-9]{6}$")] = None,
    q: Q = None,
) -> Response:
    return shown(await territory.show_igeds(db, region=region, q=q))


@router.get("/igeds/{code}", operation_id="getIged", responses=reads(404))
async def get_iged(code: CodePath, _: Reader, db: Read) -> Response:
    return shown(await territory.show_iged(db, code))


@router.get("/catalogue", operation_id="getCatalogue", responses=reads())
async def get_catalogue(_: Reader, db: Read) -> Response:
    return shown(await territory.show_catalogue(db))
