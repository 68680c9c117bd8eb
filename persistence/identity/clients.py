"""Machine clients and the dates of their secrets, each read and changed only within reach."""

from datetime import datetime, timedelta
from uuid import UUID

from asyncpg import Record

from domain.access.permits import Place, Reach
from domain.access.scopes import Scope
from domain.errors import StaleVersion
from domain.events import EventKind
from domain.identity.clients import WHAT, Client, ClientDesk, Decided, SecretsDesk
from domain.identity.sessions import EndReason
from domain.people.appointments.model import PlaceRef
from domain.versions import Change
from persistence.database import Json, Reading, Versioned, Writing, found, roots
from persistence.fragments import event, given
from persistence.identity.sessions import end_all_of_client
from persistence.paging import Page, PageWanted, fetch_page, page_of
from persistence.people.holders import full_name
from persistence.people.people import place_view


def _view(c: str) -> str:
    """A client as every answer shows it: no secret is kept that could be shown."""
    return f"""json_build_object(
    'id', {c}.id, 'name', {c}.name, 'contact', {c}.contact, 'place', {place_view(f"{c}.place")},
    'scopes', {c}.scopes, 'requests_per_minute', {c}.requests_per_minute,
    'disabled', {c}.disabled_at is not null, 'disabled_at', {c}.disabled_at,
    'made_by', (
        select json_build_object('id', m.id, 'name', {full_name("m")})
        from person m where m.id = {c}.made_by
    ),
    'made_at', {c}.made_at, 'used_at', {c}.used_at,
    'secrets', coalesce((
        select json_agg(json_build_object(
            'id', s.id, 'made_at', s.made_at, 'expires_at', s.expires_at, 'used_at', s.used_at
        ) order by s.made_at desc, s.id)
        from client_secret s where s.client_id = {c}.id
    ), '[]')
)"""


CLIENTS_PAGE = page_of(
    """
    select c.* from client c
    where c.place <@ any($1::text[]::ltree[])
    and (c.made_at, c.id) < ($2::text::timestamptz, $3::text::uuid)
    order by c.made_at desc, c.id desc
    limit $4 + 1
    """,
    view=_view("r"),
    keys=("made_at", "id"),
    limit="$4",
)

ONE_CLIENT = f"""
select {_view("r")}::text, r.version from client r
where r.id = $1 and r.place <@ any($2::text[]::ltree[])
"""

_CLIENT = """c.name, c.contact, c.place::text as held_place, c.scopes, c.requests_per_minute,
    c.disabled_at is not null as disabled"""

CLIENT_DESK = f"""
select p.path::text as place, c.version, {_CLIENT},
    coalesce(not c.place <@ any($4::text[]::ltree[]), false) as foreign_one
from place p left join client c on c.id = $1
where p.kind = $2 and p.code = $3 and p.path <@ any($4::text[]::ltree[])
"""

_LOGGED = event(
    given(EventKind.CLIENT_MADE, EventKind.CLIENT_CHANGED, sql="$11"),
    of="stored", subject="'client/' || id", by="$2", at="$1",
    data="""'scopes', scopes, 'requests_per_minute', requests_per_minute,
        'disabled', disabled_at is not null, 'version', version""",
)  # fmt: skip


def _secret_event(kind: EventKind, secret: str) -> str:
    return event(
        kind, of=f"{secret} s join client c on c.id = s.client_id", subject="'client/' || c.id",
        data="'secret_id', s.id", place="c.place", by="$2", at="$1",
    )  # fmt: skip


STORE_CLIENT = f"""
with stored as (
    insert into client (
        id, name, contact, place, scopes, requests_per_minute, made_by, made_at, disabled_at
    )
    values (
        $3, $4, $5, $6::text::ltree, $7::text[], $8, $2, $1::timestamptz,
        case when $9::bool then $1::timestamptz end
    )
    on conflict (id) do update set name = excluded.name, contact = excluded.contact,
        place = excluded.place, scopes = excluded.scopes,
        requests_per_minute = excluded.requests_per_minute,
        disabled_at = case when $9 then coalesce(client.disabled_at, $1) end,
        version = client.version + 1
    where client.version = $10
    returning *
), logged as ({_LOGGED})
select {_view("s")}::text, s.version from stored s
"""

# Sets the secrets of one client one after the other, and waits for a token being issued. Apart from
# the count: one statement would count what there was before it waited.
LOCK_CLIENT = """
select id from client where id = $1 and place <@ any($2::text[]::ltree[]) for no key update
"""

