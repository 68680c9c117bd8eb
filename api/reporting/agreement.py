"""How well observers of the same lessons agree."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import Field, StringConstraints

from api.answers import shown
from api.deps import Read, Under
from api.refusals import reads
from api.security import Requires
from api.types import Year
from domain.access.permits import Permit
from domain.access.scopes import Scope
from persistence.reporting import agreement
from persistence.reporting.agreement import Question

router = APIRouter(prefix="/v1/agreement", tags=["quality"])


@router.get("", operation_id="getAgreement", responses=reads(404))
async def get_agreement(
    permit: Annotated[Permit, Requires(Scope.QUALITY_READ)],
    db: Read,
    under: Under,
    instrument: Annotated[str, Query(), StringConstraints(pattern=r"^[a-z0-9-]{1,60}$")],
    version: Annotated[int, Query(), Field(ge=1, le=999)],
    year: Annotated[Year, Query()],
) -> Response:
    told = agreement.show_agreement(
        db,
        Question(instrument, version, year, under),
        reach=permit.reach,
        teachers=permit.reach_of(Scope.TEACHER_RESULTS_READ),
    )
    return shown(await told)
