"""Setting up, replacing and removing one's second factor."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from auth import codes, totp
from auth.sign_in_queue import SignInQueue
from domain.access.roles import Role
from domain.identity.second_factors import (
    RECOVERY_CODES,
    NotProven,
    check_removal,
    is_required,
    pending_of,
)
from persistence.calls import Call
from persistence.database import Json, Reading, Storing
from persistence.identity.access import read_held
from persistence.identity.second_factors import (
    Confirmation,
    load_second_factor_facts,
    read_second_factor,
    remove_second_factor,
    store_confirmed,
    store_pending,
)
from persistence.identity.throttles import forget
from services.identity.proving import Proof, prove


@dataclass(frozen=True, slots=True)
class NewSecondFactor:
    """What an authenticator is given, once."""

    secret: str = field(repr=False)
    uri: str = field(repr=False)


async def describe(call: Call[Reading], required_of: frozenset[Role]) -> Json:
    """Whether the caller's is on, and whether what they hold requires it."""
    held = await read_held(call, call.by)
    return await read_second_factor(call, required=is_required(held, required_of))


async def begin(call: Call[Storing], proof: Proof, sign_ins: SignInQueue) -> NewSecondFactor:
    """A secret that counts once a code of it was shown. The kinds of `prove`."""
    account = await prove(call, proof, sign_ins)
    secret = totp.new_secret()
    await store_pending(call, sign_ins.cipher.seal(call.by, secret))
    return NewSecondFactor(secret, totp.uri(secret, account.username))


async def confirm(call: Call[Storing], code: str, sign_ins: SignInQueue) -> Sequence[str]:
    """Let the secret that was begun count, by a code of it, and end all other sessions; answers new
    recovery codes. `NothingPending`, `TooManyAttempts`, or `NotProven` when the code is not of it:
    nor is it of one that was begun meanwhile, so nothing is tried again."""
    facts = await load_second_factor_facts(call)
    pending = pending_of(facts, now=call.now)
    counted = await sign_ins.counter.confirming(call, call.by)
    secret = sign_ins.cipher.open(call.by, pending)
    step = secret and totp.step_of(secret, code, now=call.now, after=0)
    if not step:
        raise NotProven
    recovery_codes = [codes.new_code() for _ in range(RECOVERY_CODES)]
    confirmation = Confirmation(pending, step, [codes.digest(code) for code in recovery_codes])
    if not await store_confirmed(call, confirmation):
        raise NotProven
    await forget(call, counted)
    return recovery_codes


async def remove(
    call: Call[Storing], proof: Proof, required_of: frozenset[Role], sign_ins: SignInQueue
) -> None:
    """Take it away, with the password and a code, and end all sessions but this one. The kinds of
    `check_removal` and `prove`."""
    facts = await load_second_factor_facts(call)
    # All that they hold: a session without the factor does not count what requires one.
    held = await read_held(call, call.by)
    check_removal(facts, held, required_of)
    await prove(call, proof, sign_ins)
    await remove_second_factor(call)
