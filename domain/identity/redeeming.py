"""What a card does when it is redeemed: no more than its maker could order today."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.access.permits import NATION, HeldRole, PersonId, Place, grant, scopes_of
from domain.access.scopes import Scope
from domain.errors import Conflict, Forbidden, Unauthenticated
from domain.identity.accounts import CredentialFacts, username_for, usernames
from domain.identity.enrolments import ABOVE, CardFacts, effect_of, vouching_offices
from domain.identity.vouchers import EnrolmentEffect
from domain.people.appointments.authority import MAY_APPOINT


class InvalidEnrolment(Unauthenticated):
    """The code is wrong, used, withdrawn or expired, or its maker may not make it any more: never
    told apart."""

    code = "invalid-enrolment"
    title_es, title_en = "Código de ingreso no válido", "Invalid enrolment code"
    es = "Ese código no es válido, ya se usó o venció. Pida otro a quien se lo entregó."
    en = "That code is not valid, was used or has expired. Ask whoever gave it to you for another."


@dataclass(frozen=True, slots=True, kw_only=True)
class RedeemingFacts:
    """A live enrolment: what the choice of credentials looks at, what its effect depends on, and
    who made it (None: the operator)."""

    enrolment: UUID
    credentials: CredentialFacts
    given_names: str
    paternal_surname: str
    made_by: PersonId | None
    effect: EnrolmentEffect
    access: CardFacts

    @property
    def person_id(self) -> PersonId:
        """Whose it is."""
        return self.credentials.person_id

    @property
    def candidates(self) -> list[str]:
        """User names to propose, the plainest first."""
        return usernames(self.given_names, self.paternal_surname)

    def username_for(self, wanted: str | None, *, free: str) -> str:
        """The user name to keep, or `UsernameDigits`."""
        return username_for(wanted, self.credentials, free=free)


@dataclass(frozen=True, slots=True)
class RedemptionDecision:
    """What a card does now, and the offices that vouch by it."""

    effect: EnrolmentEffect
    offices: tuple[Place, ...]


BY_OPERATOR = RedemptionDecision(EnrolmentEffect.PASSWORD, (NATION,))
"""Who runs the service gives a password as the ministry does."""


def redeemed(
    facts: RedeemingFacts, *, maker: PersonId, held: Sequence[HeldRole]
) -> RedemptionDecision:
    """What a code does by what its maker and its owner hold today: what it was made for, or
    `InvalidEnrolment`. It is worth no more than the authority that it came from."""
    try:
        permit = grant(maker, Scope.ACCOUNTS_ENROL, scopes=scopes_of(held), held=held)
        may = effect_of(facts.person_id, facts.access, permit)
    except (Forbidden, Conflict) as refused:
        raise InvalidEnrolment from refused
    if facts.effect is EnrolmentEffect.VOUCHER:
        return RedemptionDecision(
            facts.effect, vouching_offices(facts.access.holds, permit, over=MAY_APPOINT)
        )
    if may is EnrolmentEffect.VOUCHER:
        raise InvalidEnrolment
    return RedemptionDecision(
        facts.effect, vouching_offices(facts.access.holds, permit, over=ABOVE)
    )
