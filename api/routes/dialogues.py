"""Routes of the dialogue of a visit, by whoever visited; and its reading."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.answers import as_of_now, versioned
from api.deps import IfMatch, Now, Read, Write
from api.refusals import puts, reads, writes
from api.schemas.dialogues import HoldingDraft, PreparationDraft, PreparationSection
from api.security import Requires
from domain.access import Permit, Scope
from domain.dialogues import confirm, hold, prepare, resume, save, save_part
from persistence.dialogues import holding, preparing, reading

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
