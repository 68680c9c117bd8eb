"""The change of figures between two cuts: made of what is told of either, never counted anew."""

import json

from domain.access.permits import Reach
from domain.reporting.result_changes import changes, comparable
from persistence.database import Json, Reading
from persistence.reporting.results.reading import Level, show_results
from persistence.territory.territory import PlaceNamed


async def show_changes(
    db: Reading,
    before: str,
    after: str,
    by: Level,
    *,
    under: PlaceNamed | None,
    reach: Reach,
    teachers: Reach,
) -> Json:
    """The figures of two cuts side by side for the places of one level within `reach`: live within
    `teachers`, elsewhere as released."""
    comparable(before, after)
    cells = [
        json.loads(await show_results(db, cut, by, under=under, reach=reach, teachers=teachers))
        for cut in (before, after)
    ]
    told = changes(cells[0]["items"], cells[1]["items"])
    return Json(json.dumps({"from": before, "to": after, "items": told}, ensure_ascii=False))
