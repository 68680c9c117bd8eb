"""Routes of corrections of personal data: asked by whom they are about, answered by others."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from api.answers import shown, versioned
from api.deps import IfMatch, Now, Read, Wanted, Write
from api.paging import paged
from api.refusals import puts, reads, writes
from api.security import Requires
from api.types import Sent, text
from domain.access.permits import Permit
from domain.access.scopes import Scope
from domain.errors import LIMA
from domain.people.corrections import Answered, Asked, Field, State
from persistence.people.corrections import answering, asking


class CorrectionAsked(Sent):
    """A field, and what it should say."""

    field: Field
    wanted: Annotated[str, text(500, shortest=1)]
    reason: Annotated[str, text(2000, shortest=1)] | None = None

    def asked(self) -> Asked:
        """The same, as the domain has it."""
        return Asked(self.field, self.wanted, self.reason)


class CorrectionAnswer(Sent):
    """What became of it, and why."""

    state: Literal["done", "rejected"]
    answer: Annotated[str, text(2000, shortest=10)]

    def answered(self) -> Answered:
        """The same, as the domain has it."""
        return Answered(State(self.state), self.answer)


router = APIRouter(prefix="/v1", tags=["privacy"])
Answering = Annotated[Permit, Requires(Scope.PRIVACY_ANSWER)]


@router.get("/me/corrections", operation_id="listMyCorrections", responses=reads())
async def list_my_corrections(
    request: Request,
    permit: Annotated[Permit, Requires(Scope.ME_READ)],
    db: Read,
    wanted: Wanted,
    now: Now,
) -> Response:
    today = now.astimezone(LIMA).date()
    page = asking.show_own(db, wanted, person=permit.person, today=today)
    return paged(request, await page)


@router.put("/me/corrections/{correction_id}", operation_id="askCorrection", responses=puts())
async def ask_correction(
    request: Request,
    correction_id: UUID,
    body: CorrectionAsked,
    permit: Annotated[Permit, Requires(Scope.ME_WRITE)],
    db: Write,
    now: Now,
    if_match: IfMatch,
) -> Response:
    asked = asking.ask(
        db, correction_id, body.asked(), person=permit.person, if_match=if_match, now=now
    )
    return versioned(request, await asked)


@router.get("/corrections", operation_id="listCorrections", responses=reads())
async def list_corrections(
    request: Request,
    permit: Answering,
    db: Read,
    wanted: Wanted,
    now: Now,
    state: Annotated[State | None, Query()] = None,
) -> Response:
    today = now.astimezone(LIMA).date()
    page = answering.show_page(db, wanted, state=state, reach=permit.reach, today=today)
    return paged(request, await page)


@router.put(
    "/corrections/{correction_id}/answer", operation_id="answerCorrection", responses=writes()
)
async def answer_correction(
    correction_id: UUID, body: CorrectionAnswer, permit: Answering, db: Write, now: Now
) -> Response:
    answered = answering.answer(
        db, correction_id, body.answered(), by=permit.person, reach=permit.reach, now=now
    )
    return shown(await answered)
