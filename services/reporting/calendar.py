"""Opening a year, keeping its streams and cuts, and publishing the figures of a cut."""

from domain.access.permits import NATION
from domain.reporting.calendar.consolidating import consolidate
from domain.reporting.calendar.cuts import Cut, CutCode, CutFacts, write_cut
from domain.reporting.calendar.previewing import check_previewed, needs_preview
from domain.reporting.calendar.streams import Stream, write_stream
from domain.reporting.calendar.years import YearRequest, open_year
from domain.versions import Change
from persistence.calls import Call
from persistence.database import Json, StoredResource, Versioned, Writing
from persistence.reporting.calendar.consolidating import (
    load_consolidation_facts,
    read_consolidation,
    store_consolidation,
)
from persistence.reporting.calendar.cuts import load_cut_facts, read_cut, store_cut
from persistence.reporting.calendar.previewing import CutEffects, count_drafts, read_effects
from persistence.reporting.calendar.streams import load_stream_facts, read_stream, store_stream
from persistence.reporting.calendar.years import (
    load_opening_facts,
    read_opened,
    read_opening,
    store_year,
)
from persistence.reporting.obligations.settling import (
    NOTHING_SETTLED,
    settle_in_detail,
    settle_obligations,
)
from services.running import in_rehearsal, in_transaction

ROWS_LISTED = 200
"""Obligations that a preview tells one by one; all of them are in its hash."""


@in_transaction
async def open_school_year(
    call: Call[Writing], request: YearRequest, *, dry_run: bool
) -> StoredResource:
    """Open the year and derive what is owed; tell it only, when it is a dry run. The same request
    again has the answer that it had."""
    facts = await load_opening_facts(call, request)
    plan = open_year(request, facts, today=call.today)
    if plan is None:
        return StoredResource(await read_opened(call, request.year), created=False)
    if dry_run:
        return StoredResource(await read_opening(call, plan), created=False)
    opened = await store_year(call, plan)
    await settle_obligations(call, [NATION])
    return StoredResource(opened, created=True)


@in_transaction
async def put_stream(call: Call[Writing], year: int, code: str, stream: Stream) -> StoredResource:
    """Add or change a stream and bring what is owed in line, unless nothing changes."""
    facts = await load_stream_facts(call, year, code, stream)
    change = write_stream(stream, facts)
    if change is Change.NOTHING:
        return StoredResource(await read_stream(call, year, code), created=False)
    stored = await store_stream(call, year, code, stream)
    await settle_obligations(call, [NATION])
    return StoredResource(stored, created=change is Change.CREATE)


@in_transaction
async def put_cut(
    call: Call[Writing], code: CutCode, cut: Cut, *, preview: str | None
) -> Versioned:
    """Move or add a cut and bring what is owed in line. One that has opened is moved only when the
    change does what its preview showed; the refusal undoes it."""
    facts = await load_cut_facts(call, code)
    change = write_cut(cut, facts, if_match=call.if_match)
    if needs_preview(facts, change, now=call.now):
        stored, effects = await _change(call, code, cut, facts=facts, change=change)
        check_previewed(preview, does=effects.hash, cut=code.text)
        return stored
    if change is Change.NOTHING:
        return await read_cut(call, code.text)
    stored = await store_cut(call, code, cut)
    await settle_obligations(call, [NATION])
    return stored


@in_rehearsal
async def preview_cut(call: Call[Writing], code: CutCode, cut: Cut) -> Json:
    """What the change would do, by doing it."""
    facts = await load_cut_facts(call, code)
    change = write_cut(cut, facts, if_match=facts.version)
    _, effects = await _change(call, code, cut, facts=facts, change=change)
    return effects.body


async def _change(
    call: Call[Writing], code: CutCode, cut: Cut, *, facts: CutFacts, change: Change
) -> tuple[Versioned, CutEffects]:
    drafts = await count_drafts(call, code)
    if change is Change.NOTHING:
        changed, settlement = await read_cut(call, code.text), NOTHING_SETTLED
    else:
        changed = await store_cut(call, code, cut)
        settlement = await settle_in_detail(call, [NATION], shown=ROWS_LISTED)
    return changed, await read_effects(call, code, facts, settlement, drafts=drafts)


@in_transaction
async def consolidate_cut(call: Call[Writing], cut: str) -> StoredResource:
    """Publish the figures of a cut that is over, or find them published: of two at once, the second
    is told of the first's."""
    facts = await load_consolidation_facts(call, cut)
    change = consolidate(facts, now=call.now)
    if change is Change.CREATE:
        await store_consolidation(call, cut)
    return StoredResource(await read_consolidation(call, cut), created=change is Change.CREATE)
