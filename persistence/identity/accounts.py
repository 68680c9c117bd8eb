"""Accounts in PostgreSQL: found by user name, by a single-use secret or by their owner, before
anyone is known or for oneself, so without a reach."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from asyncpg import Record

from domain.access.permits import PersonId, Place
from domain.access.roles import Role
from domain.errors import LIMA
from domain.identity.accounts import Credentials, Desk, UsernameTaken
from domain.identity.sessions import EndReason
from persistence.database import Reading, Storing, refusing
from persistence.identity.sessions import end_all


def holds(person: str, *, day: str, now: str) -> str:
    """What a person holds now or from a later day, by appointment or for a time; see `held_of`."""
    return f"""array(
    select h.role || ' ' || h.place::text from appointment h
    where h.person_id = {person} and (upper_inf(h.valid) or upper(h.valid) > {day})
    union
    select g.role || ' ' || g.place::text from access_grant g
    where g.person_id = {person} and g.ended_at is null and g.expires_at > {now}
)"""


_ACCOUNT = """
select u.person_id, u.username, u.password_hash, f.sealed_secret, f.last_step
from account u left join second_factor f on f.person_id = u.person_id
"""
ACCOUNT_OF_USERNAME = f"{_ACCOUNT} where u.username = $1"
ACCOUNT_OF_PERSON = f"{_ACCOUNT} where u.person_id = $1"

# What others know of a person: document, names, the codes and names of the places they act in.
_KNOWN = """array(
    select p.doc_number
    union
    select unnest(array[p.given_names, p.paternal_surname, p.maternal_surname])
    union
    select unnest(array[l.code, l.name]) from appointment a join place l on l.path @> a.place
    where a.person_id = p.id and l.kind <> 'nation'
)"""

DESK_OF_PERSON = f"""
select p.id, {_KNOWN} as known, u.username, p.given_names, p.paternal_surname
from person p left join account u on u.person_id = p.id
where p.id = $1
"""

DESK_OF_SECRET = f"""
select e.id as enrolment, p.id, {_KNOWN} as known, u.username, p.given_names, p.paternal_surname,
    e.made_by, {holds("p.id", day="$3::date", now="$2::timestamptz")} as holds
