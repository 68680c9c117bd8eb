"""A person's own links to outside identities: what is one's own needs no territory."""

from datetime import datetime
from uuid import UUID

from domain.events import EventKind
from domain.identity.external_identities import IDENTITY, UNCONFIRMED_FOR
from domain.identity.second_factors import NotProven
from persistence.calls import Call
from persistence.database import Json, Reading, Storing, found
from persistence.fragments import event
from persistence.identity.accounts import Account
from persistence.identity.external_identities.views import is_linked, view
from persistence.people.people import stands_at
from persistence.statements import Command, Query

MY_IDENTITIES = Query(f"""
select json_build_object(
    'items', coalesce(json_agg({view("r")} order by r.made_at desc, r.id), '[]')
)::text
from (
    select x.* from external_identity x
    where x.person_id = :by and {is_linked("x")}
    order by x.made_at desc, x.id limit 200
) r
""")

MY_IDENTITY = Query(f"""
select x.id from external_identity x where x.id = :id and x.person_id = :by and {is_linked("x")}
""")


def _event(kind: EventKind, source: str) -> str:
    return event(
        kind,
        of=source,
        subject="'actor/' || person_id",
        data="'identity_id', id",
        place=stands_at(f"{source}.person_id"),
    )


# The account is held first, as where a code is redeemed: a password that was changed since it was
# shown proves nothing any more.
CONFIRM = Command(f"""
with proven as (
    select u.person_id from account u where u.person_id = :by and u.password_hash = :password_hash
    for no key update
), c as (
    update external_identity x set confirmed_at = coalesce(x.confirmed_at, :now) from proven
    where x.id = :id and x.person_id = proven.person_id and {is_linked("x")}
    returning x.*
), first as (
    select * from c where c.confirmed_at = :now
), logged as ({_event(EventKind.IDENTITY_CONFIRMED, "first")})
select exists (select from proven) as proven, (select {view("c")}::text from c) as shown
""")

UNDO = Command(f"""
with gone as (
    delete from external_identity where id = :id and person_id = :by returning id, person_id
), logged as ({_event(EventKind.IDENTITY_UNLINKED, "gone")})
select id from gone
""")


def waiting_since(call: Call[object]) -> datetime:
    """When a link was made that still waits for its person today, at the earliest: `:since`."""
    return call.now - UNCONFIRMED_FOR


async def read_my_identities(call: Call[Reading]) -> Json:
    """The links to the caller that count or wait for them, the latest made first."""
    return Json(await MY_IDENTITIES.value(call, since=waiting_since(call)))


async def is_my_identity(call: Call[Reading], id: UUID) -> bool:
    """True when a link to the caller, confirmed or waiting, stands under the id."""
    return await MY_IDENTITY.value(call, id=id, since=waiting_since(call)) is not None


async def store_confirmed(call: Call[Storing], id: UUID, account: Account) -> Json:
    """Let a link count, with its event, for an account that was just proven to be the caller's; or
    `NotProven` when its password changed meanwhile, `NotFound` when the link went. Again is as
    once."""
    proof = {"password_hash": account.password_hash, "since": waiting_since(call)}
    row = await CONFIRM.row(call, id=id, **proof)
    assert row is not None  # noqa: S101  always one row
    if not row["proven"]:
        raise NotProven
    return Json(found(row["shown"], IDENTITY))


async def remove_my_identity(call: Call[Storing], id: UUID) -> None:
    """Undo one's own link, with its event."""
    found(await UNDO.row(call, id=id), IDENTITY)
