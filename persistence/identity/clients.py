"""Machine clients and the dates of their secrets, each read and changed only within reach."""

from datetime import datetime
from functools import partial
from uuid import UUID

from domain.access.permits import PLACE
from domain.errors import NotFound, Noun
from domain.events import EventKind
from domain.identity.clients import CLIENT, ClientDecision, ClientFacts, SecretFacts
from domain.identity.sessions import EndReason
from domain.territory.places import OfficialPlace
from persistence.calls import Call
from persistence.database import Reading, Versioned, Writing, as_read, as_stored, found
from persistence.fragments import event, in_reach, one_of
from persistence.identity.sessions import end_sessions_of_client
from persistence.mapping import columns, from_json
from persistence.paging import Page, PageWanted, newest_first, read_page
from persistence.people.holders import full_name
from persistence.people.people import place_view
from persistence.statements import Command, Lock, Query

SECRET = Noun("ese secreto", "secret")


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


CLIENTS = newest_first(
    f"select t.* from client t where {in_reach('t.place')}",
    by="made_at timestamptz",
    view=_view("r"),
)

ONE_CLIENT = Query(f"""
select {_view("r")}::text as body, r.version from client r
where r.id = :id and {in_reach("r.place")}
""")

_CLIENT = """json_build_object(
    'name', c.name, 'contact', c.contact, 'place', c.place, 'scopes', c.scopes,
    'requests_per_minute', c.requests_per_minute, 'disabled', c.disabled_at is not null
)"""

CLIENT_FACTS = Query(f"""
select json_build_object(
    'place', p.path, 'version', c.version,
    'present', case when c.id is not null then {_CLIENT} end,
    'foreign', coalesce(not {in_reach("c.place")}, false)
)::text
from place p left join client c on c.id = :id
where p.kind = :kind and p.code = :code and {in_reach("p.path")}
""")

_LOGGED = event(
    one_of("version = 1", EventKind.CLIENT_MADE, EventKind.CLIENT_CHANGED),
    of="stored",
    subject="'client/' || id",
    data="""'scopes', scopes, 'requests_per_minute', requests_per_minute,
        'disabled', disabled_at is not null, 'version', version""",
)


def _secret_event(kind: EventKind, secret: str) -> str:
    return event(
        kind,
        of=f"{secret} s join client c on c.id = s.client_id",
        subject="'client/' || c.id",
        data="'secret_id', s.id",
        place="c.place",
    )


STORE_CLIENT = Command(
    f"""
with stored as (
    insert into client (
        id, name, contact, place, scopes, requests_per_minute, made_by, made_at, disabled_at
    )
    values (
        :id, :name, :contact, :place::text::ltree, :scopes::text[], :requests_per_minute, :by,
        :now::timestamptz, case when :disabled::bool then :now::timestamptz end
    )
    on conflict (id) do update set name = excluded.name, contact = excluded.contact,
        place = excluded.place, scopes = excluded.scopes,
        requests_per_minute = excluded.requests_per_minute,
        disabled_at = case when :disabled then coalesce(client.disabled_at, :now) end,
        version = client.version + 1
    where client.version = :version
    returning *
), logged as ({_LOGGED})
select {_view("s")}::text as body, s.version from stored s
""",
    id_once=partial(NotFound, what=CLIENT),
)

# Sets the secrets of one client one after the other, and waits for a token being issued. Apart from
# the count: one statement would count what there was before it waited.
LOCK_CLIENT = Lock(f"""
select id from client where id = :id and {in_reach("place")} for no key update
""")

SECRET_FACTS = Query(f"""
select json_build_object('client', {_CLIENT}, 'good', (
    select count(*) from client_secret s
    where s.client_id = c.id and (s.expires_at is null or s.expires_at > :now)
))::text
from client c where c.id = :id and {in_reach("c.place")}
""")

STORE_SECRET = Command(f"""
with former as (
    update client_secret set expires_at = least(expires_at, :former_until::timestamptz)
    where client_id = :client and (expires_at is null or expires_at > :former_until)
), stored as (
    insert into client_secret (id, client_id, secret_hash, made_at)
    values (:id, :client, :secret_hash, :now::timestamptz)
    returning id, client_id, made_at
), logged as ({_secret_event(EventKind.CLIENT_SECRET_MADE, "stored")})
select made_at from stored
""")

WITHDRAW_SECRET = Command(f"""
with withdrawn as (
    delete from client_secret where id = :id and client_id = :client returning id, client_id
), logged as ({_secret_event(EventKind.CLIENT_SECRET_WITHDRAWN, "withdrawn")})
select id from withdrawn
""")


async def read_clients(call: Call[Reading], wanted: PageWanted) -> Page:
    """The clients whose place is in reach, the latest made first."""
    return await read_page(call, CLIENTS, wanted)


async def read_client(call: Call[Reading], id: UUID) -> Versioned:
    """One client in reach."""
    return as_read(await ONE_CLIENT.row(call, id=id), CLIENT)


async def load_client_facts(call: Call[Reading], id: UUID, place: OfficialPlace) -> ClientFacts:
    """The place if in reach, and what stands under the id."""
    text = found(await CLIENT_FACTS.value(call, id=id, **columns(place)), PLACE)
    return from_json(ClientFacts, text)


async def store_client(
    call: Call[Writing], id: UUID, decision: ClientDecision, *, version: int | None
) -> Versioned:
    """Make or change the client with its event; its tokens end with what was taken from it."""
    about = columns(decision.client) | {"scopes": sorted(decision.client.scopes)}
    client = as_stored(await STORE_CLIENT.row(call, id=id, version=version or 0, **about), CLIENT)
    if decision.ends_sessions:
        await end_sessions_of_client(call, id, reason=EndReason.CLIENT_CHANGED)
    return client


async def load_secret_facts(call: Call[Writing], id: UUID) -> SecretFacts:
    """A client in reach, held until the transaction ends, and how many of its secrets are good."""
    await LOCK_CLIENT.row(call, id=id)
    return from_json(SecretFacts, found(await SECRET_FACTS.value(call, id=id), CLIENT))


async def store_secret(
    call: Call[Writing], client: UUID, id: UUID, secret_hash: bytes, *, former_until: datetime
) -> None:
    """Keep a new secret's hash; the former ones stay good until then, at most."""
    new = {"id": id, "secret_hash": secret_hash}
    await STORE_SECRET.row(call, client=client, former_until=former_until, **new)


async def withdraw_secret(call: Call[Writing], client: UUID, id: UUID) -> None:
    """Take a secret away, and every token of the client with it: which of them it was used for is
    not kept."""
    found(await WITHDRAW_SECRET.row(call, client=client, id=id), SECRET)
    await end_sessions_of_client(call, client, reason=EndReason.CLIENT_CHANGED)
