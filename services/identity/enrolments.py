"""Letting people in by single-use codes, and coming in with one."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

import structlog

from auth import codes
from auth.accounts import checked_and_hashed
from auth.sign_in_queue import SignInQueue
from domain.access.permits import PersonId
from domain.identity.accounts import Credentials
from domain.identity.enrolments import (
    LIVES,
    EnrolmentOutcome,
    RedeemingFacts,
    check_redeemed,
    enrol,
)
from domain.identity.sessions import EndReason
from persistence.calls import Call, OpenCall
from persistence.database import Reading, Storing, Writing
from persistence.identity.access import read_held
from persistence.identity.enrolments import (
    free_username,
    load_enrollees,
    load_redeeming_facts,
    redeem_enrolment,
    store_enrolments,
)
from persistence.identity.sessions import end_sessions
from services.running import in_transaction, retried

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class EnrolmentCode:
    """A new code for a person: shown once, kept as its digest."""

    id: UUID
    person_id: PersonId
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class EnrolmentResult:
    """What came of an order: each outcome with the code it got, if any; and until when it lives."""

    outcomes: Sequence[tuple[EnrolmentOutcome, EnrolmentCode | None]]
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Redemption:
    """What somebody sends to redeem a code; without a user name they keep or get one."""

    code: str = field(repr=False)
    username: str | None
    password: str = field(repr=False)


@in_transaction
async def enrol_people(
    call: Call[Writing], people: Sequence[PersonId], *, drop_second_factor: bool
) -> EnrolmentResult:
    """A code for each who may be let in, in place of the one they had, and why not for the rest."""
    outcomes = enrol(people, await load_enrollees(call, people), call.permit)
    made = [
        EnrolmentCode(uuid4(), outcome.person_id, codes.new_code())
        for outcome in outcomes
        if outcome.refusal is None
    ]
    until = call.now + LIVES
    await store_enrolments(
        call,
        [(each.id, each.person_id, codes.digest(each.code)) for each in made],
        expires_at=until,
        drops_second_factor=drop_second_factor,
    )
    by_person = {each.person_id: each for each in made}
    return EnrolmentResult([(o, by_person.get(o.person_id)) for o in outcomes], until)


async def redeem(
    call: OpenCall[Storing], sent: Redemption, sign_ins: SignInQueue, *, origin: str
) -> str:
    """Give the owner of a code the password they chose, and end all their sessions; answers their
    user name. `InvalidEnrolment`, `TooManyAttempts`, and the kinds of `checked`."""
    await sign_ins.counter.redeeming(call, origin)
    person, username = await _redeem(call, sent, sign_ins)
    # A statement does not see what began while it waited for its locks; the next one does.
    await end_sessions(call, person, reason=EndReason.PASSWORD_CHANGED, but=None)
    await sign_ins.counter.unlock(call, username, origin)
    _log.info("enrolment-redeemed", user=str(person))
    return username


@retried
async def _redeem(
    call: OpenCall[Storing], sent: Redemption, sign_ins: SignInQueue
) -> tuple[PersonId, str]:
    facts = await load_redeeming_facts(call, codes.digest(sent.code))
    await _check_maker(call, facts)
    if sent.username is not None:
        await sign_ins.counter.choosing(call, facts.enrolment)
    free = await free_username(call, facts.candidates)
    wanted = Credentials(facts.username_for(sent.username, free=free), sent.password)
    async with sign_ins.queue.turn():
        credentials, hashed = await checked_and_hashed(wanted, facts.credentials, field="/password")
    await redeem_enrolment(call, facts, credentials, hashed)
    return facts.person_id, credentials.username


async def _check_maker(call: OpenCall[Reading], facts: RedeemingFacts) -> None:
    """Pass when who made the code could make it today, or `InvalidEnrolment`."""
    if facts.made_by is not None:
        held = await read_held(call, facts.made_by)
        check_redeemed(facts.person_id, facts.holds, maker=facts.made_by, held=held)
