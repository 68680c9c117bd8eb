"""Routes of the dialogue of a visit, by whoever visited; and its reading."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field, StrictBool

from api.answers import as_of_now, versioned
from api.deps import IfMatch, Now, Read, Write
from api.refusals import puts, reads, writes
from api.reporting.answers import Answers, ItemCode
from api.security import Requires
from api.types import Day, Moment, Sent, Words, text
from domain.access.permits import Permit
from domain.access.scopes import Scope
from domain.accompaniment.commitments.in_dialogues import Asked
from domain.accompaniment.commitments.in_sessions import AskedInSession
from domain.accompaniment.commitments.model import Carried, Outcome
from domain.accompaniment.commitments.model import Status as CommitmentStatus
from domain.accompaniment.dialogues.answering import Answer, confirm
from domain.accompaniment.dialogues.holding import Holding, Promise, hold
from domain.accompaniment.dialogues.life import Who
from domain.accompaniment.dialogues.preparing import prepare, resume, save, save_part
from persistence.accompaniment.dialogues import holding, preparing, reading

Minutes = Annotated[int, Field(strict=True, ge=0, le=720)]
Promised = Annotated[str, text(500, shortest=1)]


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

    def holding(self) -> Holding:
        """The same, as the domain has it."""
        promises = (Promise(p.id, Who(p.owner), p.text, p.due_on) for p in self.commitments)
        return Holding(self.held_from, self.held_to, tuple(promises))


class DialogueAnswer(Sent):
    """What the teacher says of it."""

    agrees: StrictBool
    note: Words | None = None

    def answer(self) -> Answer:
        """The same, as the domain has it."""
        return Answer(self.agrees, self.note)


class CarriedDraft(Sent):
    """What takes the place of a commitment that is carried over."""

    id: UUID
    due_on: Day
    text: Promised | None = None


class CommitmentOutcome(Sent):
    """What became of a commitment, wherever it was looked at."""

    outcome: Literal["met", "not_met", "carried_over"]
    note: Words | None = None
    carried: CarriedDraft | None = None

    @property
    def said(self) -> Outcome:
        """The same, as the domain has it."""
        to = self.carried
        carried = None if to is None else Carried(to.id, to.due_on, to.text)
        return Outcome(CommitmentStatus(self.outcome), self.note, carried)


class CommitmentReview(CommitmentOutcome):
    """What became of one of a dialogue, in a later visit."""

    visit_id: UUID

    def asked(self) -> Asked:
        """The same, as the domain has it."""
        return Asked(self.visit_id, self.said)


class SessionCommitmentReview(CommitmentOutcome):
    """What became of one of a session, in a later one; null: in none."""

    session_id: UUID | None

    def asked(self) -> AskedInSession:
        """The same, as the domain has it."""
        return AskedInSession(self.session_id, self.said)


router = APIRouter(prefix="/v1/visits/{visit_id}/dialogue", tags=["dialogues"])
Visitor = Annotated[Permit, Requires(Scope.VISITS_WRITE)]


@router.get("", operation_id="getDialogue", responses=reads(404))
async def get_dialogue(
    visit_id: UUID, permit: Annotated[Permit, Requires(Scope.VISITS_READ)], db: Read
) -> Response:
    return as_of_now(await reading.show_one(db, visit_id, reach=permit.reach))


@router.put("", operation_id="putDialogue", responses=puts())
async def put_dialogue(
    request: Request,
    visit_id: UUID,
    body: PreparationDraft,
    permit: Visitor,
    db: Write,
    if_match: IfMatch,
) -> Response:
    desk = await preparing.load_desk(db, visit_id, reach=permit.reach)
    work, change = save(
        desk,
        version=body.version,
        answers=body.answers,
        minutes=body.preparation_minutes,
        if_match=if_match,
    )
    kept = preparing.store_work(db, visit_id, desk, work, change, reach=permit.reach)
    return versioned(request, await kept)


@router.patch("", operation_id="saveDialogueSection", responses=writes())
async def save_section(
    request: Request, visit_id: UUID, body: PreparationSection, permit: Visitor, db: Write
) -> Response:
    desk = await preparing.load_desk(db, visit_id, reach=permit.reach)
    work, change = save_part(
        desk, answers=body.answers, clear=body.clear, minutes=body.preparation_minutes
    )
    kept = preparing.store_work(db, visit_id, desk, work, change, reach=permit.reach)
    return versioned(request, await kept)


@router.post("/preparation", operation_id="prepareDialogue", responses=reads(404, 409))
async def prepare_dialogue(
    request: Request, visit_id: UUID, permit: Visitor, db: Write, now: Now
) -> Response:
    desk = await preparing.load_prepared(db, visit_id, reach=permit.reach, now=now)
    prepared = prepare(desk)
    kept = preparing.store_prepared(db, visit_id, prepared, reach=permit.reach, now=now)
    return versioned(request, await kept)


@router.delete("/preparation", operation_id="resumeDialogue", responses=reads(404, 409))
async def resume_dialogue(
    request: Request, visit_id: UUID, permit: Visitor, db: Write, now: Now
) -> Response:
    desk = await preparing.load_desk(db, visit_id, reach=permit.reach)
    change = resume(desk)
    kept = preparing.store_resumed(db, visit_id, change, reach=permit.reach, now=now)
    return versioned(request, await kept)


@router.post("/holding", operation_id="holdDialogue", responses=writes())
async def hold_dialogue(
    request: Request, visit_id: UUID, body: HoldingDraft, permit: Visitor, db: Write, now: Now
) -> Response:
    asked = body.holding()
    desk = await holding.load_holding(db, visit_id, asked, reach=permit.reach)
    stores = hold(desk, asked, now=now)
    kept = holding.store_held(db, visit_id, asked, stores=stores, reach=permit.reach, now=now)
    return versioned(request, await kept)


@router.post("/confirmation", operation_id="confirmDialogue", responses=reads(404, 409))
async def confirm_dialogue(
    request: Request, visit_id: UUID, permit: Visitor, db: Write, now: Now
) -> Response:
    desk = await holding.load_confirming(db, visit_id, reach=permit.reach)
    status = confirm(desk)
    kept = holding.store_confirmed(db, visit_id, status, reach=permit.reach, now=now)
    return versioned(request, await kept)
