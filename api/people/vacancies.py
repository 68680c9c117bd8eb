"""Vacancies: posts that should be filled and are not."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.calls import HttpCall, Requires
from api.paging import paged
from api.queries import PeopleQuery
from api.refusals import reads
from domain.access.scopes import Scope
from persistence.database import Reading
from persistence.people.vacancies import read_vacancies

router = APIRouter(prefix="/v1/vacancies", tags=["actors"])
Reader = Annotated[HttpCall[Reading], Requires(Scope.APPOINTMENTS_READ)]


@router.get("", operation_id="listVacancies", responses=reads())
async def list_vacancies(query: Annotated[PeopleQuery, Query()], call: Reader) -> Response:
    return paged(call, await read_vacancies(call, query.page(call), query.chosen(call)))
