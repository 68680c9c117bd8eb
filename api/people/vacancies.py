"""Routes of vacancies: posts that should be filled and are not."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from api.deps import Read, Wanted
from api.narrowing import Narrowed
from api.paging import paged
from api.refusals import reads
from api.security import Requires
from domain.access.permits import Permit
from domain.access.scopes import Scope
from persistence.people import vacancies

router = APIRouter(prefix="/v1", tags=["actors"])


@router.get("/vacancies", operation_id="listVacancies", responses=reads())
async def list_vacancies(
    request: Request,
    permit: Annotated[Permit, Requires(Scope.APPOINTMENTS_READ)],
    db: Read,
    wanted: Wanted,
    narrowed: Narrowed,
) -> Response:
    page = vacancies.show_page(db, narrowed, reach=permit.reach, wanted=wanted)
    return paged(request, await page)
