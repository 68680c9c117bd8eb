"""Persons in PostgreSQL: seen by where they act, found without tildes, stored with their event."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from domain.access.permits import NATION, PersonId, Reach
from domain.errors import StaleVersion
from domain.people.actors import Desk, DocType, DocumentKnown, Identity, Kept, Known, Standing
from domain.versions import Change
from persistence.database import Json, Reading, Versioned, Writing, found, refusing, roots
from persistence.paging import Page, PageWanted, fetch_page, page_of
from persistence.people.people import acts_elsewhere, held, names, place_view, visible, within

WHAT = "esa persona"
_TOP = ("", "00000000-0000-0000-0000-000000000000")


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list of persons or appointments is narrowed by; None asks nothing."""

    day: date
    role: str | None = None
    region: str | None = None
    iged: str | None = None
    institution: str | None = None


_ROW = f"""json_build_object(
    'id', r.id, {names("r")},
    'appointments', (
        select coalesce(json_agg(json_build_object(
            'id', a.id, 'role', a.role, 'place', {place_view("a.place")}, 'post', a.post
        ) order by a.place, a.role, a.post), '[]')
        from appointment a
        where a.person_id = r.id and a.valid @> $5::date
        and a.place <@ any($4::text[]::ltree[])
    )
)"""

_ACTS = f"""a.valid @> $5::date and a.place <@ any($4::text[]::ltree[])
        and ($6::text is null or a.role = $6)
        and {within("a.place", region="$7", iged="$8", institution="$9")}"""

_AFTER = "(p.sort_key, p.id) > ($1::text, $2::uuid)"
_ORDER = "order by p.sort_key, p.id limit $3 + 1"
_WORDS = """p.search_key like all (
    array(select '%' || w || '%' from regexp_split_to_table(btrim(plain_text($10)), '\\s+') w)
)"""
_KEYS = ("sort_key", "id")

# One statement for each shape of the question: a plan that suits all reaches suits none of them.
# Few places: from their appointments to the persons.
ACTORS = page_of(
    f"""
    with acting as materialized (select distinct a.person_id from appointment a where {_ACTS})
    select p.* from acting join person p on p.id = acting.person_id
    where {_AFTER}
    and ($10::text is null or p.doc_number = upper(btrim($10)) or {_WORDS})
    {_ORDER}
    """,
    view=_ROW,
    keys=_KEYS,
    limit="$3",
)

# The whole nation, nothing asked: persons in their order, each looked up.
ALL_ACTORS = page_of(
    f"""
    select p.* from person p
    cross join lateral (
        select from appointment a
        where a.person_id = p.id and a.valid @> $5::date and a.place <@ any($4::text[]::ltree[])
        limit 1
    ) acting
    where {_AFTER}
    {_ORDER}
    """,
    view=_ROW,
    keys=_KEYS,
    limit="$3",
)

# The whole nation, by name or document: from the persons found to where they act.
FOUND_ACTORS = page_of(
    f"""
    with named as materialized (
        select * from person p
        where {_WORDS}
        union
        select * from person p
        where p.doc_type in ('DNI', 'CE', 'PTP') and p.doc_number = upper(btrim($10))
    )
    select p.* from named p
    cross join lateral (
        select from appointment a where a.person_id = p.id and {_ACTS} limit 1
    ) acting
    where {_AFTER}
    {_ORDER}
    """,
    view=_ROW,
    keys=_KEYS,
    limit="$3",
)


def _view(person: str, reach: str) -> str:
    """A person with document, and their appointments within reach, the latest first."""
    return f"""json_build_object(
    'id', {person}.id, 'doc_type', {person}.doc_type, 'doc_number', {person}.doc_number,
    {names(person)},
    'appointments', (
        select coalesce(json_agg(
            json_build_object({held("a")}) order by lower(a.valid) desc, a.id
        ), '[]')
        from appointment a where a.person_id = {person}.id and a.place <@ any({reach}::ltree[])
    )
)"""


ONE_ACTOR = f"""
select {_view("p", "$2::text[]")}::text, p.version
from person p
where p.id = $1 and {visible("p.id", roots="$2::text[]", caller="$3")}
"""

APPOINTMENTS_OF_ACTOR = f"""
select json_build_object('items', coalesce(json_agg(
    json_build_object({held("a")}) order by lower(a.valid) desc, a.id
) filter (where a.id is not null), '[]'))::text
from person p
left join appointment a on a.person_id = p.id and a.place <@ any($2::text[]::ltree[])
where p.id = $1 and {visible("p.id", roots="$2::text[]", caller="$3")}
group by p.id
"""

