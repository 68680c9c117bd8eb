"""A region of four schools as a walk over its offices knows it: who was vouched for by whom, which
hands know which password, what each session may hold. It shares no rule with the product's code.

A *hand* is somebody who acts: an office, by its key, or the owner of an account. An office that
makes a card may redeem it itself: then its hand is in the account.
"""

from dataclasses import dataclass, field
from uuid import UUID

from domain.access.roles import Role
from tests.world import Auth

OWNER = "owner"
APPOINTED_BY = {Role.DRE: 1, Role.UGEL: 2, Role.DIRECTOR: 3}
"""How many names the path of the office has that appoints to a role; of all others a school's."""


def below(place: str, office: str) -> bool:
    return f"{place}.".startswith(f"{office}.")


@dataclass
class Post:
    """Something held: an appointment, or access for a time."""

    person: UUID
    role: Role
    place: str
    id: UUID | None = None
    """Of an appointment, by which it is ended."""

    @property
    def office(self) -> str:
        """The lowest office that appoints to it."""
        return ".".join(self.place.split(".")[: APPOINTED_BY.get(self.role, 4)])


@dataclass
class Card:
    """A card of some office for a person, in the hand that made it."""

    person: UUID
    hand: str
    offices: frozenset[str]
    code: str
    effect: str


@dataclass
class Account:
    """A person with their account: `resets` counts passwords and suspensions; what was begun before
    the last one is over."""

    id: UUID
    about: dict[str, str]
    version: int = 1
    username: str | None = None
    known_by: str | None = None
    vouched: set[str] = field(default_factory=set)
    resets: int = 0
    suspended: bool = False
    asked: set[str] = field(default_factory=set)
    """Documents that the account asked for and nobody withdrew."""


@dataclass
class Session:
    """A hand in an account."""

    hand: str
    person: UUID
    auth: Auth
    resets: int


@dataclass
class Region:
    """All that happened so far."""

    offices: dict[str, str]
    """The place of each, by its key."""
    accounts: dict[UUID, Account] = field(default_factory=dict)
    posts: list[Post] = field(default_factory=list)
    cards: list[Card] = field(default_factory=list)
    sessions: list[Session] = field(default_factory=list)

    def live(self, session: Session) -> bool:
        account = self.accounts[session.person]
        return session.resets == account.resets and not account.suspended

    def counting(self, person: UUID) -> list[Post]:
        """What a person holds and an office at or above the appointment vouched for."""
        vouched = self.accounts[person].vouched
        return [
            post
            for post in self.posts
            if post.person == person and any(below(post.office, office) for office in vouched)
        ]

    def may_hold(self, session: Session) -> set[str]:
        """Where a session may have rights. A hand that is not the owner's has none that its own
        office could not have given."""
        posts = self.counting(session.person)
        if session.hand != OWNER:
            posts = [post for post in posts if below(post.office, self.offices[session.hand])]
        return {post.place for post in posts}

    def within_sight(self, session: Session, place: str) -> bool:
        """A hand in the account of another learns of no place outside its own office."""
        return session.hand == OWNER or below(place, self.offices[session.hand])

    def redeemed(self, card: Card, username: str, hand: str) -> None:
        account = self.accounts[card.person]
        account.vouched |= card.offices
        if card.effect == "voucher":
            return
        account.username, account.known_by = username, hand
        account.resets, account.suspended = account.resets + 1, False
        account.asked.clear()

    def renamed(self, person: UUID, number: str) -> None:
        account = self.accounts[person]
        asked = number in account.asked
        account.about, account.version = account.about | {"doc_number": number}, account.version + 1
        if account.username is not None and not asked:
            account.resets, account.suspended = account.resets + 1, True
            account.asked.clear()
