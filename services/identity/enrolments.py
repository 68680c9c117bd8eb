"""Letting people in by single-use codes, and coming in with one."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

import structlog

from auth import codes
from auth.accounts import checked_and_hashed
from auth.passwords import WrongCredentials, check_password
from auth.sign_in_queue import SignInQueue
from domain.access.permits import PersonId
from domain.identity.accounts import AccountSuspended, Credentials
from domain.identity.enrolments import LIVES, EnrolmentOutcome, enrol
from domain.identity.redeeming import BY_OPERATOR, RedeemingFacts, RedemptionDecision, redeemed
from domain.identity.sessions import EndReason
from domain.identity.vouchers import EnrolmentEffect, PresentPasswordNeeded
from persistence.calls import Call, OpenCall
from persistence.database import Reading, Storing, Writing
from persistence.identity.access import read_held
from persistence.identity.accounts import load_account_of
from persistence.identity.enrolments import NewEnrolment, load_enrollees, store_enrolments
from persistence.identity.recovery import end_again
from persistence.identity.redeeming import (
    load_redeeming_facts,
    read_free_username,
    redeem_enrolment,
    store_voucher,
)
from persistence.identity.throttles import forget
from services.running import in_transaction, retried

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class EnrolmentCode:
    """A new code for a person: shown once, kept as its digest."""

    id: UUID
    code: str = field(repr=False)
    effect: EnrolmentEffect


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
    found = await load_enrollees(call, people)
    outcomes = enrol(people, found, call.permit, resetting=drop_second_factor)
    by_person = {
        outcome.person_id: EnrolmentCode(uuid4(), codes.new_code(), outcome.effect)
        for outcome in outcomes
        if outcome.effect is not None
    }
    until = call.now + LIVES
    await store_enrolments(
        call,
        [
            NewEnrolment(each.id, person, codes.digest(each.code), each.effect)
            for person, each in by_person.items()
        ],
        expires_at=until,
        drops_second_factor=drop_second_factor,
    )
    return EnrolmentResult([(o, by_person.get(o.person_id)) for o in outcomes], until)


async def redeem(
    call: OpenCall[Storing], sent: Redemption, sign_ins: SignInQueue, *, origin: str
) -> str:
    """Do what a card does today for whoever has its code; answers their user name.

    One that gives a password ends all that led into the account before. One that gives a voucher
    asks for the present password. `InvalidEnrolment`, `TooManyAttempts`, `PresentPasswordNeeded`,
    and the kinds of `checked`.
    """
    await sign_ins.counter.redeeming(call, origin)
    facts = await load_redeeming_facts(call, codes.digest(sent.code))
    card = await _card(call, facts)
    if card.effect is EnrolmentEffect.VOUCHER:
        return await _vouch(call, facts, card, sent, sign_ins, origin=origin)
    username = await _give_password(call, sent, sign_ins)
    await end_again(call, facts.person_id, by=facts.person_id, reason=EndReason.PASSWORD_CHANGED)
    await sign_ins.counter.unlock(call, username, origin)
    _log.info("enrolment-redeemed", user=str(facts.person_id))
    return username


@retried
async def _give_password(call: OpenCall[Storing], sent: Redemption, sign_ins: SignInQueue) -> str:
    facts = await load_redeeming_facts(call, codes.digest(sent.code))
    card = await _card(call, facts)
    if sent.username is not None:
        await sign_ins.counter.choosing(call, facts.enrolment)
    free = await read_free_username(call, facts.candidates)
    wanted = Credentials(facts.username_for(sent.username, free=free), sent.password)
    async with sign_ins.queue.turn():
        kept, hashed = await checked_and_hashed(wanted, facts.credentials, field="/password")
    await redeem_enrolment(call, facts, card, kept, hashed)
    return kept.username


async def _vouch(
    call: OpenCall[Storing],
    facts: RedeemingFacts,
    card: RedemptionDecision,
    sent: Redemption,
    sign_ins: SignInQueue,
    *,
    origin: str,
) -> str:
    """Store the voucher for whoever signs in with the present password: counted as signing in is,
    so that a card is no way around its limits."""
    username = facts.credentials.username or ""
    async with sign_ins.queue.turn():
        counted = await sign_ins.counter.signing_in(call, username, origin)
        account = await load_account_of(call, username)
        try:
            await check_password(sent.password, account.password_hash if account else None)
            if account is not None and account.suspended:
                raise AccountSuspended
        except WrongCredentials as wrong:
            raise PresentPasswordNeeded from wrong
        await forget(call, counted)
    await store_voucher(call, facts, card)
    _log.info("account-vouched", user=str(facts.person_id))
    return username


async def _card(call: OpenCall[Reading], facts: RedeemingFacts) -> RedemptionDecision:
    """What the card does by what its maker and its owner hold today, or `InvalidEnrolment`."""
    if facts.made_by is None:
        return BY_OPERATOR
    return redeemed(facts, maker=facts.made_by, held=await read_held(call, facts.made_by))
