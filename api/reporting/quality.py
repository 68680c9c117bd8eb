"""Signs of quality in filed reports, for who reviews them."""

from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import Field

from api.answers import ok
from api.calls import HttpCall, Requires
from api.queries import ListQuery
from api.refusals import reads
from domain.access.scopes import Scope
from domain.reporting.quality.model import MOST, QualitySign, ReportSigns
from persistence.database import Json, Reading
from persistence.mapping import to_text
from services.reporting import quality

router = APIRouter(prefix="/v1", tags=["quality"])
Reviewer = Annotated[HttpCall[Reading], Requires(Scope.REPORTS_REVIEW)]


class QualityQuery(ListQuery):
    """Of which reports."""

    id: Annotated[list[UUID], Field(min_length=1, max_length=MOST)]


@router.get("/report-quality", operation_id="listQuality", responses=reads())
async def list_quality(query: Annotated[QualityQuery, Query()], call: Reviewer) -> Response:
    items = [_signs(each, _code) for each in await quality.look(call, query.id)]
    return ok(Json(to_text({"items": items})))


@router.get("/reports/{report_id}/quality", operation_id="getQuality", responses=reads(404))
async def get_quality(report_id: UUID, call: Reviewer) -> Response:
    return ok(Json(to_text(_signs(await quality.look_at(call, report_id), _flag))))


def _signs(signs: ReportSigns, told: Callable[[QualitySign], dict[str, Any]]) -> dict[str, Any]:
    return {
        "report_id": signs.report,
        "results_looked_at": signs.results_looked_at,
        "flags": [told(each) for each in signs.flags],
    }


def _code(flag: QualitySign) -> dict[str, Any]:
    return {"code": flag.code, "strength": flag.strength}


def _flag(flag: QualitySign) -> dict[str, Any]:
    words = {"text": flag.es, "text_en": flag.en}
    return _code(flag) | words | {"evidence": flag.evidence}
