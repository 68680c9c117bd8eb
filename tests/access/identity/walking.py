"""A random walk over what the offices of a region may do, looking for a session that holds what no
office at or above the appointment vouched for."""

import asyncio
from collections import Counter
from collections.abc import Coroutine
from typing import Any, ClassVar, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)
from typing_extensions import override

from domain.access.roles import Role
from tests.access.identity.offices import identity
from tests.access.identity.region import OWNER, Account, Region, Session
from tests.access.identity.steps import Steps
from tests.world import Auth

Answer = TypeVar("Answer")
ANY = st.integers(0, 11)
"""Which of those there are, counted round."""
SOMEBODY = precondition(lambda walk: walk.region.accounts)
IN_AN_ACCOUNT = precondition(lambda walk: walk.region.sessions)


class Walk(RuleBasedStateMachine):
    """Each rule is an act of some office, or of a hand in an account; refusals change nothing."""

    new_steps: ClassVar[Any]
    loop: ClassVar[asyncio.AbstractEventLoop]
    met: ClassVar[Counter[str]] = Counter()
    """How often what the walk is for was met: it proves nothing of what it never saw."""

    def __init__(self) -> None:
        super().__init__()
        self.steps: Steps = type(self).new_steps()
        self.region: Region = self.run(self.steps.begin())

    def run(self, act: Coroutine[Any, Any, Answer]) -> Answer:
        return asyncio.run_coroutine_threadsafe(act, self.loop).result()

    @override
    def teardown(self) -> None:
        self.run(self.steps.undo())

    def person(self, n: int) -> Account:
        accounts = list(self.region.accounts.values())
        return accounts[n % len(accounts)]

    def session(self, n: int) -> Session:
        return self.region.sessions[n % len(self.region.sessions)]

    def actor(self, n: int) -> tuple[str, Auth, set[str]]:
        """An office; or a hand in somebody's account, which acts by what that person holds."""
        hands = [each for each in self.region.sessions if each.hand != OWNER]
        if n % 4 == 0 and hands:
            chosen = hands[n % len(hands)]
            return chosen.hand, chosen.auth, self.region.may_hold(chosen)
        keys = list(self.region.offices)
        key = keys[n % len(keys)]
        return key, self.steps.auths[key], {self.region.offices[key]}

    def fitting(self, what: int) -> str:
        """The office that appoints to what `Steps.where` says."""
        role, at = self.steps.where(what)
        below = {Role.DRE: "ministry", Role.UGEL: "region", Role.DIRECTOR: "ugel"}
        return below.get(role) or f"school {self.steps.schools.index(at)}"

    @initialize(school=st.integers(0, 2), kept=st.booleans())
    def let_in(self, school: int, kept: bool) -> None:
        """A school takes a teacher on, and gives them a card or keeps it."""
        hand = f"school {school}"
        auth = self.steps.auths[hand]
        self.run(self.steps.register(auth))
        [account] = self.region.accounts.values()
        self.run(self.steps.take_on(auth, account, self.steps.schools[school]))
        self.run(self.steps.card(auth, hand, {self.region.offices[hand]}, account, False))
        self.redeem(0, kept)

    @rule(n=ANY)
    @precondition(lambda walk: len(walk.region.accounts) < 3)
    def register(self, n: int) -> None:
        self.run(self.steps.register(self.actor(n)[1]))

    @rule(n=ANY, who=ANY, what=ANY, fit=st.booleans())
    @SOMEBODY
    def appoint(self, n: int, who: int, what: int, fit: bool) -> None:
        by = self.steps.auths[self.fitting(what)] if fit else self.actor(n)[1]
        self.run(self.steps.appoint(by, self.person(who), what))

    @rule(school=st.integers(0, 2), who=ANY)
    @SOMEBODY
    def take_on(self, school: int, who: int) -> None:
        auth, at = self.steps.o.directors[school], self.steps.schools[school]
        self.run(self.steps.take_on(auth, self.person(who), at))

    @rule(n=ANY, which=ANY)
    @precondition(lambda walk: any(post.id for post in walk.region.posts))
    def end(self, n: int, which: int) -> None:
        posts = [post for post in self.region.posts if post.id]
        self.run(self.steps.end(self.actor(n)[1], posts[which % len(posts)]))

    @rule(n=ANY, who=ANY, what=ANY, fit=st.booleans())
    @SOMEBODY
    def grant(self, n: int, who: int, what: int, fit: bool) -> None:
        by = self.steps.auths[self.fitting(what)] if fit else self.actor(n)[1]
        self.run(self.steps.grant(by, self.person(who), what))

    @rule(n=ANY, who=ANY)
    @SOMEBODY
    def rename(self, n: int, who: int) -> None:
        account = self.person(who)
        number = next(iter(account.asked), "") if n % 2 else ""
        number = number or identity()["doc_number"]
        self.run(self.steps.rename(self.actor(n)[1], account, number))

    @rule(n=ANY, who=ANY, lost=st.booleans(), at_once=st.booleans(), kept=st.booleans())
    @SOMEBODY
    def card(self, n: int, who: int, lost: bool, at_once: bool, kept: bool) -> None:
        hand, auth, own = self.actor(n)
        before = len(self.region.cards)
        self.run(self.steps.card(auth, hand, own, self.person(who), lost))
        if at_once and len(self.region.cards) > before:
            self.redeem(len(self.region.cards) - 1, kept)

    @rule(which=ANY, kept=st.booleans())
    @precondition(lambda walk: walk.region.cards)
    def redeem(self, which: int, kept: bool) -> None:
        """By whom the card is about; or the office that made it keeps it, and redeems it."""
        card = self.region.cards[which % len(self.region.cards)]
        hand = card.hand if kept else OWNER
        self.run(self.steps.redeem(card, hand))
        self.run(self.steps.sign_in(self.region.accounts[card.person], hand))

    @rule(who=ANY, n=ANY)
    @SOMEBODY
    def sign_in(self, who: int, n: int) -> None:
        hands = [OWNER, *self.region.offices]
        self.run(self.steps.sign_in(self.person(who), hands[n % len(hands)]))

    @rule(n=ANY, which=ANY)
    @IN_AN_ACCOUNT
    def link(self, n: int, which: int) -> None:
        self.run(self.steps.link(self.actor(n)[1], self.session(which)))

    @rule(which=ANY)
    @IN_AN_ACCOUNT
    def ask_document(self, which: int) -> None:
        number = identity()["doc_number"]
        self.run(self.steps.ask_document(self.session(which), number))

    @rule(which=ANY)
    @IN_AN_ACCOUNT
    def write(self, which: int) -> None:
        self.run(self.steps.write(self.session(which)))

    @rule(which=ANY)
    @precondition(lambda walk: walk.region.posts)
    def record(self, which: int) -> None:
        self.run(self.steps.record(self.region.posts[which % len(self.region.posts)]))

    @invariant()
    def no_session_holds_what_nobody_vouched_for(self) -> None:
        """Of the latest sessions, in accounts and out of them."""
        Walk.met["steps"] += 1
        for session in self.region.sessions[-4:]:
            self.run(self.steps.check(session))
            live, held = self.region.live(session), self.region.counting(session.person)
            waits = [p for p in self.region.posts if p.person == session.person and p not in held]
            thief = session.hand != OWNER
            Walk.met["hands in accounts"] += live and thief
            Walk.met["with what waits"] += bool(live and thief and waits)
            Walk.met["reset"] += not live
