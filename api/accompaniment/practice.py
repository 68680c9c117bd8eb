"""What accompaniment came to: indicators by place, a school on one page, teachers."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.answers import ok
from api.calls import HttpCall, Requires
from api.paging import paged
from api.queries import ListQuery, PageQuery, PlaceQuery
from api.refusals import reads
from api.types import InstitutionCode, Year
from domain.access.scopes import Scope
from domain.accompaniment.practice.indicators import PlaceLevel
from persistence.accompaniment.practice.mine import read_my_practice
from persistence.accompaniment.practice.teachers import read_teachers
from persistence.database import Json, Reading
from persistence.mapping import columns, to_text
from services.accompaniment import practice

router = APIRouter(prefix="/v1", tags=["practice"])
Reader = Annotated[HttpCall[Reading], Requires(Scope.PRACTICE_READ)]
Myself = Annotated[HttpCall[Reading], Requires(Scope.ME_READ)]


class PracticeQuery(PlaceQuery):
    """Which school year, grouped by what."""

    year: Year
    by: PlaceLevel = PlaceLevel.REGION


class SchoolPracticeQuery(ListQuery):
    """Which school year."""

    year: Year


class TeacherPracticeQuery(PageQuery, PlaceQuery):
    """Which school year."""

    year: Year


class MyPracticeQuery(ListQuery):
    """Which school year; without one, the latest that has begun."""

    year: Year | None = None


@router.get("/practice", operation_id="getPractice", responses=reads(404))
async def get_practice(query: Annotated[PracticeQuery, Query()], call: Reader) -> Response:
    found = await practice.count_by_place(call, query.by, query.year, under=query.under)
    items = [{"code": g.code, "name": g.name, **columns(g.figures)} for g in found.groups]
    return ok(Json(to_text({"year": found.year, "cuts": found.cuts, "items": items})))


@router.get(
    "/institutions/{code}/practice", operation_id="getInstitutionPractice", responses=reads(404)
)
async def get_institution_practice(
    code: InstitutionCode, query: Annotated[SchoolPracticeQuery, Query()], call: Reader
) -> Response:
    school = await practice.count_school(call, code, query.year)
    return ok(Json(to_text({**school.page, "figures": school.figures})))


@router.get("/practice/teachers", operation_id="listTeacherPractice", responses=reads())
async def list_teacher_practice(
    query: Annotated[TeacherPracticeQuery, Query()], call: Reader
) -> Response:
    return paged(call, await read_teachers(call, query.page(call), query.year, under=query.under))


@router.get("/me/practice", operation_id="getMyPractice", responses=reads(404))
async def get_my_practice(query: Annotated[MyPracticeQuery, Query()], call: Myself) -> Response:
    return ok(await read_my_practice(call, query.year))
