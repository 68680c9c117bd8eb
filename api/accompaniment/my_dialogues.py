"""Routes of the dialogues about one's own teaching, and of what one promised."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from api.accompaniment.dialogues import DialogueAnswer
from api.answers import as_of_now, versioned
from api.deps import IfMatch, Now, Read, Wanted, Write
from api.paging import paged
from api.refusals import puts, reads
from api.security import Requires
from domain.access.permits import Permit
from domain.access.scopes import Scope
from domain.accompaniment.commitments.model import Status
from domain.accompaniment.dialogues.answering import answer
from persistence.accompaniment.dialogues import mine

router = APIRouter(prefix="/v1/me", tags=["me"])
Reader = Annotated[Permit, Requires(Scope.ME_READ)]


@router.get("/dialogues", operation_id="listMyDialogues", responses=reads())
async def list_dialogues(request: Request, permit: Reader, db: Read, wanted: Wanted) -> Response:
    return paged(request, await mine.show_page(db, wanted, person=permit.person))


@router.get("/dialogues/{visit_id}", operation_id="getMyDialogue", responses=reads(404))
async def get_dialogue(visit_id: UUID, permit: Reader, db: Read) -> Response:
    return as_of_now(await mine.show_one(db, visit_id, person=permit.person))


@router.put("/dialogues/{visit_id}/answer", operation_id="answerDialogue", responses=puts())
async def answer_dialogue(
    request: Request,
    visit_id: UUID,
    body: DialogueAnswer,
    permit: Annotated[Permit, Requires(Scope.ME_WRITE)],
    db: Write,
    now: Now,
    if_match: IfMatch,
) -> Response:
    desk = await mine.load_answering(db, visit_id, person=permit.person)
    said = body.answer()
    decided = answer(desk, said, if_match=if_match)
    kept = mine.store_answer(db, visit_id, said, decided, person=permit.person, now=now)
    return versioned(request, await kept)


@router.get("/commitments", operation_id="listMyCommitments", responses=reads())
async def list_commitments(
    request: Request,
    permit: Reader,
    db: Read,
    wanted: Wanted,
    status: Annotated[Status | None, Query()] = None,
) -> Response:
    return paged(request, await mine.show_commitments(db, wanted, status, person=permit.person))
