"""How well observers of the same lessons agree, now and as a release keeps it."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from domain.reporting.agreement.measuring import Agreement, ScoredItem, measured
from domain.reporting.agreement.telling import is_withheld, publishable_by_form, tellable_items
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


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceAgreement:
    """How well observers agree below a place. `withheld`: nothing is told of it; `items` are those
    that are told, in the order of the form."""

    place: AgreementPlace
    withheld: bool
    items: Sequence[ScoredItem]
    figures: Agreement


async def measure(call: Call[Reading], question: AgreementQuestion) -> PlaceAgreement:
    """How well observers agree below the place that is asked for, or below the caller's widest:
    live where results are read one by one, elsewhere as released, and of five teachers at least."""
    place = await load_place(call, question)
    tellable = tellable_items(await load_cells(call, question, place), live=place.live)
    items = [each.item for each in tellable]
    cells = [cell for each in tellable for cell in each.cells]
    return PlaceAgreement(
        place=place,
        withheld=is_withheld(tellable, live=place.live),
        items=items,
        # Half a second for a long form: in a thread, so that others are answered meanwhile.
        figures=await asyncio.to_thread(measured, items, cells),
    )


async def keep_publishable_items(call: Call[Writing], cut: str) -> None:
    """Keep of which items a release of the cut tells the agreement, by place, from the lessons that
    it froze."""
    await store_publishable_items(
        call, cut, publishable_by_form(await load_item_teachers(call, cut))
    )
