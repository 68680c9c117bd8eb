"""The dialogue of a visit, by whoever visited; and its reading."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import Field

from api.accompaniment.commitments import Promised
from api.answers import versioned, with_etag
from api.calls import HttpCall, Requires
from api.refusals import puts, reads, writes, writes_without_body
from api.reporting.answers import Answers, ItemCode
from api.types import Day, Moment, Sent
from domain.access.scopes import Scope
from domain.accompaniment.dialogues.holding import DialogueHeld
from domain.accompaniment.dialogues.preparing import PreparationRequest, SectionRequest
from domain.accompaniment.visits.model import VisitId
from persistence.accompaniment.dialogues.reading import read_dialogue
from persistence.database import Reading, Transacting
from services.accompaniment import dialogues

router = APIRouter(prefix="/v1/visits/{visit_id}/dialogue", tags=["dialogues"])
Reader = Annotated[HttpCall[Reading], Requires(Scope.VISITS_READ)]
Visitor = Annotated[HttpCall[Transacting], Requires(Scope.VISITS_WRITE)]

Minutes = Annotated[int, Field(strict=True, ge=0, le=720)]


class PreparationDraft(Sent):
    """A preparation, whole."""

    version: Annotated[int, Field(strict=True, ge=1, le=999)] | None = None
    answers: Answers = Field(default_factory=dict)
    preparation_minutes: Minutes


class PreparationSection(Sent):
    """A section of it, and which answers go."""

    answers: Answers = Field(default_factory=dict)
    clear: Annotated[list[ItemCode], Field(max_length=500)] = Field(default_factory=list)
    preparation_minutes: Minutes | None = None


class PromiseDraft(Sent):
    """Something promised."""

    id: UUID
    owner: Literal["teacher", "visitor"]
    text: Promised
    due_on: Day


class HoldingDraft(Sent):
    """When it was held, and what was promised."""

    held_from: Moment
    held_to: Moment
    commitments: Annotated[list[PromiseDraft], Field(max_length=20)] = Field(default_factory=list)


@router.get("", operation_id="getDialogue", responses=reads(404))
async def get_dialogue(visit_id: VisitId, call: Reader) -> Response:
    return with_etag(await read_dialogue(call, visit_id))


@router.put("", operation_id="putDialogue", responses=puts())
async def put_dialogue(visit_id: VisitId, body: PreparationDraft, call: Visitor) -> Response:
    return versioned(call, await dialogues.put(call, visit_id, body.into(PreparationRequest)))


@router.patch("", operation_id="saveDialogueSection", responses=writes())
async def save_section(visit_id: VisitId, body: PreparationSection, call: Visitor) -> Response:
    return versioned(call, await dialogues.put_section(call, visit_id, body.into(SectionRequest)))


@router.post(
    "/preparation", operation_id="prepareDialogue", responses=writes_without_body(404, 409)
)
async def prepare_dialogue(visit_id: VisitId, call: Visitor) -> Response:
    return versioned(call, await dialogues.prepare(call, visit_id))


@router.delete(
    "/preparation", operation_id="resumeDialogue", responses=writes_without_body(404, 409)
)
async def resume_dialogue(visit_id: VisitId, call: Visitor) -> Response:
    return versioned(call, await dialogues.resume(call, visit_id))


@router.post("/holding", operation_id="holdDialogue", responses=writes())
async def hold_dialogue(visit_id: VisitId, body: HoldingDraft, call: Visitor) -> Response:
    return versioned(call, await dialogues.hold(call, visit_id, body.into(DialogueHeld)))


@router.post(
    "/confirmation", operation_id="confirmDialogue", responses=writes_without_body(404, 409)
)
async def confirm_dialogue(visit_id: VisitId, call: Visitor) -> Response:
    return versioned(call, await dialogues.confirm(call, visit_id))
