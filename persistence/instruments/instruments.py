"""Instruments and their versions: a public catalogue, kept by the ministry."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from domain.access.permits import PersonId
from domain.events import EventKind
from domain.instruments.lifecycle import (
    StateDesk,
    VersionDesk,
    VersionDraft,
    VersionIsImmutable,
    VersionState,
)
from domain.versions import Change
from persistence.database import Json, Kept, Reading, Versioned, Writing, found, refusing
from persistence.fragments import event, named_by

_THAT = "esa versión del instrumento"

_INSTRUMENT = """json_build_object(
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

_VERSION = """json_build_object(
    'instrument', r.instrument_code, 'version', r.version, 'state', r.state, 'notes', r.notes,
    'published_at', r.published_at, 'retired_at', r.retired_at, 'definition', r.definition
)"""

INSTRUMENTS = f"""
select json_build_object('items', coalesce(json_agg({_INSTRUMENT} order by r.code), '[]'))::text
from instrument r
"""

ONE_INSTRUMENT = f"select {_INSTRUMENT}::text from instrument r where r.code = $1"

ONE_VERSION = f"""
select {_VERSION}::text, r.revision
from instrument_version r where r.instrument_code = $1 and r.version = $2
"""

DEFINITION = """
select definition::text, revision
from instrument_version where instrument_code = $1 and version = $2
"""

DEFINITIONS = """
select version, definition::text
from instrument_version where instrument_code = $1 and version = any($2::int[])
"""

INSTRUMENT_DESK = """
select (name, name_en, source, model_form, model_note)
    is not distinct from ($2::text, $3::text, $4::text, $5::bool, $6::text)
from instrument where code = $1
for update
"""

_CHANGED = event(
    EventKind.INSTRUMENT_CHANGED, of="shown", subject="'instrument/' || code", whole="view",
    place="'pe'", by="$8", at="$7",
)  # fmt: skip

STORE_INSTRUMENT = f"""
with stored as (
    insert into instrument (code, name, name_en, source, model_form, model_note)
    values ($1, $2, $3, $4, $5, $6)
    on conflict (code) do update set name = excluded.name, name_en = excluded.name_en,
        source = excluded.source, model_form = excluded.model_form,
        model_note = excluded.model_note
    returning *
), shown as (
    select r.code, {_INSTRUMENT} as view from stored r
), logged as ({_CHANGED})
select view::text from shown
"""

# Numbering and publishing wait for each other here; the desk is read after the wait, not with it.
LOCK_INSTRUMENT = "select true from instrument where code = $1 for update"

VERSION_DESK = """
select v.state, v.revision,
    coalesce(v.definition = $3::jsonb and v.notes is not distinct from $4::text, false) as same,
    (select coalesce(max(version), 0) from instrument_version where instrument_code = $1) as last
from (select) as one
left join instrument_version v on v.instrument_code = $1 and v.version = $2
"""

_OF_VERSION = "'instrument/' || s.instrument_code || '/' || s.version"
_DRAFTED = event(
    EventKind.INSTRUMENT_VERSION_DRAFTED, of="shown s", subject=_OF_VERSION, whole="s.view",
    place="'pe'", by="$6", at="$5",
)  # fmt: skip

STORE_DRAFT = f"""
with stored as (
    insert into instrument_version (instrument_code, version, state, definition, notes)
    values ($1, $2, 'draft', $3::jsonb, $4)
    on conflict (instrument_code, version) do update set definition = excluded.definition,
        notes = excluded.notes, revision = instrument_version.revision + 1
    returning *
), shown as (
    select r.*, {_VERSION} as view from stored r
), logged as ({_DRAFTED})
select view::text, revision from shown
"""

# Whoever is filling the version to try it holds it: what they kept is then seen, and thrown away.
STATE_DESK = """
select v.state, v.revision, v.definition::text,
    not exists (
        select from instrument_version o
        where o.instrument_code = v.instrument_code and o.version <> v.version
        and o.state = 'published'
    ) and exists (
        select from stream_instrument n
        join report_stream s on s.year = n.year and s.code = n.stream_code and s.enabled
        join report_cut c on c.year = s.year and c.stream_code = s.code
        where n.instrument_code = v.instrument_code and (c.closes_at > $3 or exists (
            select from cut_extension e where e.cut_code = c.code and e.closes_at > $3
        ))
    ) as needed, (
        select coalesce(json_object_agg(o.version, o.definition), '{}')::text
        from instrument_version o
        where o.instrument_code = v.instrument_code and o.version <> v.version
        and o.state in ('published', 'retired')
    ) as earlier
from instrument_version v
where v.instrument_code = $1 and v.version = $2
for update of v
"""

_MOVED = event(
    named_by(
        "s.state", EventKind.INSTRUMENT_VERSION_DRAFT, EventKind.INSTRUMENT_VERSION_TRIAL,
        EventKind.INSTRUMENT_VERSION_PUBLISHED, EventKind.INSTRUMENT_VERSION_RETIRED,
    ),
    of="shown s", subject=_OF_VERSION, whole="s.view", place="'pe'", by="$5", at="$4",
)  # fmt: skip
_THROWN_AWAY = event(
    EventKind.TRIAL_FILLING_THROWN_AWAY,
    of="shown s, (select count(*) as n from thrown) g where g.n > 0", subject=_OF_VERSION,
    data="'fillings', g.n", place="'pe'", by="$5", at="$4",
)  # fmt: skip

STORE_STATE = f"""
with stored as (
    update instrument_version v set state = $3, revision = v.revision + 1,
        published_at = case $3 when 'published' then $4 else v.published_at end,
        retired_at = case $3 when 'retired' then $4 end
    where v.instrument_code = $1 and v.version = $2
    returning *
), shown as (
    select r.*, {_VERSION} as view from stored r
), logged as ({_MOVED}), thrown as (
    delete from trial_filling t using stored r
    where t.instrument_code = r.instrument_code and t.version = r.version and r.state <> 'trial'
    returning t.id
), thrown_logged as ({_THROWN_AWAY})
select view::text, revision from shown
"""


async def show_instruments(db: Reading) -> Json:
    """All instruments, each with the state of its versions."""
    return Json(await db.fetchval(INSTRUMENTS))


async def show_instrument(db: Reading, code: str) -> Json:
    """One instrument."""
    return Json(found(await db.fetchval(ONE_INSTRUMENT, code), "ese instrumento"))


async def show_version(db: Reading, code: str, version: int) -> Versioned:
    """One version with its whole definition."""
    row = found(await db.fetchrow(ONE_VERSION, code, version), _THAT)
    return Versioned(Json(row[0]), row[1])


async def load_definition(db: Reading, code: str, version: int) -> tuple[Mapping[str, Any], int]:
    """The definition of a version as JSON, and the revision it belongs to."""
    row = found(await db.fetchrow(DEFINITION, code, version), _THAT)
    return json.loads(row[0]), row[1]


async def load_definitions(
    db: Reading, code: str, older: int, newer: int
) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """The definitions of two versions of an instrument, as JSON."""
    told = {row[0]: row[1] for row in await db.fetch(DEFINITIONS, code, [older, newer])}
    return json.loads(found(told.get(older), _THAT)), json.loads(found(told.get(newer), _THAT))


async def keep_instrument(
    db: Writing,
    code: str,
    about: tuple[str, str, str, bool, str | None],
    *,
    by: PersonId,
    now: datetime,
) -> Kept:
    """Make the instrument be what `about` says (name, name in English, source, whether it is a
    model form, and the note that says so); the same again changes nothing."""
    same = await db.fetchval(INSTRUMENT_DESK, code, *about)
    if same:
        return Kept(await show_instrument(db, code), created=False)
    view = await db.fetchval(STORE_INSTRUMENT, code, *about, now, by)
    return Kept(Json(view), created=same is None)


async def load_draft_desk(db: Writing, code: str, version: int, draft: VersionDraft) -> VersionDesk:
    """What stands under this number. Holds the instrument until the transaction ends."""
    found(await db.fetchval(LOCK_INSTRUMENT, code), "ese instrumento")
    row = await db.fetchrow(VERSION_DESK, code, version, json.dumps(draft.definition), draft.notes)
    assert row is not None  # noqa: S101  an outer join always answers one row
    state = VersionState(row["state"]) if row["state"] else None
    return VersionDesk(state, row["revision"], row["same"], row["last"])


async def store_draft(
    db: Writing,
    code: str,
    version: int,
    draft: VersionDraft,
    change: Change,
    *,
    by: PersonId,
    now: datetime,
) -> Versioned:
    """Write the draft with its event, unless nothing changes."""
    if change is Change.NOTHING:
        return await show_version(db, code, version)
    with refusing(instrument_version_immutable=VersionIsImmutable()):
        row = await db.fetchrow(
            STORE_DRAFT, code, version, json.dumps(draft.definition), draft.notes, now, by
        )
    assert row is not None  # noqa: S101  an upsert always answers its row
    return Versioned(Json(row[0]), row[1], created=change is Change.CREATE)


async def load_state_desk(db: Writing, code: str, version: int, *, now: datetime) -> StateDesk:
    """The version about to move. Holds its instrument until the transaction ends."""
    found(await db.fetchval(LOCK_INSTRUMENT, code), _THAT)
    row = found(await db.fetchrow(STATE_DESK, code, version, now), _THAT)
    return StateDesk(
        VersionState(row["state"]),
        row["revision"],
        json.loads(row["definition"]),
        row["needed"],
        {int(version): each for version, each in json.loads(row["earlier"]).items()},
    )


async def store_state(
    db: Writing,
    code: str,
    version: int,
    to: VersionState,
    change: Change,
    *,
    by: PersonId,
    now: datetime,
) -> Versioned:
    """Move the version with its event, unless it is there already."""
    if change is Change.NOTHING:
        return await show_version(db, code, version)
    with refusing(instrument_version_immutable=VersionIsImmutable()):
        row = found(await db.fetchrow(STORE_STATE, code, version, to, now, by), _THAT)
    return Versioned(Json(row[0]), row[1])
