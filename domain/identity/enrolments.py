"""Who may make whose card, and what the card does (`domain.identity.vouchers`).

A card that sets a password is as good as the account, so holding part of the authority is not
enough: a UGEL that could reset the password of a specialist of the ministry, because that person
also teaches in one of its schools, would be the ministry. Nobody does it for themselves (OWASP ASVS
6.4.6, 6.4.1).

- The first password is given by whoever may appoint to all that the person holds or ever held: what
  they wrote under another office opens with it.
- Another password, by whoever may appoint to all that counts in the account, and stands at or above
  every office that vouched for it.
- Any other office that may appoint to something they hold gives its voucher, once they have an
  account.

Where more than one office is concerned (a CP in schools of two UGELs), one that stands above them
all takes the place of those that appoint: none of them alone may, and somebody must.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from domain.access.offices import above, offices
from domain.access.permits import Permit, PersonId, Place
from domain.access.roles import Role
from domain.errors import Conflict, DomainError, Forbidden, NotFound, RoleAtPlace, leads_to
from domain.identity.vouchers import (
    EnrolmentEffect,
    office_of,
    stands_above_all,
    vouched,
)
from domain.people.actors import PERSON
from domain.people.appointments.authority import MAY_APPOINT, appointing

EnrolmentState = Literal["none", "pending", "enrolled", "expired"]
Holdings = tuple[tuple[Role, Place], ...]
"""Roles of somebody, each with its place."""
LIVES = timedelta(days=7)
MOST = 500


class MayNotEnrol(Forbidden):
    """The person holds something that none of the caller's roles appoints to."""

    code = "may-not-enrol"
    title_es, title_en = "No le corresponde dar ese acceso", "May not enrol this person"
    es = "La persona ejerce un cargo que usted no nombra: le da acceso quien sí lo nombra."
    en = "The person holds a role that you do not appoint to: whoever does lets them in."


class EnrolledAbove(MayNotEnrol):
    """The caller appoints to part of what the person holds or held: an office above all of it gives
    the first password. No place is named, for the rest may lie out of the caller's reach."""

    code = "enrolled-above"
    title_es, title_en = "Le da acceso una oficina superior", "An office above lets them in"
    es = (
        "La persona también ejerce o ejerció un cargo fuera de su oficina. Su primer acceso lo da"
        " la oficina que está por encima de ambas: la UGEL o la DRE que las abarque, o el Minedu."
    )
    en = (
        "The person also acts or acted outside your office. The office above both lets them in for"
        " the first time: the UGEL or DRE that holds them both, or the ministry."
    )


class MayNotReset(MayNotEnrol):
    """Other offices vouch for the account too: the caller's card could only add a voucher."""

    code = "may-not-reset"
    title_es, title_en = "No le corresponde restablecer ese acceso", "May not reset this access"
    es = (
        "Otra oficina responde también por esa cuenta: la restablece la oficina que está por"
        " encima de todas ellas, o el Minedu."
    )
    en = (
        "Another office vouches for that account too: the office above all of them resets it, or"
        " the ministry."
    )


class OwnEnrolment(Forbidden):
    """One's own password is changed with the present one."""

    code = "own-enrolment"
    title_es, title_en = "Su propio acceso", "Your own access"
    es = "Su propia contraseña se cambia con la actual, no con un código de ingreso."
    en = "Your own password is changed with the present one, not with an enrolment code."
    proposes = leads_to(changeMyPassword={})


class HoldsNothing(Conflict):
    """The person holds no role now or from a later day: there is nothing to let them in for."""

    code = "holds-nothing"
    title_es, title_en = "Sin cargo", "Holds no role"
    es = "La persona no tiene ningún cargo vigente ni por iniciar. Nómbrela primero."
    en = "The person holds no role now or from a later day. Appoint them first."


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFacts:
    """What the right to make somebody's card follows from."""

    holds: Holdings
    """Now or from a later day."""
    held: Holdings
    """No more."""
    has_account: bool
    vouchers: tuple[Place, ...]
    """The offices that vouch for the account."""


@dataclass(frozen=True, slots=True)
class Enrollee:
    """A person within reach: what their card depends on, and how it names them."""

    person_id: PersonId
    name: str
    place_name: str | None
    access: CardFacts


@dataclass(frozen=True, slots=True)
class EnrolmentOutcome:
    """What becomes of one person: what their card does, or why they get none. Who is out of reach
    has no `enrollee`."""

    person_id: PersonId
    enrollee: Enrollee | None
    effect: EnrolmentEffect | None
    refusal: DomainError | None