SECRETS_DESK = f"""
select {_CLIENT}, (
    select count(*) from client_secret s
    where s.client_id = c.id and (s.expires_at is null or s.expires_at > $3)
) as good
from client c where c.id = $1 and c.place <@ any($2::text[]::ltree[])
"""

STORE_CREDENTIAL = f"""
with former as (
    update client_secret set expires_at = least(expires_at, $5::timestamptz)
    where client_id = $3 and (expires_at is null or expires_at > $5)
), stored as (
    insert into client_secret (id, client_id, secret_hash, made_at)
    values ($4, $3, $6, $1::timestamptz)
    returning id, client_id, made_at
), logged as ({_secret_event(EventKind.CLIENT_SECRET_MADE, "stored")})
select made_at from stored
"""

WITHDRAW_CREDENTIAL = f"""
with withdrawn as (
    delete from client_secret where id = $4 and client_id = $3 returning id, client_id
), logged as ({_secret_event(EventKind.CLIENT_SECRET_WITHDRAWN, "withdrawn")})
select id from withdrawn
"""

_FIRST = ("infinity", "ffffffff-ffff-ffff-ffff-ffffffffffff")


async def show_page(db: Reading, wanted: PageWanted, *, reach: Reach) -> Page:
    """The clients whose place is in reach, the latest made first."""
    after = wanted.after or _FIRST
    return await fetch_page(db, CLIENTS_PAGE, roots(reach), *after, wanted.limit)


async def show_one(db: Reading, id: UUID, *, reach: Reach) -> Versioned:
    """One client in reach."""
    row = found(await db.fetchrow(ONE_CLIENT, id, roots(reach)), WHAT)
    return Versioned(Json(row[0]), row[1])


async def load_desk(db: Writing, id: UUID, place: PlaceRef, *, reach: Reach) -> ClientDesk:
    """The place if in reach, and what stands under the id."""
    row = await db.fetchrow(CLIENT_DESK, id, place.kind, place.code, roots(reach))
    row = found(row, "ese lugar")
    present = _client(row) if row["version"] is not None else None
    return ClientDesk(Place(row["place"]), present, row["version"], row["foreign_one"])


def _client(row: Record) -> Client:
    return Client(
        row["name"],
        row["contact"],
        Place(row["held_place"]),
        frozenset(Scope(scope) for scope in row["scopes"]),
        row["requests_per_minute"],
        row["disabled"],
    )


async def store(
    db: Writing, id: UUID, decided: Decided, *, over: int | None, reach: Reach, now: datetime
) -> Versioned:
    """Make or change the client with its event, unless nothing changes; its tokens end with what
    was taken from it."""
    if decided.change is Change.NOTHING:
        return await show_one(db, id, reach=reach)
    client, created = decided.client, decided.change is Change.CREATE
    row = await db.fetchrow(
        STORE_CLIENT,
        now,
        reach.person,
        id,
        client.name,
        client.contact,
        client.place,
        sorted(client.scopes),
        client.requests_per_minute,
        client.disabled,
        over or 0,
        EventKind.CLIENT_MADE if created else EventKind.CLIENT_CHANGED,
    )
    if row is None:
        raise StaleVersion(what=WHAT)
    if decided.ends_sessions:
        await end_all_of_client(db, id, reason=EndReason.CLIENT_CHANGED, now=now)
    return Versioned(Json(row[0]), row[1], created=created)


async def load_secrets_desk(db: Writing, id: UUID, *, reach: Reach, now: datetime) -> SecretsDesk:
    """A client in reach, locked, and how many of its secrets are good."""
    await db.fetch(LOCK_CLIENT, id, roots(reach))
    row = found(await db.fetchrow(SECRETS_DESK, id, roots(reach), now), WHAT)
    return SecretsDesk(_client(row), row["good"])


async def store_secret(
    db: Writing,
    client: UUID,
    id: UUID,
    secret_hash: bytes,
    *,
    overlap: timedelta,
    reach: Reach,
    now: datetime,
) -> None:
    """Keep a new secret's hash; the former ones stay good for the overlap, at most."""
    await db.fetch(STORE_CREDENTIAL, now, reach.person, client, id, now + overlap, secret_hash)


async def withdraw_secret(
    db: Writing, client: UUID, id: UUID, *, reach: Reach, now: datetime
) -> None:
    """Take a secret away, and every token of the client with it: which of them it was used for is
    not kept."""
    found(await db.fetchval(WITHDRAW_CREDENTIAL, now, reach.person, client, id), "ese secreto")
    await end_all_of_client(db, client, reason=EndReason.CLIENT_CHANGED, now=now)
