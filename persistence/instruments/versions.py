"""The versions of instruments: drafted, tried, published and retired."""

import json
from collections.abc import Mapping
from typing import Any

from domain.events import EventKind
from domain.instruments.instruments import INSTRUMENT
from domain.instruments.lifecycle import (
    INSTRUMENT_VERSION,
    MovingFacts,
    VersionContent,
    VersionFacts,
    VersionIsImmutable,
    VersionState,
)
from persistence.calls import Call
from persistence.database import Reading, Storing, Versioned, Writing, as_read, as_stored, found
from persistence.fragments import event, named_by, same_json
from persistence.mapping import from_json, to_text
from persistence.statements import Command, Lock, Query

_VIEW = """json_build_object(
    'instrument', r.instrument_code, 'version', r.version, 'state', r.state, 'notes', r.notes,
    'published_at', r.published_at, 'retired_at', r.retired_at, 'definition', r.definition
)"""

ONE_VERSION = Query(f"""
select {_VIEW}::text as body, r.revision as version
from instrument_version r where r.instrument_code = :code and r.version = :version
""")

DEFINITION = Query("""
select definition::text as definition, revision
from instrument_version where instrument_code = :code and version = :version
""")

DEFINITIONS = Query("""
select version, definition::text
from instrument_version where instrument_code = :code and version = any(:versions::int[])
""")

VERSION_FACTS = Query(f"""
select json_build_object(
    'state', v.state, 'revision', v.revision,
    'same', coalesce(
        {same_json("v.definition", ":definition")}
        and v.notes is not distinct from :notes::text, false
    ),
    'last', (
        select coalesce(max(o.version), 0) from instrument_version o
        where o.instrument_code = i.code
    )
)::text
from instrument i
left join instrument_version v on v.instrument_code = i.code and v.version = :version
where i.code = :code
""")

_OF_VERSION = "'instrument/' || s.instrument_code || '/' || s.version"
_DRAFTED = event(
    EventKind.INSTRUMENT_VERSION_DRAFTED,
    of="shown s",
    subject=_OF_VERSION,
    whole="s.view",
    place="'pe'",
)

STORE_DRAFT = Command(
    f"""
with stored as (
    insert into instrument_version as was (instrument_code, version, state, definition, notes)
    values (:code, :version, 'draft', :definition::jsonb, :notes)
    on conflict (instrument_code, version) do update set definition = excluded.definition,
        notes = excluded.notes, revision = was.revision + 1
    where was.revision = :revision
    returning *
), shown as (
    select r.*, {_VIEW} as view from stored r
), logged as ({_DRAFTED})
select view::text as body, revision as version from shown
""",
    instrument_version_immutable=VersionIsImmutable,
)

# Two that would retire the last two published versions wait for each other here; the facts are
# read after the wait, not with it.
LOCK_INSTRUMENT = Lock("select true from instrument where code = :code for update")

# Whoever is filling the version to try it holds it: what they kept is then seen, and thrown away.
MOVING_FACTS = Lock("""
select json_build_object(
    'state', v.state, 'revision', v.revision, 'definition', v.definition,
    'needed', not exists (
        select from instrument_version o
        where o.instrument_code = v.instrument_code and o.version <> v.version
        and o.state = 'published'
    ) and exists (
        select from stream_instrument n
        join report_stream s on s.year = n.year and s.code = n.stream_code and s.enabled
        join report_cut c on c.year = s.year and c.stream_code = s.code
        where n.instrument_code = v.instrument_code and (c.closes_at > :now or exists (
            select from cut_extension e where e.cut_code = c.code and e.closes_at > :now
        ))
    ),
    'earlier', (
        select coalesce(json_object_agg(o.version, o.definition), '{}')
        from instrument_version o
        where o.instrument_code = v.instrument_code and o.version <> v.version
        and o.state in ('published', 'retired')
    )
)::text
from instrument_version v
where v.instrument_code = :code and v.version = :version
for update of v
""")