def enrol(
    people: Sequence[PersonId],
    enrollees: Mapping[PersonId, Enrollee],
    permit: Permit,
    *,
    resetting: bool = False,
) -> list[EnrolmentOutcome]:
    """One outcome for each person asked for, in their order, each decided by itself. `resetting`:
    a card that could only add a voucher is refused."""
    return [
        _outcome(person, enrollees.get(person), permit, resetting=resetting)
        for person in dict.fromkeys(people)
    ]


def _outcome(
    person: PersonId, found: Enrollee | None, permit: Permit, *, resetting: bool
) -> EnrolmentOutcome:
    try:
        if found is None:
            raise NotFound(what=PERSON)
        effect = effect_of(person, found.access, permit)
        if resetting and effect is not EnrolmentEffect.PASSWORD:
            raise MayNotReset(offices=above(permit))
    except DomainError as refusal:
        return EnrolmentOutcome(person, found, None, refusal)
    return EnrolmentOutcome(person, found, effect, None)


def effect_of(person: PersonId, access: CardFacts, permit: Permit) -> EnrolmentEffect:
    """What a card made with this permit does; or `OwnEnrolment`, `HoldsNothing`, `MayNotEnrol`,
    `EnrolledAbove`."""
    if person == permit.person_id:
        raise OwnEnrolment
    if not access.holds:
        raise HoldsNothing
    if _may_set_password(access, permit):
        return EnrolmentEffect.PASSWORD
    if not vouching_offices(access.holds, permit, over=MAY_APPOINT):
        raise MayNotEnrol(offices=_appointing(access, permit))
    if not access.has_account:
        raise EnrolledAbove(offices=above(permit))
    return EnrolmentEffect.VOUCHER


def _appointing(access: CardFacts, permit: Permit) -> tuple[RoleAtPlace, ...]:
    """Who appoints to what is held in the caller's reach; of the rest they learn nothing."""
    seen = [(role, place) for role, place in access.holds if permit.reach.covers(place)]
    who = [each for role, place in seen for each in offices(appointing(role), place)]
    return tuple(dict.fromkeys(who)) or above(permit)


def _may_set_password(access: CardFacts, permit: Permit) -> bool:
    if not access.has_account:
        everything = (*access.holds, *access.held)
        return _may_appoint_to_all(everything, _offices_of(everything), permit)
    counting = [(r, p) for r, p in access.holds if vouched(r, p, by=access.vouchers)]
    counting = counting or [*access.holds, *access.held]  # nothing counts: all that ever did
    above = any(stands_above_all(held.place, access.vouchers) for held in permit.held
                if permit.scope in held.carries)  # fmt: skip
    offices = _offices_of(access.holds) | {_iged(office) for office in access.vouchers}
    return above and _may_appoint_to_all(counting, offices, permit)


def _may_appoint_to_all(
    holdings: Sequence[tuple[Role, Place]], offices: Set[Place], permit: Permit
) -> bool:
    """True for whoever appoints to all of it, where one office is concerned; else for whoever
    stands above as well."""
    over = MAY_APPOINT if len(offices) == 1 else ABOVE
    return all(has_authority(permit, role, place, over=over) for role, place in holdings)


def vouching_offices(
    holdings: Holdings, permit: Permit, *, over: Mapping[Role, frozenset[Role]]
) -> tuple[Place, ...]:
    """The caller's offices that stand over something of it, and so vouch by a card."""
    return tuple(
        {
            held.place: None
            for role, place in holdings
            for held in permit.roles_at(place)
            if role in over.get(held.role, ())
        }
    )


def has_authority(
    permit: Permit, role: Role, place: Place, *, over: Mapping[Role, frozenset[Role]]
) -> bool:
    """True when a role of the caller's at the place stands over that role: by `MAY_APPOINT`, as
    whoever appoints to it; by `ABOVE`, also as whoever stands above those."""
    return any(role in over.get(held.role, ()) for held in permit.roles_at(place))


def _offices_of(holdings: Holdings) -> Set[Place]:
    """The offices that appoint to it; a UGEL for all who work in a school."""
    return {_iged(office_of(role, place)) for role, place in holdings}


def _iged(place: Place) -> Place:
    """The place, or the IGED that a school is of."""
    return Place(".".join(place.split(".")[:3]))


def _above(role: Role) -> frozenset[Role]:
    """The roles that a role appoints to, itself or through those it appoints."""
    direct = MAY_APPOINT.get(role, frozenset())
    return direct.union(*(_above(below) for below in direct - {role}))


ABOVE: Mapping[Role, frozenset[Role]] = {role: _above(role) for role in MAY_APPOINT}
"""What each role appoints to within its own place, itself or through those it appoints."""
