"""Coverage: obligations counted, live and as published."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.answers import ok
from api.calls import HttpCall, Requires
from api.queries import PlaceQuery
from api.refusals import reads
from api.types import CutCode, StreamCode, Year
from domain.access.scopes import Scope
from domain.reporting.coverage import CoverageLevel
from persistence.database import Reading
from persistence.reporting.coverage import CoverageFilter, read_coverage

router = APIRouter(prefix="/v1/coverage", tags=["coverage"])
Reader = Annotated[HttpCall[Reading], Requires(Scope.COVERAGE_READ)]


class CoverageQuery(PlaceQuery):
    """What is counted, and by what."""

    by: CoverageLevel = CoverageLevel.REGION
    year: Year | None = None
    stream: StreamCode | None = None
    cut: CutCode | None = None


@router.get("", operation_id="getCoverage", responses=reads())
async def get_coverage(query: Annotated[CoverageQuery, Query()], call: Reader) -> Response:
    chosen = query.into(CoverageFilter)
    return ok(await read_coverage(call, query.by, chosen))
