"""Corrections of personal data: asked by whom they are about, answered by others."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Response

from api.answers import ok, versioned
from api.calls import HttpCall, Requires
from api.paging import paged
from api.queries import PageQuery
from api.refusals import puts, reads, writes
from api.types import Sent, text
from domain.access.scopes import Scope
from domain.people.corrections import (
    CorrectionAnswer,
    CorrectionField,
    CorrectionRequest,
    CorrectionState,
)
from persistence.database import Reading, Storing
from persistence.people.corrections.answering import read_corrections
from persistence.people.corrections.asking import read_own_corrections
from services.people import corrections

router = APIRouter(prefix="/v1", tags=["privacy"])
OwnReader = Annotated[HttpCall[Reading], Requires(Scope.ME_READ)]
Asker = Annotated[HttpCall[Storing], Requires(Scope.ME_WRITE)]
Reader = Annotated[HttpCall[Reading], Requires(Scope.PRIVACY_ANSWER)]
Answerer = Annotated[HttpCall[Storing], Requires(Scope.PRIVACY_ANSWER)]


class CorrectionDraft(Sent):
    """A field, and what it should say."""

    field: CorrectionField
    wanted: Annotated[str, text(500, shortest=1)]
    reason: Annotated[str, text(2000, shortest=1)] | None = None


class AnswerDraft(Sent):
    """What became of it, and why."""

    state: Literal["done", "rejected"]
    answer: Annotated[str, text(2000, shortest=10)]


class CorrectionsQuery(PageQuery):
    """Which corrections."""

    state: CorrectionState | None = None


@router.get("/me/corrections", operation_id="listMyCorrections", responses=reads())
async def list_my_corrections(query: Annotated[PageQuery, Query()], call: OwnReader) -> Response:
    return paged(call, await read_own_corrections(call, query.page(call)))


@router.put("/me/corrections/{correction_id}", operation_id="askCorrection", responses=puts())
async def ask_correction(correction_id: UUID, body: CorrectionDraft, call: Asker) -> Response:
    return versioned(call, await corrections.ask(call, correction_id, body.into(CorrectionRequest)))


@router.get("/corrections", operation_id="listCorrections", responses=reads())
async def list_corrections(query: Annotated[CorrectionsQuery, Query()], call: Reader) -> Response:
    return paged(call, await read_corrections(call, query.page(call), state=query.state))


@router.put(
    "/corrections/{correction_id}/answer", operation_id="answerCorrection", responses=writes()
)
async def answer_correction(correction_id: UUID, body: AnswerDraft, call: Answerer) -> Response:
    return ok(await corrections.answer(call, correction_id, body.into(CorrectionAnswer)))
