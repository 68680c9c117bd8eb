"""Accounts in PostgreSQL. They are found by user name before anyone is known, so without a reach;
they are set within one."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.access import PersonId, Reach
from domain.accounts import Credentials, Desk, UsernameTaken
from persistence.database import Json, Reading, Writing, found, refusing, roots
from persistence.people import visible

ACCOUNT_OF_USERNAME = "select person_id, password_hash from account where username = lower($1)"


@dataclass(frozen=True, slots=True)
class Account:
    """Whom a user name stands for, and the hash of their password."""

    person: PersonId
    password_hash: str


async def account_of(db: Reading, username: str) -> Account | None:
    """The account of a user name, whatever its case."""
    row = await db.fetchrow(ACCOUNT_OF_USERNAME, username)
    return Account(PersonId(row[0]), row[1]) if row else None


# What others know of a person: their document, and the codes of the places they act in.
ACCOUNT_DESK = f"""
select c.username, c.password_hash, array(
    select p.doc_number
    union
    select l.code from appointment a join place l on l.path @> a.place
    where a.person_id = p.id and l.kind <> 'nation'
    union
    select split_part(l.code, '-', 1) from appointment a join place l on l.path = a.place
    where a.person_id = p.id and l.kind = 'institution'
) as known
from person p
left join account c on c.person_id = p.id
where p.id = $1 and {visible("p.id", roots="$2::text[]", caller="$3")}
"""

_ACCOUNT = "json_build_object('actor_id', r.person_id, 'username', r.username)"

STORE_ACCOUNT = f"""
with stored as (
    insert into account (person_id, username, password_hash, updated_at) values ($1, $2, $3, $4)
    on conflict (person_id) do update set username = excluded.username,
        password_hash = excluded.password_hash, updated_at = excluded.updated_at
    returning *
), logged as (
    insert into event (at, actor_id, place, kind, subject, payload)
    select $4, $5, ($6::text[])[1]::ltree, 'account.set', 'actor/' || r.person_id,
        {_ACCOUNT}::jsonb
    from stored r
)
select {_ACCOUNT}::text from stored r
"""

SHOW_ACCOUNT = f"select {_ACCOUNT}::text from account r where r.person_id = $1"


async def load_desk(db: Reading, actor_id: UUID, *, reach: Reach) -> Desk:
    """What others know of a person within reach, and how they sign in now."""
    row = found(
        await db.fetchrow(ACCOUNT_DESK, actor_id, roots(reach), reach.person), "esa persona"
    )
    return Desk(PersonId(actor_id), tuple(row["known"]), row["username"], row["password_hash"])


async def store(
    db: Writing,
    desk: Desk,
    credentials: Credentials,
    password_hash: str | None,
    *,
    reach: Reach,
    now: datetime,
) -> Json:
    """The account, without its secret, with its event; unchanged when there is no new hash."""
    if password_hash is None:
        return Json(await db.fetchval(SHOW_ACCOUNT, desk.person))
    about = (desk.person, credentials.username, password_hash, now, reach.person, roots(reach))
    with refusing(account_username_once=UsernameTaken()):
        return Json(await db.fetchval(STORE_ACCOUNT, *about))
