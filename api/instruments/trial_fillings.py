"""Routes of trial fillings: whoever tries a form reads their own, the ministry all of them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.answers import kept
from api.deps import Now, Read, Wanted, Write
from api.instruments.instruments import InstrumentPath, VersionPath
from api.paging import paged
from api.refusals import keeps, reads
from api.reporting.answers import Answers
from api.security import Requires
from api.types import Sent, Words
from domain.access.permits import Permit
from domain.access.scopes import Scope
from domain.instruments.trial_fillings import Filling, try_form
from persistence.instruments import trial_fillings


class TrialFillingDraft(Sent):
    """A form filled to try it, and what its writer thinks of the form."""

    answers: Answers
    note: Words | None = None

    def filling(self) -> Filling:
        """The same, as the domain has it."""
        return Filling(self.answers, self.note)


_FILLINGS = "/v1/instruments/{code}/versions/{version}/trial-fillings"
router = APIRouter(tags=["instruments"])
Author = Annotated[Permit, Requires(Scope.INSTRUMENTS_WRITE)]
Tester = Annotated[Permit, Requires(Scope.INSTRUMENTS_TRY)]


@router.get(_FILLINGS, operation_id="listTrialFillings", responses=reads(404))
async def list_fillings(
    request: Request,
    code: InstrumentPath,
    version: VersionPath,
    _: Author,
    db: Read,
    wanted: Wanted,
) -> Response:
    return paged(request, await trial_fillings.show_fillings(db, code, version, wanted))


@router.get("/v1/me/trial-fillings", operation_id="listMyTrialFillings", responses=reads())
async def list_my_fillings(request: Request, permit: Tester, db: Read, wanted: Wanted) -> Response:
    return paged(request, await trial_fillings.show_my_fillings(db, permit.person, wanted))


@router.put(_FILLINGS + "/{filling_id}", operation_id="putTrialFilling", responses=keeps())
async def put_filling(
    code: InstrumentPath,
    version: VersionPath,
    filling_id: UUID,
    body: TrialFillingDraft,
    permit: Tester,
    db: Write,
    now: Now,
) -> Response:
    filling = body.filling()
    desk = await trial_fillings.load_filling_desk(db, code, version, filling_id, filling)
    tried = try_form(filling, desk, by=permit.person)
    stored = trial_fillings.store_filling(
        db, code, version, filling_id, filling, tried, by=permit.person, now=now
    )
    return kept(await stored)
