"""How well observers of the same lessons agree, now and as a release keeps it."""

import asyncio
from collections.abc import Sequence

from domain.reporting.agreement.measuring import Agreement, ScoredItem, measured
from domain.reporting.agreement.telling import publishable_by_form
from persistence.calls import Call
from persistence.database import Reading, Writing
from persistence.reporting.agreement import (
    AgreementPlace,
    AgreementQuestion,
    load_cells,
    load_item_teachers,
    load_place,
    store_publishable_items,
)


async def measure(
    call: Call[Reading], question: AgreementQuestion
) -> tuple[AgreementPlace, Sequence[ScoredItem], Agreement]:
    """How well observers agree below the place that is asked for, or below the caller's widest:
    live where results are read one by one, elsewhere as released, and of five teachers at least."""
    place = await load_place(call, question)
    counted = await load_cells(call, question, place)
    # Above the UGEL an item that nobody answered looks like one that may not be told.
    items = [each.item for each in counted if place.live or each.item.teachers]
    cells = [cell for each in counted for cell in each.cells]
    # Half a second for a long form: in a thread, so that others are answered meanwhile.
    return place, items, await asyncio.to_thread(measured, items, cells)


async def keep_publishable_items(call: Call[Writing], cut: str) -> None:
    """Keep of which items a release of the cut tells the agreement, by place, from the lessons that
    it froze."""
    await store_publishable_items(
        call, cut, publishable_by_form(await load_item_teachers(call, cut))
    )
