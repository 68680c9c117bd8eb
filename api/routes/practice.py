"""Routes of what accompaniment came to: a school on one page, and indicators by place."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.answers import shown
from api.deps import Now, Read, Under
from api.refusals import reads
from api.schemas.types import InstitutionCode, Year
from api.security import Requires
from domain.access import Permit, Scope
from domain.errors import LIMA
from persistence import practice
from persistence.practice import Level

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
    told = practice.show_indicators(
        db,
        by,
        year=year,
        day=now.astimezone(LIMA).date(),
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
    told = practice.show_school(
        db,
        code,
        year=year,
        reach=permit.reach,
        people=permit.reach_of(Scope.VISITS_READ),
        now=now,
        day=now.astimezone(LIMA).date(),
    )
    return shown(await told)