ACTOR_DESK = f"""
select p.doc_type, p.doc_number, p.given_names, p.paternal_surname, p.maternal_surname,
    p.version, {visible("p.id", roots="$2::text[]", caller="$3")} as visible,
    {acts_elsewhere("p.id", roots="$2::text[]", day="$9")} as acts_elsewhere,
    k.id as known,
    plain_text(concat_ws(' ', k.given_names, k.paternal_surname, k.maternal_surname))
        = plain_text(concat_ws(' ', $6::text, $7::text, $8::text)) as same_names
from (values ($1::uuid)) as asked (id)
left join person p on p.id = asked.id
left join person k on k.doc_type = $4 and k.doc_number = $5 and k.id <> asked.id
"""

# The event stands where the caller sees the person: at an appointment in reach, or where they act.
# It tells that somebody changed, not to what: events are never removed, names are in time.
STORE_ACTOR = f"""
with stored as (
    insert into person (
        id, doc_type, doc_number, given_names, paternal_surname, maternal_surname, updated_at
    )
    values ($1, $2, $3, $4, $5, $6, $7)
    on conflict (id) do update set
        doc_type = excluded.doc_type, doc_number = excluded.doc_number,
        given_names = excluded.given_names, paternal_surname = excluded.paternal_surname,
        maternal_surname = excluded.maternal_surname, updated_at = excluded.updated_at,
        version = person.version + 1
    where person.version = $8
    returning *
), shown as (
    select p.*, {_view("p", "$9::text[]")} as view from stored p
), logged as (
    insert into event (at, actor_id, place, kind, subject, payload)
    select $7, $10,
        coalesce((
            select a.place from appointment a
            where a.person_id = s.id and a.place <@ any($9::text[]::ltree[])
            order by upper(a.valid) desc nulls first, a.id limit 1
        ), ($9::text[])[1]::ltree),
        case $8 when 0 then 'actor.created' else 'actor.changed' end,
        'actor/' || s.id, jsonb_build_object('version', s.version)
    from stored s
)
select view::text, version from shown
"""


async def show_page(
    db: Reading, filters: Filters, *, q: str | None, reach: Reach, wanted: PageWanted
) -> Page:
    """Persons with an appointment in reach on a day, in the Spanish order of their surnames."""
    asked = (filters.role, filters.region, filters.iged, filters.institution)
    about = (*(wanted.after or _TOP), wanted.limit, roots(reach), filters.day)
    if NATION in reach.roots and q is not None:
        return await fetch_page(db, FOUND_ACTORS, *about, *asked, q)
    if NATION in reach.roots and not any(asked):
        return await fetch_page(db, ALL_ACTORS, *about)
    return await fetch_page(db, ACTORS, *about, *asked, q)


async def show_one(db: Reading, actor_id: UUID, *, reach: Reach) -> Versioned:
    """A person with their document and their appointments within reach."""
    row = found(await db.fetchrow(ONE_ACTOR, actor_id, roots(reach), reach.person), WHAT)
    return Versioned(Json(row[0]), row[1])


async def show_appointments(db: Reading, actor_id: UUID, *, reach: Reach) -> Json:
    """A person's appointments within reach, past ones too, the latest first."""
    items = await db.fetchval(APPOINTMENTS_OF_ACTOR, actor_id, roots(reach), reach.person)
    return Json(found(items, WHAT))


async def load_desk(
    db: Reading, actor_id: UUID, sent: Identity, *, reach: Reach, today: date
) -> Desk:
    """The person under this id, and any other under this document."""
    row = await db.fetchrow(
        ACTOR_DESK,
        actor_id,
        roots(reach),
        reach.person,
        sent.doc_type,
        sent.doc_number,
        sent.given_names,
        sent.paternal_surname,
        sent.maternal_surname,
        today,
    )
    assert row is not None  # noqa: S101  the asked id is always a row
    known = Known(PersonId(row["known"]), row["same_names"]) if row["known"] else None
    if row["version"] is None:
        return Desk(None, known)
    identity = Identity(DocType(row[0]), row[1], row[2], row[3], row[4])
    standing = Standing(identity, row["version"], row["visible"], row["acts_elsewhere"])
    return Desk(standing, known)


async def store(db: Writing, kept: Kept, *, reach: Reach, now: datetime) -> Versioned:
    """The person as decided, with its event; `StaleVersion` when someone was faster."""
    if kept.change is Change.NOTHING:
        return await show_one(db, kept.id, reach=reach)
    with refusing(person_document_once=DocumentKnown()):
        row = await db.fetchrow(
            STORE_ACTOR,
            kept.id,
            kept.identity.doc_type,
            kept.identity.doc_number,
            kept.identity.given_names,
            kept.identity.paternal_surname,
            kept.identity.maternal_surname,
            now,
            kept.over,
            roots(reach),
            reach.person,
        )
    if row is None:
        raise StaleVersion(what=WHAT)
    return Versioned(Json(row[0]), row[1], created=kept.change is Change.CREATE)