from enrolment e join person p on p.id = e.person_id left join account u on u.person_id = p.id
where e.secret_hash = $1 and e.used_at is null and e.withdrawn_at is null and e.expires_at > $2
"""

FREE_USERNAME = """
select c.name from unnest($1::text[]) with ordinality as c (name, n)
where not exists (select from account u where u.username = c.name)
order by c.n limit 1
"""

# Where a person is seen from: where they act now, else where they acted last.
_PLACE = """coalesce((
    select a.place from appointment a where a.person_id = {person}
    order by upper(a.valid) desc nulls first, a.id limit 1
), 'pe')"""

# Links go once the account is held, as where they are confirmed: neither waits for the other.
REDEEM = f"""
with redeemed as (
    update enrolment set used_at = $2
    where id = $1 and used_at is null and withdrawn_at is null and expires_at > $2
    returning person_id, drops_second_factor
), kept as (
    insert into account (person_id, username, password_hash, updated_at)
    select person_id, $3, $4, $2 from redeemed
    on conflict (person_id) do update set username = excluded.username,
        password_hash = excluded.password_hash, updated_at = excluded.updated_at
    returning person_id
), withdrawn as (
    update enrolment e set withdrawn_at = $2 from redeemed r
    where e.person_id = r.person_id and e.id <> $1 and e.used_at is null
    and e.withdrawn_at is null
), dropped as (
    delete from second_factor f using redeemed r
    where f.person_id = r.person_id and r.drops_second_factor
), dropped_codes as (
    delete from recovery_code c using redeemed r
    where c.person_id = r.person_id and r.drops_second_factor
), unlinked as (
    delete from external_identity x using kept k where x.person_id = k.person_id
    returning x.id
), ended as (
    update session s set ended_at = $2, ended_reason = $5 from redeemed r
    where s.person_id = r.person_id and s.ended_at is null and s.expires_at > $2
), logged as (
    insert into event (at, actor_id, place, kind, subject, payload)
    select $2, r.person_id, {_PLACE.format(person="r.person_id")}, 'enrolment.redeemed',
        'actor/' || r.person_id,
        jsonb_build_object(
            'enrolment_id', $1::uuid, 'second_factor_dropped', drops_second_factor,
            'identities_unlinked', (select count(*) from unlinked)
        )
    from redeemed r
)
select person_id from redeemed
"""

CHANGE_PASSWORD = f"""
with changed as (
    update account set password_hash = $3, updated_at = $4
    where person_id = $1 and password_hash = $2
    returning person_id
), withdrawn as (
    update enrolment e set withdrawn_at = $4 from changed c
    where e.person_id = c.person_id and e.used_at is null and e.withdrawn_at is null
), ended as (
    update session s set ended_at = $4, ended_reason = $6 from changed c
    where s.person_id = c.person_id and s.id is distinct from $5 and s.ended_at is null
    and s.expires_at > $4
), logged as (
    insert into event (at, actor_id, place, kind, subject, payload)
    select $4, person_id, {_PLACE.format(person="person_id")}, 'password.changed',
        'actor/' || person_id, '{{}}'
    from changed
)
select person_id from changed
"""


@dataclass(frozen=True, slots=True)
class Factor:
    """A confirmed second factor: its sealed secret, and the last step a code was taken for."""

    sealed: bytes = field(repr=False)
    last_step: int


@dataclass(frozen=True, slots=True)
class Account:
    """Whom a user name stands for, the hash of their password, and their second factor."""

    person: PersonId
    username: str
    password_hash: str = field(repr=False)
    factor: Factor | None


@dataclass(frozen=True, slots=True)
class Redeemable:
    """A live enrolment, what the choice of credentials looks at, and what decides whether it still
    counts: who made it (None: the operator), and what its owner holds."""

    enrolment: UUID
    desk: Desk
    given_names: str
    paternal_surname: str
    made_by: PersonId | None
    holds: tuple[tuple[Role, Place], ...]


async def account_of(db: Reading, username: str) -> Account | None:
    """The account of a user name, whatever its case. Python folds it, as where attempts are
    counted: PostgreSQL folds some letters otherwise, and one account would have two counts."""
    return _account(await db.fetchrow(ACCOUNT_OF_USERNAME, username.lower()))


async def account_of_person(db: Reading, person: PersonId) -> Account | None:
    """The account of a person; None for somebody who signs in elsewhere, or has none yet."""
    return _account(await db.fetchrow(ACCOUNT_OF_PERSON, person))


async def desk_of_person(db: Reading, person: PersonId) -> Desk:
    """What others know of a person, and the user name they have."""
    row = await db.fetchrow(DESK_OF_PERSON, person)
    assert row is not None  # noqa: S101  the caller is a person
    return _desk(row)


async def redeemable(db: Reading, secret_hash: bytes, *, now: datetime) -> Redeemable | None:
    """The live enrolment of a secret; None when it is wrong, used, withdrawn or expired."""
    row = await db.fetchrow(DESK_OF_SECRET, secret_hash, now, now.astimezone(LIMA).date())
    if row is None:
        return None
    return Redeemable(
        row["enrolment"],
        _desk(row),
        row["given_names"],
        row["paternal_surname"],
        row["made_by"] and PersonId(row["made_by"]),
        held_of(row["holds"]),
    )


async def free_username(db: Reading, candidates: Sequence[str]) -> str:
    """The first that nobody has; the last, should all be taken (then storing it refuses)."""
    return str(await db.fetchval(FREE_USERNAME, candidates) or candidates[-1])


async def redeem(
    db: Storing, enrolment: UUID, wanted: Credentials, password_hash: str, *, now: datetime
) -> bool:
    """Keep the account, withdraw every other enrolment, end every session; False when somebody
    else redeemed it first."""
    with refusing(account_username_once=UsernameTaken()):
        about = (enrolment, now, wanted.username, password_hash, EndReason.PASSWORD_CHANGED)
        row = await db.once(REDEEM, *about)
    if row is not None:
        await _end_late_comers(db, row[0], but=None, now=now)
    return row is not None


async def change_password(
    db: Storing, account: Account, password_hash: str, *, but: UUID | None, now: datetime
) -> bool:
    """Keep a new hash in place of the one that was read, withdraw enrolments, and end every session
    but one; False when the password changed meanwhile."""
    about = (account.person, account.password_hash, password_hash, now, but)
    row = await db.once(CHANGE_PASSWORD, *about, EndReason.PASSWORD_CHANGED)
    if row is not None:
        await _end_late_comers(db, account.person, but=but, now=now)
    return row is not None


async def _end_late_comers(
    db: Storing, person: PersonId, *, but: UUID | None, now: datetime
) -> None:
    """A statement does not see what began while it waited for its locks; the next one does. None
    begins with the former password from here on."""
    await end_all(db, person, reason=EndReason.PASSWORD_CHANGED, but=but, now=now)


def held_of(rows: Sequence[str]) -> tuple[tuple[Role, Place], ...]:
    """The roles that `holds` tells, and where."""
    told = (row.partition(" ") for row in rows)
    return tuple((Role(role), Place(place)) for role, _, place in told)


def _account(row: Record | None) -> Account | None:
    if row is None:
        return None
    factor = Factor(row["sealed_secret"], row["last_step"]) if row["sealed_secret"] else None
    return Account(PersonId(row["person_id"]), row["username"], row["password_hash"], factor)


def _desk(row: Record) -> Desk:
    known = tuple(fact for fact in row["known"] if fact)
    return Desk(PersonId(row["id"]), known, row["username"])
