"""Which offices vouch that an account belongs to its person, and what follows from it.

An appointment is an act about a person; an account is a password that somebody knows. That both are
the same human being is known to the office that hands over the card, and to no other. So what
somebody holds counts only in an account for which the office that appoints to it, or one above it,
has vouched: until then it is dormant.

A card of an office gives its voucher. It also sets the password of whoever has none yet; and of who
has one only if the office stands at or above every office that vouched for it, and above all that
the person holds or held. Any other card adds its voucher to the account of whoever shows the
present password: it resets nothing.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from domain.access.permits import Place, within
from domain.access.roles import Role
from domain.errors import Unauthenticated

_BY_THE_NATION, _BY_A_REGION, _BY_AN_IGED, _BY_A_SCHOOL = 1, 2, 3, 4
OFFICE_DEPTH: Mapping[Role, int] = {
    Role.MINEDU: _BY_THE_NATION,
    Role.DRE: _BY_THE_NATION,
    Role.INTEGRATOR: _BY_THE_NATION,
    Role.UGEL: _BY_A_REGION,
    Role.DIRECTOR: _BY_AN_IGED,
    Role.CP: _BY_A_SCHOOL,
    Role.CT: _BY_A_SCHOOL,
    Role.PSYCHOLOGIST: _BY_A_SCHOOL,
    Role.CIST: _BY_A_SCHOOL,
    Role.TEACHER: _BY_A_SCHOOL,
}
"""How deep in the tree of places the lowest office stands that appoints to a role (`MAY_APPOINT`):
1 the nation, 2 a region, 3 an IGED, 4 a school."""


class EnrolmentEffect(StrEnum):
    """What a card does once it is redeemed."""

    PASSWORD = "password"  # noqa: S105  the name of an effect
    """Its owner chooses a password: the first, or one in place of the present one."""
    VOUCHER = "voucher"
    """Its office vouches for the account that its owner has already, and nothing else changes."""


class PresentPasswordNeeded(Unauthenticated):
    """The card adds a voucher to an account that exists, whose password was not shown."""

    code = "present-password-needed"
    title_es, title_en = "Falta su contraseña actual", "Your present password is needed"
    es = (
        "Usted ya tiene una cuenta y esta tarjeta no cambia su contraseña: escriba la que usa hoy."
        " Si no la recuerda, pida que la restablezcan a la oficina que está por encima."
    )
    en = (
        "You already have an account and this card does not change its password: enter the one you"
        " use today. If you forgot it, ask the office above to reset it."
    )


def office_of(role: Role, place: Place) -> Place:
    """The lowest office that appoints to a role at a place."""
    return Place(".".join(place.split(".")[: OFFICE_DEPTH[role]]))


def vouched(role: Role, place: Place, *, by: Iterable[Place]) -> bool:
    """True when one of the offices that vouched is the one that appoints to the role there, or
    stands above it."""
    return any(within(office_of(role, place), office) for office in by)


def stands_above_all(office: Place, vouchers: Iterable[Place]) -> bool:
    """True when every office that vouched is this one or below it."""
    return all(within(voucher, office) for voucher in vouchers)
