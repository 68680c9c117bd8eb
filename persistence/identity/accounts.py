"""Accounts in PostgreSQL: found by user name or by their owner, before anyone is known or for
oneself, so without a reach."""

from dataclasses import dataclass, field

from asyncpg import Record

from domain.access.permits import PersonId
from domain.events import EventKind
from domain.identity.accounts import CredentialFacts
from domain.identity.second_factors import NotProven
from domain.identity.sessions import EndReason
from persistence.calls import Call, OpenCall
from persistence.database import Reading, Storing
from persistence.fragments import event
from persistence.mapping import from_json
from persistence.people.people import stands_at
from persistence.statements import Command, Query

_ACCOUNT = """
select u.person_id, u.username, u.password_hash, u.suspended_at is not null as suspended,
    f.sealed_secret, f.last_step
from account u left join second_factor f on f.person_id = u.person_id
"""
ACCOUNT_OF_USERNAME = Query(f"{_ACCOUNT} where u.username = :username")
ACCOUNT_OF_CALLER = Query(f"{_ACCOUNT} where u.person_id = :by")

# What others know of a person: document, names, the codes and names of the places they act in.
CREDENTIAL_FIELDS = """'person_id', p.id, 'username', u.username, 'known', array_remove(array(
    select p.doc_number
    union
    select unnest(array[p.given_names, p.paternal_surname, p.maternal_surname])
    union
    select unnest(array[l.code, l.name]) from appointment a join place l on l.path @> a.place
    where a.person_id = p.id and l.kind <> 'nation'
), null)"""

CREDENTIAL_FACTS = Query(f"""
select json_build_object({CREDENTIAL_FIELDS})::text
from person p left join account u on u.person_id = p.id
where p.id = :by
""")

_CHANGED = event(
    EventKind.PASSWORD_CHANGED,
    of="changed",
    subject="'actor/' || person_id",
    place=stands_at("changed.person_id"),
)

CHANGE_PASSWORD = Command(f"""
with changed as (
    update account set password_hash = :password_hash, updated_at = :now
    where person_id = :by and password_hash = :proven and suspended_at is null
    returning person_id
), withdrawn as (
    update enrolment e set withdrawn_at = :now from changed c
    where e.person_id = c.person_id and e.used_at is null and e.withdrawn_at is null
), ended as (
    update session s set ended_at = :now, ended_reason = :reason from changed c
    where s.person_id = c.person_id and s.id is distinct from :session and s.ended_at is null
    and s.expires_at > :now
), logged as ({_CHANGED})
select person_id from changed
""")


@dataclass(frozen=True, slots=True)
class Factor:
    """A confirmed second factor: its sealed secret, and the last step a code was taken for."""

    sealed: bytes = field(repr=False)
    last_step: int


@dataclass(frozen=True, slots=True)
class Account:
    """Whom a user name stands for, the hash of their password, and their second factor."""

    person_id: PersonId
    username: str
    password_hash: str = field(repr=False)
    factor: Factor | None
    suspended: bool
    """Until its password is reset."""


async def load_account_of(call: OpenCall[Reading], username: str) -> Account | None:
    """The account of a user name, whatever its case. Python folds it, as where attempts are
    counted: PostgreSQL folds some letters otherwise, and one account would have two counts."""
    return _account(await ACCOUNT_OF_USERNAME.row(call, username=username.lower()))


async def load_account(call: Call[Reading]) -> Account | None:
    """The caller's account; None for somebody who signs in elsewhere, or has none yet."""
    return _account(await ACCOUNT_OF_CALLER.row(call))


async def load_credential_facts(call: Call[Reading]) -> CredentialFacts:
    """What others know of the caller, and the user name they have."""
    return from_json(CredentialFacts, await CREDENTIAL_FACTS.value(call))


async def store_password(call: Call[Storing], proven: Account, password_hash: str) -> None:
    """Keep a new hash in place of the one that was proven, withdraw enrolments, and end every
    session but the caller's; `NotProven` when the password changed meanwhile: what was shown is
    nobody's password any more."""
    row = await CHANGE_PASSWORD.row(
        call,
        proven=proven.password_hash,
        password_hash=password_hash,
        session=call.permit.session,
        reason=EndReason.PASSWORD_CHANGED,
    )
    if row is None:
        raise NotProven


def _account(row: Record | None) -> Account | None:
    if row is None:
        return None
    factor = Factor(row["sealed_secret"], row["last_step"]) if row["sealed_secret"] else None
    return Account(
        PersonId(row["person_id"]), row["username"], row["password_hash"], factor, row["suspended"]
    )
