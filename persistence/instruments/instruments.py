"""Instruments: a public catalogue, kept by the ministry."""

from domain.errors import StaleVersion
from domain.events import EventKind
from domain.instruments.instruments import INSTRUMENT, InstrumentDescription, InstrumentFacts
from domain.versions import Change
from persistence.calls import Call
from persistence.database import Json, Overtaken, Reading, StoredResource, Storing, found
from persistence.fragments import event, has_words
from persistence.mapping import columns, from_json
from persistence.statements import Command, Query

_VIEW = """json_build_object(
    'code', r.code, 'name', r.name, 'name_en', r.name_en, 'source', r.source,
    'model_form', r.model_form, 'model_note', r.model_note,
    'versions', coalesce((
        select json_agg(json_build_object(
            'version', v.version, 'state', v.state,
            'published_at', v.published_at, 'retired_at', v.retired_at
        ) order by v.version)
        from instrument_version v where v.instrument_code = r.code
    ), '[]')
)"""

INSTRUMENTS = Query(f"""
select json_build_object('items', coalesce(json_agg({_VIEW} order by r.code), '[]'))::text
from instrument r
where :q::text is null or {has_words("search_words(concat_ws(' ', r.name, r.name_en, r.code))")}
""")

ONE_INSTRUMENT = Query(f"select {_VIEW}::text from instrument r where r.code = :code")

INSTRUMENT_FACTS = Query("""
select json_build_object('present', case when r.code is not null then json_build_object(
    'name', r.name, 'name_en', r.name_en, 'source', r.source, 'model_form', r.model_form,
    'model_note', r.model_note
) end)::text
from (select) as one left join instrument r on r.code = :code
""")

_CHANGED = event(
    EventKind.INSTRUMENT_CHANGED,
    of="shown",
    subject="'instrument/' || code",
    whole="view",
    place="'pe'",
)

# An instrument has no version: what was decided for one that is there needs it to be there, and two
# who describe it alike at once change it once.
STORE_INSTRUMENT = Command(f"""
with stored as (
    insert into instrument as was (code, name, name_en, source, model_form, model_note)
    values (:code, :name, :name_en, :source, :model_form, :model_note)
    on conflict (code) do update set name = excluded.name, name_en = excluded.name_en,
        source = excluded.source, model_form = excluded.model_form,
        model_note = excluded.model_note
    where :there and was is distinct from excluded
    returning *
), shown as (
    select r.code, {_VIEW} as view from stored r
), logged as ({_CHANGED})
select view::text from shown
""")


async def read_instruments(call: Call[Reading], q: str | None) -> Json:
    """The instruments that have the words, each with the state of its versions."""
    return Json(await INSTRUMENTS.value(call, q=q))


async def read_instrument(call: Call[Reading], code: str) -> Json:
    """One instrument."""
    return Json(found(await ONE_INSTRUMENT.value(call, code=code), INSTRUMENT))


async def load_instrument_facts(call: Call[Reading], code: str) -> InstrumentFacts:
    """What is kept under a code."""
    return from_json(InstrumentFacts, await INSTRUMENT_FACTS.value(call, code=code))


async def store_instrument(
    call: Call[Storing], code: str, description: InstrumentDescription, change: Change
) -> StoredResource:
    """The instrument as it is described, with its event."""
    created = change is Change.CREATE
    view = await STORE_INSTRUMENT.value(call, code=code, **columns(description), there=not created)
    if view is None:
        raise Overtaken(StaleVersion(what=INSTRUMENT))
    return StoredResource(Json(view), created=created)
