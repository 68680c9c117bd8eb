"""Who somebody is: user name or open session, password and second factor.

Every attempt is counted before anything about it is known, waits its turn, reads one row and pays
one argon2: an unknown user and a wrong password are the same by text, status, time and limits.
"""

from dataclasses import dataclass, field

import structlog

from auth import codes, totp
from auth.passwords import WrongCredentials, check_password
from auth.sign_in_queue import SignInQueue
from auth.totp import SecondFactorCipher
from domain.access.permits import PersonId
from domain.identity.accounts import AccountSuspended
from domain.identity.second_factors import NoAccount, NotProven, SecondFactorRequired, WrongCode
from persistence.calls import Call, OpenCall
from persistence.database import Storing
from persistence.identity.accounts import Account, Factor, load_account, load_account_of
from persistence.identity.second_factors import take_step, use_recovery_code
from persistence.identity.throttles import forget, forgive

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
class AdmittedPerson:
    """Who it is, by the password of which hash, and whether a second factor was shown."""

    person_id: PersonId
    password_hash: str = field(repr=False)
    second_factor: bool


async def admit(call: OpenCall[Storing], attempt: Attempt, sign_ins: SignInQueue) -> AdmittedPerson:
    """The person whose user name, password and second factor these are, or the refusal:
    `TooManyAttempts`, `WrongCredentials`, `AccountSuspended`,
    `SecondFactorRequired`, `WrongCode`."""
    async with sign_ins.queue.turn():
        counted = await sign_ins.counter.signing_in(call, attempt.username, attempt.origin)
        account = await load_account_of(call, attempt.username)
        try:
            await check_password(attempt.password, account.password_hash if account else None)
            assert account is not None  # noqa: S101  no password matches nobody
            if account.suspended:
                raise AccountSuspended
            await _check_factor(call, account, attempt.code, sign_ins.cipher)
        except SecondFactorRequired:
            await forgive(call, counted)
            raise
        except (WrongCredentials, WrongCode, AccountSuspended) as wrong:
            _log.warning("sign-in-refused", attempted=counted.subject, reason=wrong.code)
            raise
        await forget(call, counted)
        second_factor = account.factor is not None
        return AdmittedPerson(account.person_id, account.password_hash, second_factor=second_factor)


async def prove(call: Call[Storing], proof: Proof, sign_ins: SignInQueue) -> Account:
    """The caller's account when this is their password and, where it is on, a code of the second
    factor; or `NoAccount`, `TooManyAttempts`, `NotProven`."""
    async with sign_ins.queue.turn():
        account = await load_account(call)
        if account is None:
            raise NoAccount
        counted = await sign_ins.counter.proving(call, call.by)
        try:
            await check_password(proof.password, account.password_hash)
            await _check_factor(call, account, proof.code, sign_ins.cipher)
        except (WrongCredentials, WrongCode, SecondFactorRequired) as wrong:
            raise NotProven from wrong
        await forget(call, counted)
        return account


async def _check_factor(
    call: OpenCall[Storing], account: Account, code: str | None, cipher: SecondFactorCipher
) -> None:
    """Pass where it is off, or with a code that is good now, and never again; or the refusal."""
    if account.factor is None:
        return
    if code is None:
        raise SecondFactorRequired
    if len(codes.plain(code)) == codes.LENGTH:
        good = await use_recovery_code(call, account.person_id, codes.digest(code))
    else:
        good = await _take_step(call, account.person_id, account.factor, code, cipher=cipher)
    if not good:
        raise WrongCode


async def _take_step(
    call: OpenCall[Storing],
    person_id: PersonId,
    factor: Factor,
    code: str,
    *,
    cipher: SecondFactorCipher,
) -> bool:
    secret = cipher.open(person_id, factor.sealed)
    step = secret and totp.step_of(secret, code, now=call.now, after=factor.last_step)
    if secret is None or not step:
        return False
    return await take_step(call, person_id, step, sealed=cipher.seal(person_id, secret))
