"""Who may let whom give themselves a password: whoever may appoint them to all that they hold.

A code is as good as the account, so holding part of the authority is not enough: a UGEL that could
reset the password of a specialist of the ministry, because that person also teaches in one of its
schools, would be the ministry. Nobody does it for themselves (OWASP ASVS 6.4.6, 6.4.1).

Who is appointed by more than one office (a CP in schools of two UGELs) is let in by one that stands
above them all: none of them alone may, and somebody must.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal
from uuid import UUID

from domain.access.permits import HeldRole, Permit, PersonId, Place, grant, scopes_of
from domain.access.roles import Role
from domain.access.scopes import Scope
from domain.errors import Conflict, DomainError, Forbidden, NotFound, Unauthenticated
from domain.identity.accounts import CredentialFacts, username_for, usernames
from domain.people.actors import PERSON
from domain.people.appointments.authority import MAY_APPOINT

EnrolmentState = Literal["none", "pending", "enrolled", "expired"]
Holdings = tuple[tuple[Role, Place], ...]
"""What somebody holds now or from a later day: each role, and where."""
LIVES = timedelta(days=7)
MOST = 500


class InvalidEnrolment(Unauthenticated):
    """The code is wrong, used, withdrawn or expired, or its maker may not make it any more: never
    told apart."""

    code = "invalid-enrolment"
    title_es, title_en = "Código de ingreso no válido", "Invalid enrolment code"
    es = "Ese código no es válido, ya se usó o venció. Pida otro a quien se lo entregó."
    en = "That code is not valid, was used or has expired. Ask whoever gave it to you for another."


class MayNotEnrol(Forbidden):
    """The person holds something that none of the caller's roles appoints to."""

    code = "may-not-enrol"
    title_es, title_en = "No le corresponde dar ese acceso", "May not enrol this person"
    es = "La persona ejerce un cargo que usted no nombra: le da acceso quien sí lo nombra."
    en = "The person holds a role that you do not appoint to: whoever does lets them in."


class EnrolledAbove(MayNotEnrol):
    """The caller lets in for part of what the person holds: an office above all of it does for the
    whole. No place is named, for the rest of it may lie out of the caller's reach."""

    code = "enrolled-above"
    title_es, title_en = "Le da acceso una oficina superior", "An office above lets them in"
    es = (
        "La persona también ejerce un cargo fuera de su oficina. Le da acceso la oficina que está"
        " por encima de ambas: la UGEL o la DRE que las abarque, o el Minedu."
    )
    en = (
        "The person also acts outside your office. The office above both lets them in: the UGEL or"
        " DRE that holds them both, or the ministry."
    )


class OwnEnrolment(Forbidden):
    """One's own password is changed with the present one."""

    code = "own-enrolment"
    title_es, title_en = "Su propio acceso", "Your own access"
    es = "Su propia contraseña se cambia con la actual, no con un código de ingreso."
    en = "Your own password is changed with the present one, not with an enrolment code."


class HoldsNothing(Conflict):
    """The person holds no role now or from a later day: there is nothing to let them in for."""

    code = "holds-nothing"
    title_es, title_en = "Sin cargo", "Holds no role"
    es = "La persona no tiene ningún cargo vigente ni por iniciar. Nómbrela primero."
    en = "The person holds no role now or from a later day. Appoint them first."


@dataclass(frozen=True, slots=True)
class Enrollee:
    """A person within reach: what they hold or will hold, and how a card names them."""

    person_id: PersonId
    name: str
    place_name: str | None
    holds: Holdings


@dataclass(frozen=True, slots=True, kw_only=True)
class RedeemingFacts:
    """A live enrolment: what the choice of credentials looks at, what its owner holds, and who made
    it (None: the operator)."""

    enrolment: UUID
    credentials: CredentialFacts
    given_names: str
    paternal_surname: str
    made_by: PersonId | None
    holds: Holdings

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
class EnrolmentOutcome:
    """What becomes of one person: a code, or why not. Who is out of reach has no `enrollee`."""

    person_id: PersonId
    enrollee: Enrollee | None
    refusal: DomainError | None


def enrol(
    people: Sequence[PersonId], enrollees: Mapping[PersonId, Enrollee], permit: Permit
) -> list[EnrolmentOutcome]:
    """One outcome for each person asked for, in their order, each decided by itself."""
    return [_outcome(person, enrollees.get(person), permit) for person in dict.fromkeys(people)]


def check_redeemed(
    person_id: PersonId,
    holds: Holdings,
    *,
    maker: PersonId,
    held: Sequence[HeldRole],
) -> None:
    """Pass when the maker of a code could make it today, by what both hold today, or
    `InvalidEnrolment`: a code is worth no more than the authority it came from."""
    try:
        permit = grant(maker, Scope.ACCOUNTS_ENROL, scopes=scopes_of(held), held=held)
    except Forbidden as refused:
        raise InvalidEnrolment from refused
    if refusal := _refusal(person_id, Enrollee(person_id, "", None, holds), permit):
        raise InvalidEnrolment from refusal


def _outcome(person_id: PersonId, found: Enrollee | None, permit: Permit) -> EnrolmentOutcome:
    return EnrolmentOutcome(person_id, found, _refusal(person_id, found, permit))


def _refusal(person_id: PersonId, found: Enrollee | None, permit: Permit) -> DomainError | None:
    if found is None:
        return NotFound(what=PERSON)
    if person_id == permit.person_id:
        return OwnEnrolment()
    if not found.holds:
        return HoldsNothing()
    offices = {_office(role, place) for role, place in found.holds}
    over = MAY_APPOINT if len(offices) == 1 else ABOVE
    authority = [has_authority(permit, role, place, over=over) for role, place in found.holds]
    if all(authority):
        return None
    return EnrolledAbove() if any(authority) else MayNotEnrol()


def has_authority(
    permit: Permit, role: Role, place: Place, *, over: Mapping[Role, frozenset[Role]]
) -> bool:
    """True when a role of the caller's at the place stands over that role: by `MAY_APPOINT`, as
    whoever appoints to it; by `ABOVE`, also as whoever stands above those."""
    return any(role in over.get(held.role, ()) for held in permit.roles_at(place))


def _office(role: Role, place: Place) -> str:
    """The place of the office that appoints to a role at a place."""
    return ".".join(place.split(".")[: _LEVELS.get(role, 3)])


def _above(role: Role) -> frozenset[Role]:
    """The roles that a role appoints to, itself or through those it appoints."""
    direct = MAY_APPOINT.get(role, frozenset())
    return direct.union(*(_above(below) for below in direct - {role}))


ABOVE: Mapping[Role, frozenset[Role]] = {role: _above(role) for role in MAY_APPOINT}
"""What each role appoints to within its own place, itself or through those it appoints."""
_LEVELS = {Role.MINEDU: 1, Role.DRE: 1, Role.INTEGRATOR: 1, Role.UGEL: 2}
"""How deep the office stands that appoints to a role; a UGEL for all who work in a school."""
