"""Routes of what accompaniment came to: indicators by place, a school on one page, teachers."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.answers import shown
from api.deps import Now, Read, Under, Wanted
from api.paging import paged
from api.refusals import reads
from api.security import Requires
from api.types import InstitutionCode, Year
from domain.access.permits import Permit
from domain.access.scopes import Scope
from domain.reporting.calendar.cuts import day_of
from persistence.accompaniment.practice import indicators, school, teachers
from persistence.accompaniment.practice import mine as practice_mine
from persistence.accompaniment.practice.indicators import Level
from persistence.accompaniment.practice.teachers import Moment

router = APIRouter(prefix="/v1", tags=["practice"])
MayRead = Annotated[Permit, Requires(Scope.PRACTICE_READ)]


@router.get("/practice", operation_id="getPractice", responses=reads(404))
async def get_practice(
    permit: MayRead,
    db: Read,
    now: Now,
    under: Under,
    year: Annotated[Year, Query()],
    by: Annotated[Level, Query()] = Level.REGION,
) -> Response:
    told = indicators.show_indicators(
        db,
        by,
        year=year,
        day=day_of(now),
        under=under,
        reach=permit.reach,
        people=permit.reach_of(Scope.VISITS_READ),
    )
    return shown(await told)


@router.get(
    "/institutions/{code}/practice", operation_id="getInstitutionPractice", responses=reads(404)
)
async def get_institution_practice(
    code: InstitutionCode,
    permit: MayRead,
    db: Read,
    now: Now,
    year: Annotated[Year, Query()],
) -> Response:
    told = school.show_school(
        db,
        code,
        year=year,
        reach=permit.reach,
        people=permit.reach_of(Scope.VISITS_READ),
        now=now,
        day=day_of(now),
    )
    return shown(await told)


@router.get("/practice/teachers", operation_id="listTeacherPractice", responses=reads())
async def list_teacher_practice(
    request: Request,
    permit: MayRead,
    db: Read,
    now: Now,
    wanted: Wanted,
    under: Under,
    year: Annotated[Year, Query()],
) -> Response:
    page = teachers.show_teachers(
        db,
        wanted,
        Moment(year, day_of(now), now),
        under=under,
        reach=permit.reach_of(Scope.VISITS_READ),
        results=permit.reach_of(Scope.TEACHER_RESULTS_READ),
    )
    return paged(request, await page)


@router.get("/me/practice", operation_id="getMyPractice", responses=reads(404))
async def get_my_practice(
    permit: Annotated[Permit, Requires(Scope.ME_READ)],
    db: Read,
    now: Now,
    year: Annotated[Year | None, Query()] = None,
) -> Response:
    mine = practice_mine.show_mine(db, permit.person, year=year, day=day_of(now), now=now)
    return shown(await mine)
