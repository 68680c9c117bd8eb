"""Second scorings of a lesson: load, decide, store, show."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Response

from api.answers import kept
from api.deps import Now, Store
from api.refusals import keeps
from api.reporting.answers import Answers
from api.security import Requires
from api.types import Sent
from domain.access.permits import Permit
from domain.access.scopes import Scope
from domain.reporting.second_scorings import ScoringId
from persistence.reporting import second_scorings


class SecondScoring(Sent):
    """The answers of somebody who declares that they were in the lesson."""

    was_present: Literal[True]
    answers: Answers


router = APIRouter(prefix="/v1/observations/{observation_id}/second-scorings", tags=["quality"])


@router.put("/{scoring_id}", operation_id="scoreAgain", responses=keeps())
async def score_again(
    observation_id: UUID,
    scoring_id: UUID,
    body: SecondScoring,
    permit: Annotated[Permit, Requires(Scope.OBSERVATIONS_SCORE)],
    db: Store,
    now: Now,
) -> Response:
    given = second_scorings.give(
        db, observation_id, ScoringId(scoring_id), body.answers, permit, now=now
    )
    return kept(await given)
