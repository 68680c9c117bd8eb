"""Single-use codes by which people give themselves a password: the first, or a new one."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

import structlog

from auth import codes
from auth.accounts import hash_to_keep
from auth.counting import Counter
from auth.queue import Queue
from domain.access.permits import PersonId
from domain.identity.accounts import Credentials, username_for, usernames
from domain.identity.enrolments import InvalidEnrolment, check_redeemed
from persistence.database import Storing
from persistence.identity import accounts
from persistence.identity.access import held_by

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Redemption:
    """What somebody sends to redeem a code; without a user name they keep or get one."""

    code: str = field(repr=False)
    username: str | None
    password: str = field(repr=False)
    origin: str


@dataclass(frozen=True, slots=True)
class Issued:
    """A new code for a person, and what is kept of it."""

    id: UUID
    person: PersonId
    code: str = field(repr=False)
    digest: bytes


def issued(people: Sequence[PersonId]) -> list[Issued]:
    """One code for each."""
    made = ((person, codes.new_code()) for person in people)
    return [Issued(uuid4(), person, code, codes.digest(code)) for person, code in made]


@dataclass(frozen=True, slots=True)
class RedemptionOffice:
    """Takes codes in."""

    counter: Counter
    queue: Queue

    async def redeem(self, db: Storing, sent: Redemption, *, now: datetime) -> str:
        """Give the owner of the code the password they chose, and end all their sessions; answers
        their user name. `InvalidEnrolment`, `TooManyAttempts`, and the kinds of `checked`."""
        await self.counter.redeeming(db, sent.origin, now=now)
        found = await accounts.redeemable(db, codes.digest(sent.code), now=now)
        if found is None:
            raise InvalidEnrolment
        if found.made_by is not None:
            held = await held_by(db, found.made_by, now=now)
            check_redeemed(found.desk.person, found.holds, maker=found.made_by, held=held)
        if sent.username is not None:
            await self.counter.choosing(db, found.enrolment, now=now)
        names = usernames(found.given_names, found.paternal_surname)
        name = username_for(sent.username, found.desk, free=await accounts.free_username(db, names))
        async with self.queue.turn():
            kept, hashed = await hash_to_keep(
                Credentials(name, sent.password), found.desk, field="/password"
            )
        if not await accounts.redeem(db, found.enrolment, kept, hashed, now=now):
            raise InvalidEnrolment
        await self.counter.unlock(db, kept.username, sent.origin, now=now)
        _log.info("enrolment-redeemed", user=str(found.desk.person))
        return kept.username
