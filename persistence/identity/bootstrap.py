"""The first account of the ministry, made before anybody could sign in to make it."""

from datetime import date, datetime
from uuid import UUID, uuid4

from domain.identity.accounts import Credentials, UsernameTaken
from domain.people.actors import Identity
from persistence.database import Writing, refusing

# Of two that make the first account at once, the second finds it.
ONE_AT_A_TIME = "select pg_advisory_xact_lock(7266226)"

MINISTRY_SIGNS_IN = """
select exists (
    select from account u join appointment a on a.person_id = u.person_id
    where a.role = 'minedu' and a.valid @> $1::date
)
"""

# A person who stands under the document already is appointed as they are.
STORE_FIRST_ACCOUNT = """
with known as (
    select id from person where doc_type = $2 and doc_number = $3
), added as (
    insert into person (
        id, doc_type, doc_number, given_names, paternal_surname, maternal_surname
    )
    select $1, $2, $3, $4, $5, $6 where not exists (select from known)
    returning id
), person_kept as (
    select id from known union all select id from added
), appointed as (
    insert into appointment (id, person_id, role, place, act_number, valid)
    select $7, id, 'minedu', 'pe', 'jec bootstrap', daterange($8::date, null) from person_kept
    where not exists (
        select from appointment a
        where a.person_id = person_kept.id and a.role = 'minedu' and a.valid @> $8::date
    )
), account_kept as (
    insert into account (person_id, username, password_hash, updated_at)
    select id, $9, $10, $11 from person_kept
    on conflict (person_id) do update set username = excluded.username,
        password_hash = excluded.password_hash, updated_at = excluded.updated_at
)
insert into event (at, place, kind, subject, payload)
select $11, 'pe', 'account.bootstrapped', 'actor/' || id,
    jsonb_build_object('actor_id', id)
from person_kept
"""


async def ministry_signs_in(db: Writing, *, today: date) -> bool:
    """True when somebody of the ministry has an account; holds other bootstraps until the end."""
    await db.fetchval(ONE_AT_A_TIME)
    return bool(await db.fetchval(MINISTRY_SIGNS_IN, today))


async def store_first_account(
    db: Writing,
    identity: Identity,
    credentials: Credentials,
    password_hash: str,
    *,
    today: date,
    now: datetime,
) -> None:
    """The person, their appointment to the ministry since today, their account and the event."""
    person: UUID = uuid4()
    names = (identity.given_names, identity.paternal_surname, identity.maternal_surname)
    with refusing(account_username_once=UsernameTaken()):
        await db.fetch(
            STORE_FIRST_ACCOUNT,
            person,
            identity.doc_type,
            identity.doc_number,
            *names,
            uuid4(),
            today,
            credentials.username,
            password_hash,
            now,
        )