_MOVED = event(
    named_by(
        "s.state",
        EventKind.INSTRUMENT_VERSION_DRAFT,
        EventKind.INSTRUMENT_VERSION_TRIAL,
        EventKind.INSTRUMENT_VERSION_PUBLISHED,
        EventKind.INSTRUMENT_VERSION_RETIRED,
    ),
    of="shown s",
    subject=_OF_VERSION,
    whole="s.view",
    place="'pe'",
)
_THROWN_AWAY = event(
    EventKind.TRIAL_FILLING_THROWN_AWAY,
    of="shown s, (select count(*) as n from thrown) g where g.n > 0",
    subject=_OF_VERSION,
    data="'fillings', g.n",
    place="'pe'",
)

STORE_STATE = Command(
    f"""
with stored as (
    update instrument_version v set state = :state, revision = v.revision + 1,
        published_at = case :state when 'published' then :now else v.published_at end,
        retired_at = case :state when 'retired' then :now end
    where v.instrument_code = :code and v.version = :version
    returning *
), shown as (
    select r.*, {_VIEW} as view from stored r
), logged as ({_MOVED}), thrown as (
    delete from trial_filling t using stored r
    where t.instrument_code = r.instrument_code and t.version = r.version and r.state <> 'trial'
    returning t.id
), thrown_logged as ({_THROWN_AWAY})
select view::text as body, revision as version from shown
""",
    instrument_version_immutable=VersionIsImmutable,
)


async def read_version(call: Call[Reading], code: str, version: int) -> Versioned:
    """One version with its whole definition."""
    return as_read(await ONE_VERSION.row(call, code=code, version=version), INSTRUMENT_VERSION)


async def load_definition(
    call: Call[Reading], code: str, version: int
) -> tuple[Mapping[str, Any], int]:
    """The definition of a version as JSON, and the revision it belongs to."""
    row = found(await DEFINITION.row(call, code=code, version=version), INSTRUMENT_VERSION)
    return json.loads(row["definition"]), row["revision"]


async def load_definitions(
    call: Call[Reading], code: str, older: int, newer: int
) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """The definitions of two versions of an instrument, as JSON."""
    rows = await DEFINITIONS.rows(call, code=code, versions=[older, newer])
    texts = {row["version"]: row["definition"] for row in rows}
    before, after = (found(texts.get(each), INSTRUMENT_VERSION) for each in (older, newer))
    return json.loads(before), json.loads(after)


async def load_version_facts(
    call: Call[Reading], code: str, version: int, content: VersionContent
) -> VersionFacts:
    """What stands under this number of an instrument."""
    facts = await VERSION_FACTS.value(
        call,
        code=code,
        version=version,
        definition=to_text(content.definition),
        notes=content.notes,
    )
    return from_json(VersionFacts, found(facts, INSTRUMENT))


async def store_draft(
    call: Call[Storing], code: str, version: int, content: VersionContent, *, revision: int
) -> Versioned:
    """The draft as it is written, with its event."""
    row = await STORE_DRAFT.row(
        call,
        code=code,
        version=version,
        definition=to_text(content.definition),
        notes=content.notes,
        revision=revision,
    )
    return as_stored(row, INSTRUMENT_VERSION)


async def load_moving_facts(call: Call[Writing], code: str, version: int) -> MovingFacts:
    """The version about to move. Holds its instrument until the transaction ends."""
    found(await LOCK_INSTRUMENT.value(call, code=code), INSTRUMENT_VERSION)
    facts = await MOVING_FACTS.value(call, code=code, version=version)
    return from_json(MovingFacts, found(facts, INSTRUMENT_VERSION))


async def store_state(
    call: Call[Writing], code: str, version: int, state: VersionState
) -> Versioned:
    """The version moved, with its event."""
    row = await STORE_STATE.row(call, code=code, version=version, state=state)
    return as_read(row, INSTRUMENT_VERSION)
