"""The dialogues about one's own teaching, and what one promised."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import StrictBool

from api.answers import versioned, with_etag
from api.calls import HttpCall, Requires
from api.paging import paged
from api.queries import PageQuery
from api.refusals import puts, reads
from api.types import Sent, Words
from domain.access.scopes import Scope
from domain.accompaniment.commitments.model import CommitmentStatus
from domain.accompaniment.dialogues.answering import TeacherAnswer
from domain.accompaniment.visits.model import VisitId
from persistence.accompaniment.my_dialogues import (
    read_my_commitments,
    read_my_dialogue,
    read_my_dialogues,
)
from persistence.database import Reading, Transacting
from services.accompaniment import dialogues

router = APIRouter(prefix="/v1/me", tags=["me"])
Reader = Annotated[HttpCall[Reading], Requires(Scope.ME_READ)]
Teacher = Annotated[HttpCall[Transacting], Requires(Scope.ME_WRITE)]


class MyCommitmentsQuery(PageQuery):
    """Which commitments."""

    status: CommitmentStatus | None = None


class DialogueAnswer(Sent):
    """What the teacher says of it."""

    agrees: StrictBool
    note: Words | None = None


@router.get("/dialogues", operation_id="listMyDialogues", responses=reads())
async def list_my_dialogues(query: Annotated[PageQuery, Query()], call: Reader) -> Response:
    return paged(call, await read_my_dialogues(call, query.page(call)))


@router.get("/dialogues/{visit_id}", operation_id="getMyDialogue", responses=reads(404))
async def get_my_dialogue(visit_id: VisitId, call: Reader) -> Response:
    return with_etag(await read_my_dialogue(call, visit_id))


@router.put("/dialogues/{visit_id}/answer", operation_id="answerDialogue", responses=puts())
async def answer_dialogue(visit_id: VisitId, body: DialogueAnswer, call: Teacher) -> Response:
    return versioned(call, await dialogues.answer(call, visit_id, body.into(TeacherAnswer)))


@router.get("/commitments", operation_id="listMyCommitments", responses=reads())
async def list_my_commitments(
    query: Annotated[MyCommitmentsQuery, Query()], call: Reader
) -> Response:
    page = await read_my_commitments(call, query.page(call), status=query.status)
    return paged(call, page)
