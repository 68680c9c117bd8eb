"""Routes of obligations."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import StrictBool, StringConstraints

from api.answers import shown
from api.deps import Now, Read, Under, Wanted, Write
from api.paging import paged
from api.refusals import reads, writes
from api.security import Requires
from api.types import NO_NUL, CutCode, Sent, StreamCode, Year
from domain.access.permits import Permit
from domain.access.scopes import Scope
from domain.reporting.extensions import ExtendedKind
from persistence.reporting.obligations import excusing, explaining, reading, settling
from persistence.reporting.obligations.reading import Filter
from persistence.territory.territory import PlaceNamed


class Exemption(Sent):
    """Why an obligation is excused."""

    reason: Annotated[str, StringConstraints(min_length=10, max_length=500, pattern=NO_NUL)]


class SettledPlace(Sent):
    """A place by its official code."""

    kind: ExtendedKind
    code: Annotated[str, StringConstraints(pattern=r"^([0-9]{6}|[0-9]{7}-[0-9])$")]


class SettlementAsked(Sent):
    """Where obligations are brought in line, or only told what that would do."""

    dry_run: StrictBool
    under: SettledPlace | None = None

    @property
    def place(self) -> PlaceNamed | None:
        """The place named, None for the nation."""
        return PlaceNamed(self.under.kind, self.under.code) if self.under else None


router = APIRouter(prefix="/v1")
Reader = Annotated[Permit, Requires(Scope.OBLIGATIONS_READ)]
Excuser = Annotated[Permit, Requires(Scope.OBLIGATIONS_EXEMPT)]
Cut = Annotated[CutCode | None, Query()]
Stream = Annotated[StreamCode | None, Query()]
OfYear = Annotated[Year | None, Query()]


@router.get("/obligations", operation_id="listObligations", tags=["reports"], responses=reads())
async def list_obligations(
    request: Request,
    permit: Reader,
    db: Read,
    wanted: Wanted,
    now: Now,
    under: Under,
    cut: Cut = None,
    stream: Stream = None,
    year: OfYear = None,
    missing: Annotated[bool | None, Query()] = None,
) -> Response:
    chosen = Filter(cut, stream, year, under, missing)
    page = await reading.show_page(db, wanted, chosen, reach=permit.reach, now=now)
    return paged(request, page)


@router.get(
    "/obligations/{obligation_id}",
    operation_id="getObligation",
    tags=["reports"],
    responses=reads(404),
)
async def get_obligation(obligation_id: UUID, permit: Reader, db: Read, now: Now) -> Response:
    return shown(await reading.show_one(db, obligation_id, reach=permit.reach, now=now))


@router.get(
    "/obligations/{obligation_id}/explanation",
    operation_id="explainObligation",
    tags=["reports"],
    responses=reads(404),
)
async def explain_obligation(obligation_id: UUID, permit: Reader, db: Read, now: Now) -> Response:
    people = permit.reach_of(Scope.APPOINTMENTS_READ)
    told = explaining.explain(db, obligation_id, reach=permit.reach, people=people, now=now)
    return shown(await told)


@router.post(
    "/obligations/settlement",
    operation_id="settleObligations",
    tags=["reports"],
    responses=writes(),
)
async def settle_obligations(
    body: SettlementAsked,
    permit: Annotated[Permit, Requires(Scope.CALENDAR_WRITE)],
    db: Write,
    now: Now,
) -> Response:
    settled = settling.settle_on_demand(
        db, body.place, dry_run=body.dry_run, by=permit.person, reach=permit.reach, now=now
    )
    return shown(await settled)


@router.put(
    "/obligations/{obligation_id}/exemption",
    operation_id="exemptObligation",
    tags=["reports"],
    responses=writes(),
)
async def exempt(
    obligation_id: UUID, body: Exemption, permit: Excuser, db: Write, now: Now
) -> Response:
    excused = excusing.exempt(
        db, obligation_id, body.reason, by=permit.person, reach=permit.reach, now=now
    )
    return shown(await excused)


@router.delete(
    "/obligations/{obligation_id}/exemption",
    operation_id="withdrawExemption",
    tags=["reports"],
    responses=reads(404, 409),
)
async def withdraw(obligation_id: UUID, permit: Excuser, db: Write, now: Now) -> Response:
    restored = excusing.withdraw_exemption(
        db, obligation_id, by=permit.person, reach=permit.reach, now=now
    )
    return shown(await restored)
