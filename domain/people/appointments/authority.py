"""Who may appoint, change and end whom (role table of the mission; F51, F55, F62).

The chain is the mission's and no step of it is skipped: the ministry names the specialists of the
regions, a region those of its UGELs, a UGEL the directors of its schools. Who lacks the one above
has them appointed first; nobody reaches over a level that is responsible for the choice.

- The ministry also names its own team, whose first member `jec bootstrap` makes and which nobody
  stands above. It appoints no UGEL specialist and nobody in a school.
- Nobody is appointed to a machine's role: machines are clients.
- A UGEL appoints the staff of its schools beside the director: hiring teachers and CAS staff is
  its own milestone (F62), the hours chart that gives CP and CT their posts is approved by it (F61),
  and a school without a director would otherwise have nobody to begin with.
- Deputies hold the role without its post (A23), and so its power to appoint; a post is one's own.
- What is held for a time only appoints nobody (`LASTING`): it would give what outlasts itself.
"""

from domain.access.offices import offices
from domain.access.permits import Permit, PersonId, Place
from domain.access.roles import ROLE_TITLES, Role
from domain.errors import Forbidden

_STAFF = frozenset({Role.CP, Role.CT, Role.PSYCHOLOGIST, Role.CIST, Role.TEACHER})

MAY_APPOINT: dict[Role, frozenset[Role]] = {
    Role.MINEDU: frozenset({Role.MINEDU, Role.DRE}),
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
    es = "Sus cargos en ese lugar no le permiten nombrar ni cesar a: {role_es}. Lo hace {who}."
    en = "Your roles at that place do not let you appoint or end a {role}. That is for {who}."


class OwnAppointment(Forbidden):
    """Nobody gives, changes or ends an appointment of their own."""

    code = "own-appointment"
    title_es, title_en = "Su propio cargo", "Your own appointment"
    es = "Nadie se nombra ni se cesa a sí mismo: lo hace otra persona con esa facultad."
    en = "Nobody appoints or ends themselves: another person with that power does."


def check_authority(permit: Permit, role: Role, place: Place, *, person_id: PersonId) -> None:
    """Pass, or `OwnAppointment` / `MayNotAppoint`. The place is already known to be in reach."""
    if person_id == permit.person_id:
        raise OwnAppointment(offices=offices(appointing(role), place))
    if not any(role in MAY_APPOINT.get(held.role, ()) for held in permit.roles_at(place)):
        who = offices(appointing(role), place)
        raise MayNotAppoint(role=role.value, role_es=ROLE_TITLES[role], offices=who)


def appointing(role: Role) -> list[Role]:
    """The roles that appoint to a role, the highest first."""
    return [who for who, whom in MAY_APPOINT.items() if role in whom]
