"""The results of teachers as figures, their change between two cuts, and their release."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import Field

from api.answers import created_or_ok, ok
from api.calls import HttpCall, Requires
from api.queries import PlaceQuery
from api.refusals import CREATED, reads, writes_without_body
from api.reporting.calendar import CutPath
from api.types import CutCode
from domain.access.scopes import Scope
from domain.reporting.results import ResultLevel
from persistence.database import Reading, Transacting
from persistence.reporting.results.reading import ResultFilter, read_results
from services.reporting import results

router = APIRouter(prefix="/v1", tags=["coverage"])
Reader = Annotated[HttpCall[Reading], Requires(Scope.COVERAGE_READ)]
Releaser = Annotated[HttpCall[Transacting], Requires(Scope.CALENDAR_WRITE)]


class ResultsQuery(PlaceQuery):
    """Of which cut, level and place."""

    cut: CutCode
    by: ResultLevel = ResultLevel.REGION


class ResultChangesQuery(PlaceQuery):
    """Between which cuts, of which level and place."""

    before: Annotated[CutCode, Field(alias="from")]
    after: Annotated[CutCode, Field(alias="to")]
    by: ResultLevel = ResultLevel.REGION


@router.get("/results", operation_id="getResults", responses=reads(404))
async def get_results(query: Annotated[ResultsQuery, Query()], call: Reader) -> Response:
    return ok(await read_results(call, query.cut, query.into(ResultFilter)))


@router.get("/result-changes", operation_id="getResultChanges", responses=reads(404))
async def get_result_changes(
    query: Annotated[ResultChangesQuery, Query()], call: Reader
) -> Response:
    chosen = query.into(ResultFilter)
    return ok(await results.compare(call, query.before, query.after, chosen))


@router.put(
    "/results/{code}",
    operation_id="releaseResults",
    responses=CREATED | writes_without_body(404, 409),
)
async def release_results(code: CutPath, call: Releaser) -> Response:
    return created_or_ok(await results.release(call, code))
