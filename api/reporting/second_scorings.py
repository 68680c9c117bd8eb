"""Second scorings of a lesson."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Response

from api.answers import created_or_ok
from api.calls import HttpCall, Requires
from api.refusals import keeps
from api.reporting.answers import Answers
from api.types import Sent
from domain.access.scopes import Scope
from domain.reporting.second_scorings import ScoringId
from persistence.database import Storing
from services.reporting import second_scorings

router = APIRouter(prefix="/v1/observations/{observation_id}/second-scorings", tags=["quality"])
Observer = Annotated[HttpCall[Storing], Requires(Scope.OBSERVATIONS_SCORE)]


class SecondScoring(Sent):
    """The answers of somebody who declares that they were in the lesson."""

    was_present: Literal[True]
    answers: Answers


@router.put("/{scoring_id}", operation_id="scoreAgain", responses=keeps())
async def score_again(
    observation_id: UUID, scoring_id: ScoringId, body: SecondScoring, call: Observer
) -> Response:
    return created_or_ok(await second_scorings.put(call, observation_id, scoring_id, body.answers))
