"""Releasing the figures of a cut, and comparing those of two."""

import json

from domain.reporting.result_changes import changes, check_comparable
from domain.reporting.results import decide_release, released
from domain.versions import Change
from persistence.calls import Call
from persistence.database import Json, Reading, StoredResource, Writing
from persistence.mapping import to_text
from persistence.reporting.results.earlier import read_earlier_figures
from persistence.reporting.results.freezing import store_release
from persistence.reporting.results.reading import ResultFilter, read_results
from persistence.reporting.results.releasing import (
    load_release_facts,
    read_release,
    read_school_figures,
    store_figures,
)
from services.reporting.agreement import keep_publishable_items
from services.running import in_transaction


async def compare(call: Call[Reading], before: str, after: str, chosen: ResultFilter) -> Json:
    """The figures of two cuts side by side: made of what is told of either, never counted anew."""
    check_comparable(before, after)
    earlier = json.loads(await read_results(call, before, chosen))
    later = json.loads(await read_results(call, after, chosen))
    items = changes(earlier["items"], later["items"])
    return Json(to_text({"from": before, "to": after, "items": items}))


@in_transaction
async def release(call: Call[Writing], cut: str) -> StoredResource:
    """Release the figures of a cut that has closed for everybody, or find them released. Of two
    that do so at once, the second finds the first's."""
    facts = await load_release_facts(call, cut)
    change = decide_release(facts, now=call.now)
    created = change is Change.CREATE and await store_release(call, cut)
    if created:
        schools = await read_school_figures(call, cut)
        earlier = await read_earlier_figures(call, cut)
        await store_figures(call, cut, released(schools, earlier))
        await keep_publishable_items(call, cut)
    return StoredResource(await read_release(call, cut), created=created)
