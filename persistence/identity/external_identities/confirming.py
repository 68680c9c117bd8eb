"""A person's own links to outside identities: what is one's own needs no territory."""

from datetime import datetime
from uuid import UUID

from domain.access.permits import PersonId
from domain.events import EventKind
from domain.identity.external_identities import UNCONFIRMED_FOR, WHAT
from domain.identity.second_factors import NotProven
from persistence.database import Json, Reading, Storing, found
from persistence.fragments import event
from persistence.identity.accounts import Account
from persistence.identity.external_identities.views import stands, view
from persistence.people.people import stands_at

MOST = 200

MINE = f"""
select json_build_object(
    'items', coalesce(json_agg({view("r")} order by r.made_at desc, r.id), '[]')
)::text
from (
    select x.* from external_identity x
    where x.person_id = $1 and {stands("x", since="$2")}
    order by x.made_at desc, x.id limit $3
) r
"""

ONE_OF_MINE = f"""
select x.id from external_identity x
where x.id = $1 and x.person_id = $2 and {stands("x", since="$3")}
"""


def _event(kind: EventKind, source: str) -> str:
    return event(
        kind, of=source, subject="'actor/' || person_id", data="'identity_id', id",
        place=stands_at(f"{source}.person_id"), by="person_id", at="$3::timestamptz",
    )  # fmt: skip


# The account is held first, as where a code is redeemed: a password that was changed since it was
# shown proves nothing any more.
CONFIRM = f"""
with proven as (
    select u.person_id from account u where u.person_id = $2 and u.password_hash = $4
    for no key update
), c as (
    update external_identity x set confirmed_at = coalesce(x.confirmed_at, $3) from proven
    where x.id = $1 and x.person_id = proven.person_id and {stands("x", since="$5")}
    returning x.*
), first as (
    select * from c where c.confirmed_at = $3
), logged as ({_event(EventKind.IDENTITY_CONFIRMED, "first")})
select exists (select from proven) as proven, (select {view("c")}::text from c) as shown
"""

UNDO = f"""
with gone as (
    delete from external_identity where id = $1 and person_id = $2 returning id, person_id
), logged as ({_event(EventKind.IDENTITY_UNLINKED, "gone")})
select id from gone
"""


async def show_mine(db: Reading, person: PersonId, *, now: datetime) -> Json:
    """The links to a person that count or wait for them, the latest made first."""
    return Json(await db.fetchval(MINE, person, now - UNCONFIRMED_FOR, MOST))


async def is_mine(db: Reading, id: UUID, person: PersonId, *, now: datetime) -> bool:
    """True when a link to the person, confirmed or waiting, stands under the id."""
    return await db.fetchval(ONE_OF_MINE, id, person, now - UNCONFIRMED_FOR) is not None


async def confirm(db: Storing, id: UUID, account: Account, *, now: datetime) -> Json:
    """Let a link count, with its event, for an account that was just proven to be the caller's; or
    `NotProven` when its password changed meanwhile, `NotFound` when the link went. Again is as
    once."""
    about = (id, account.person, now, account.password_hash, now - UNCONFIRMED_FOR)
    row = await db.once(CONFIRM, *about)
    assert row is not None  # noqa: S101  always one row
    if not row["proven"]:
        raise NotProven
    return Json(found(row["shown"], WHAT))


async def undo(db: Storing, id: UUID, person: PersonId, *, now: datetime) -> None:
    """Undo one's own link, with its event."""
    found(await db.once(UNDO, id, person, now), WHAT)
