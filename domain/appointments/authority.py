"""Who may appoint, change and end whom (role table of the mission; F51, F55, F62)."""

from domain.access import Permit, PersonId, Place, Role
from domain.appointments.model import ROLE_NAMES
from domain.errors import Forbidden

_STAFF = frozenset({Role.CP, Role.CT, Role.PSYCHOLOGIST, Role.CIST, Role.TEACHER})

MAY_APPOINT: dict[Role, frozenset[Role]] = {
    Role.MINEDU: frozenset(Role),
    Role.DRE: frozenset({Role.UGEL}),
    Role.UGEL: _STAFF | {Role.DIRECTOR},
    Role.DIRECTOR: _STAFF,
}
"""What each role appoints within its own place. A DRE that manages schools itself also holds the
UGEL's role over them (F54), so it needs no line of its own."""


class MayNotAppoint(Forbidden):
    """The place is the caller's, but none of their roles there appoints to that role."""

    code = "may-not-appoint"
    title_es, title_en = "No le corresponde nombrar", "May not appoint"
    es = "Sus cargos en ese lugar no le permiten nombrar ni cesar a: {role_es}."
    en = "Your roles at that place do not let you appoint or end a {role}."


class OwnAppointment(Forbidden):
    """Nobody gives, changes or ends an appointment of their own."""

    code = "own-appointment"
    title_es, title_en = "Su propio cargo", "Your own appointment"
    es = "Nadie se nombra ni se cesa a sí mismo: lo hace otra persona con esa facultad."
    en = "Nobody appoints or ends themselves: another person with that power does."


def check_authority(permit: Permit, role: Role, place: Place, *, person: PersonId) -> None:
    """Pass, or `OwnAppointment` / `MayNotAppoint`. The place is already known to be in reach."""
    if person == permit.person:
        raise OwnAppointment
    if not any(role in MAY_APPOINT.get(held.role, ()) for held in permit.roles_at(place)):
        raise MayNotAppoint(role=role.value, role_es=ROLE_NAMES[role])
