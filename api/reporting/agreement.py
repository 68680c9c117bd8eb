"""How well observers of the same lessons agree."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import Field, StringConstraints

from api.answers import ok
from api.calls import HttpCall, Requires
from api.queries import PlaceQuery
from api.refusals import reads
from api.types import Year
from domain.access.scopes import Scope
from domain.reporting.agreement.measuring import Figure
from persistence.database import Json, Reading
from persistence.mapping import to_text
from persistence.reporting.agreement import AgreementQuestion
from services.reporting import agreement
from services.reporting.agreement import PlaceAgreement

router = APIRouter(prefix="/v1/agreement", tags=["quality"])
Reader = Annotated[HttpCall[Reading], Requires(Scope.QUALITY_READ)]


class AgreementQuery(PlaceQuery):
    """Of which form, in which year, below which place."""

    instrument: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,60}$")]
    version: Annotated[int, Field(ge=1, le=999)]
    year: Year


@router.get("", operation_id="getAgreement", responses=reads(404))
async def get_agreement(query: Annotated[AgreementQuery, Query()], call: Reader) -> Response:
    question = query.into(AgreementQuestion)
    return ok(_answer(question, await agreement.measure(call, question)))


def _answer(question: AgreementQuestion, found: PlaceAgreement) -> Json:
    place, figures = found.place, found.figures
    about = {"instrument": question.instrument, "version": question.version, "year": question.year}
    where = {"place": place.shown, "live": place.live, "withheld": found.withheld}
    scales = [{"scale": scale} | _figure(figure) for scale, figure in figures.scales.items()]
    by_item = [
        {"item": item.code, "scale": item.scale} | _figure(figures.items[item.code])
        for item in found.items
    ]
    return Json(to_text(about | where | {"scales": scales, "items": by_item}))


def _figure(figure: Figure) -> dict[str, Any]:
    """Four decimals: more would feign a precision that no interval has."""
    return {name: _rounded(value) for name, value in asdict(figure).items()}


def _rounded(value: object) -> object:
    if isinstance(value, tuple):
        return [_rounded(each) for each in value]
    return round(value, 4) if isinstance(value, float) else value
