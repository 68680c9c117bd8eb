"""Trial fillings: whoever tries a form reads their own, the ministry all of them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from api.answers import created_or_ok
from api.calls import HttpCall, Requires
from api.instruments.instruments import InstrumentPath, VersionPath
from api.paging import paged
from api.queries import PageQuery
from api.refusals import keeps, reads
from api.reporting.answers import Answers
from api.types import Sent, Words
from domain.access.scopes import Scope
from domain.instruments.trial_fillings import TrialFilling
from persistence.database import Reading, Transacting
from persistence.instruments.trial_fillings import read_fillings, read_own_fillings
from services.instruments import trial_fillings

_FILLINGS = "/v1/instruments/{code}/versions/{version}/trial-fillings"
router = APIRouter(tags=["instruments"])
Author = Annotated[HttpCall[Reading], Requires(Scope.INSTRUMENTS_WRITE)]
OwnReader = Annotated[HttpCall[Reading], Requires(Scope.INSTRUMENTS_TRY)]
Tester = Annotated[HttpCall[Transacting], Requires(Scope.INSTRUMENTS_TRY)]


class TrialFillingDraft(Sent):
    """A form filled to try it, and what its writer thinks of the form."""

    answers: Answers
    note: Words | None = None


@router.get(_FILLINGS, operation_id="listTrialFillings", responses=reads(404))
async def list_fillings(
    code: InstrumentPath,
    version: VersionPath,
    query: Annotated[PageQuery, Query()],
    call: Author,
) -> Response:
    return paged(call, await read_fillings(call, code, version, query.page(call)))


@router.get("/v1/me/trial-fillings", operation_id="listMyTrialFillings", responses=reads())
async def list_my_fillings(query: Annotated[PageQuery, Query()], call: OwnReader) -> Response:
    return paged(call, await read_own_fillings(call, query.page(call)))


@router.put(_FILLINGS + "/{filling_id}", operation_id="putTrialFilling", responses=keeps())
async def put_filling(
    code: InstrumentPath,
    version: VersionPath,
    filling_id: UUID,
    body: TrialFillingDraft,
    call: Tester,
) -> Response:
    filling = body.into(TrialFilling)
    return created_or_ok(await trial_fillings.fill(call, code, version, filling_id, filling))
