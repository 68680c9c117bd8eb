"""Obligations: what is owed, excused, explained, and brought in line."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import StrictBool

from api.answers import ok
from api.calls import HttpCall, Requires
from api.paging import paged
from api.queries import PageQuery, PlaceQuery
from api.refusals import reads, writes, writes_without_body
from api.reporting.extensions import ExtendedPlaceSent
from api.types import CutCode, Sent, StreamCode, Year, line
from domain.access.scopes import Scope
from domain.territory.places import OfficialPlace
from persistence.database import Reading, Transacting
from persistence.reporting.obligations.explaining import read_explanation
from persistence.reporting.obligations.reading import (
    ObligationFilter,
    read_obligation,
    read_obligations,
)
from services.reporting import obligations

router = APIRouter(prefix="/v1/obligations", tags=["reports"])
Reader = Annotated[HttpCall[Reading], Requires(Scope.OBLIGATIONS_READ)]
Excuser = Annotated[HttpCall[Transacting], Requires(Scope.OBLIGATIONS_EXEMPT)]
Settler = Annotated[HttpCall[Transacting], Requires(Scope.CALENDAR_WRITE)]


class ObligationsQuery(PageQuery, PlaceQuery):
    """Which obligations."""

    cut: CutCode | None = None
    stream: StreamCode | None = None
    year: Year | None = None
    missing: bool | None = None


class Exemption(Sent):
    """Why an obligation is excused."""

    reason: Annotated[str, line(500, shortest=10)]


class SettlementRequest(Sent):
    """Where obligations are brought in line, or only told what that would do."""

    dry_run: StrictBool
    under: ExtendedPlaceSent | None = None

    @property
    def place(self) -> OfficialPlace | None:
        """The place named, None for the nation."""
        return self.under.into(OfficialPlace) if self.under else None


@router.get("", operation_id="listObligations", responses=reads())
async def list_obligations(query: Annotated[ObligationsQuery, Query()], call: Reader) -> Response:
    chosen = query.into(ObligationFilter)
    return paged(call, await read_obligations(call, query.page(call), chosen))


@router.get("/{obligation_id}", operation_id="getObligation", responses=reads(404))
async def get_obligation(obligation_id: UUID, call: Reader) -> Response:
    return ok(await read_obligation(call, obligation_id))


@router.get("/{obligation_id}/explanation", operation_id="explainObligation", responses=reads(404))
async def explain_obligation(obligation_id: UUID, call: Reader) -> Response:
    return ok(await read_explanation(call, obligation_id))


@router.post("/settlement", operation_id="settleObligations", responses=writes())
async def settle_obligations(body: SettlementRequest, call: Settler) -> Response:
    return ok(await obligations.settle_place(call, body.place, dry_run=body.dry_run))


@router.put("/{obligation_id}/exemption", operation_id="exemptObligation", responses=writes())
async def exempt(obligation_id: UUID, body: Exemption, call: Excuser) -> Response:
    return ok(await obligations.exempt(call, obligation_id, body.reason))


@router.delete(
    "/{obligation_id}/exemption",
    operation_id="withdrawExemption",
    responses=writes_without_body(404, 409),
)
async def withdraw(obligation_id: UUID, call: Excuser) -> Response:
    return ok(await obligations.withdraw_exemption(call, obligation_id))
