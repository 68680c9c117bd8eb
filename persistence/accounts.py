"""Accounts in PostgreSQL: found by user name, before anyone is known, so without a reach."""

from dataclasses import dataclass

from domain.access import PersonId
from persistence.database import Reading

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
