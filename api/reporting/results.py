"""Routes of the results of teachers as figures; releasing them: load, decide, store, show."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.answers import kept, shown
from api.deps import Now, Read, Under, Write
from api.refusals import CREATED, reads
from api.reporting.calendar import CutPath
from api.security import Requires
from api.types import CutCode
from domain.access.permits import Permit
from domain.access.scopes import Scope
from persistence.reporting.results import changing, reading, releasing
from persistence.reporting.results.reading import Level

router = APIRouter(prefix="/v1", tags=["coverage"])


@router.get("/results", operation_id="getResults", responses=reads(404))
async def get_results(
    permit: Annotated[Permit, Requires(Scope.COVERAGE_READ)],
    db: Read,
    under: Under,
    cut: Annotated[CutCode, Query()],
    by: Annotated[Level, Query()] = Level.REGION,
) -> Response:
    told = reading.show_results(
        db,
        cut,
        by,
        under=under,
        reach=permit.reach,
        teachers=permit.reach_of(Scope.TEACHER_RESULTS_READ),
    )
    return shown(await told)


@router.get("/result-changes", operation_id="getResultChanges", responses=reads(404))
async def get_result_changes(
    permit: Annotated[Permit, Requires(Scope.COVERAGE_READ)],
    db: Read,
    under: Under,
    before: Annotated[CutCode, Query(alias="from")],
    after: Annotated[CutCode, Query(alias="to")],
    by: Annotated[Level, Query()] = Level.REGION,
) -> Response:
    told = changing.show_changes(
        db,
        before,
        after,
        by,
        under=under,
        reach=permit.reach,
        teachers=permit.reach_of(Scope.TEACHER_RESULTS_READ),
    )
    return shown(await told)


@router.put("/results/{code}", operation_id="releaseResults", responses=CREATED | reads(404, 409))
async def release_results(
    code: CutPath,
    permit: Annotated[Permit, Requires(Scope.CALENDAR_WRITE)],
    db: Write,
    now: Now,
) -> Response:
    return kept(await releasing.release(db, code, by=permit.person, reach=permit.reach, now=now))
