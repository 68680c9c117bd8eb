"""Hours: planned against executed, of one assignment and of the caller's own."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response

from api.answers import ok
from api.calls import HttpCall, Requires
from api.queries import ListQuery
from api.refusals import reads
from api.types import Year
from domain.access.scopes import Scope
from domain.accompaniment.hours.execution import Execution, MinuteFigures, YearPart
from persistence.database import Json, Reading
from persistence.mapping import columns, to_text
from services.accompaniment import hours

router = APIRouter(prefix="/v1", tags=["hours"])
Reader = Annotated[HttpCall[Reading], Requires(Scope.HOURS_READ)]
Myself = Annotated[HttpCall[Reading], Requires(Scope.ME_READ)]


class MyHoursQuery(ListQuery):
    """Of which year; without one, the latest that there is."""

    year: Year | None = None


@router.get(
    "/workload-assignments/{assignment_id}/execution",
    operation_id="getWorkloadExecution",
    responses=reads(404),
)
async def get_execution(assignment_id: UUID, call: Reader) -> Response:
    counted = await hours.count_execution(call, assignment_id)
    return ok(Json(to_text(_execution(counted, call.today))))


@router.get("/me/hours", operation_id="getMyHours", responses=reads())
async def get_my_hours(query: Annotated[MyHoursQuery, Query()], call: Myself) -> Response:
    counted = await hours.count_mine(call, query.year)
    return ok(Json(to_text({"items": [_execution(each, call.today) for each in counted]})))


def _execution(counted: Execution, today: date) -> dict[str, Any]:
    facts, whole, lines = counted.facts, counted.whole, counted.facts.lines
    return {
        **columns(facts.assignment),
        "told_on": today,
        "starts_on": facts.year.first,
        "ends_on": facts.year.last,
        "hours": counted.hours,
        **_figures(whole.total),
        "lines": [columns(line) | _figures(whole.lines[line.code]) for line in lines],
        "weeks": _parts("week", counted.weeks),
        "cuts": _parts("code", counted.cuts),
    }


def _parts(name: str, parts: Sequence[YearPart]) -> list[dict[str, Any]]:
    return [
        {
            name: part.name,
            "from": part.span.first,
            "to": part.span.last,
            **_figures(part.total),
            "lines": [{"code": code} | _figures(each) for code, each in part.lines.items()],
        }
        for part in parts
    ]


def _figures(figures: MinuteFigures) -> dict[str, int]:
    return {"planned": figures.planned, "due": figures.due, "executed": figures.executed}
