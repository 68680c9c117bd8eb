"""Who signs in: user name, password and second factor, checked before any session begins.

Every attempt is counted before anything about it is known, waits its turn, reads one row and pays
one argon2: an unknown user and a wrong password are the same by text, status, time and limits.
"""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import structlog

from auth import codes, totp
from auth.accounts import hash_to_keep
from auth.counting import Counter
from auth.passwords import WrongCredentials, check_password
from auth.queue import Queue
from domain.access.permits import PersonId
from domain.identity.accounts import Credentials
from domain.identity.second_factors import NoAccount, NotProven, SecondFactorRequired, WrongCode
from persistence.database import Storing
from persistence.identity import accounts, second_factors, throttles
from persistence.identity.accounts import Account, Factor, account_of, account_of_person

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Attempt:
    """What somebody sent to sign in, and the network address it came from."""

    username: str
    password: str = field(repr=False)
    code: str | None = field(repr=False)
    origin: str


@dataclass(frozen=True, slots=True)
class Proof:
    """What somebody in an open session sends to show that it is still them. `code`: of the second
    factor, looked at only where that is on."""

    password: str = field(repr=False)
    code: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Admitted:
    """Who it is, by the password of which hash, and whether a second factor was shown."""

    person: PersonId
    password_hash: str = field(repr=False)
    second_factor: bool


@dataclass(frozen=True, slots=True)
class AdmissionOffice:
    """Lets people in, one attempt at a time, so many at once."""

    counter: Counter
    queue: Queue

    async def admit(self, db: Storing, attempt: Attempt, *, now: datetime) -> Admitted:
        """The person whose user name, password and second factor these are, or the refusal:
        `TooManyAttempts`, `WrongCredentials`, `SecondFactorRequired`, `WrongCode`."""
        async with self.queue.turn():
            name, origin = attempt.username, attempt.origin
            begun = await self.counter.signing_in(db, name, origin, now=now)
            account = await account_of(db, name)
            kept = account.password_hash if account else None
            try:
                await check_password(attempt.password, kept)
                assert account is not None  # noqa: S101  no password matches nobody
                if account.factor is not None:
                    await self._check(db, account, account.factor, attempt.code, now=now)
            except SecondFactorRequired:
                await throttles.forgive(db, begun)
                raise
            except (WrongCredentials, WrongCode) as wrong:
                _log.warning("sign-in-refused", attempted=begun.subject, reason=wrong.code)
                raise
            await throttles.forget(db, begun, now=now)
            shown = account.factor is not None
            return Admitted(account.person, account.password_hash, second_factor=shown)

    async def prove(self, db: Storing, person: PersonId, proof: Proof, *, now: datetime) -> Account:
        """The caller's account when this is their password and, where it is on, a code of the
        second factor; or `NoAccount`, `TooManyAttempts`, `NotProven`."""
        async with self.queue.turn():
            account = await account_of_person(db, person)
            if account is None:
                raise NoAccount
            begun = await self.counter.proving(db, person, now=now)
            try:
                await check_password(proof.password, account.password_hash)
                if account.factor is not None:
                    await self._check(db, account, account.factor, proof.code, now=now)
            except (WrongCredentials, WrongCode, SecondFactorRequired) as wrong:
                raise NotProven from wrong
            await throttles.forget(db, begun, now=now)
            return account

    async def change(
        self, db: Storing, account: Account, new: str, *, but: UUID | None, now: datetime
    ) -> None:
        """Give somebody who proved who they are the password they want, and end all their sessions
        but one; or the kinds of `checked`, or `NotProven` when it was changed meanwhile."""
        desk = await accounts.desk_of_person(db, account.person)
        async with self.queue.turn():
            wanted = Credentials(account.username, new)
            _, hashed = await hash_to_keep(wanted, desk, field="/new")
        if not await accounts.change_password(db, account, hashed, but=but, now=now):
            raise NotProven

    async def _check(
        self, db: Storing, account: Account, factor: Factor, code: str | None, *, now: datetime
    ) -> None:
        """Pass with a code that is good now, and never again; or the refusal."""
        if code is None:
            raise SecondFactorRequired
        if len(codes.plain(code)) == codes.LENGTH:
            used = codes.digest(code)
            good = await second_factors.use_recovery_code(db, account.person, used, now=now)
        else:
            good = await self._take_step(db, account.person, factor, code, now=now)
        if not good:
            raise WrongCode

    async def _take_step(
        self, db: Storing, person: PersonId, factor: Factor, code: str, *, now: datetime
    ) -> bool:
        keys = self.counter.keys
        secret = totp.opened(keys, person, factor.sealed)
        step = secret and totp.step_of(secret, code, now=now, after=factor.last_step)
        if secret is None or not step:
            return False
        return await second_factors.take_step(
            db, person, step, sealed=totp.seal(keys, person, secret)
        )
