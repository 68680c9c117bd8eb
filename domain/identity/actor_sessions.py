"""Who may end all sessions of somebody else: whoever stands over the highest that the person holds.

A device was lost, an account is in other hands: the office acts at once, without waiting for the
person (OWASP ASVS 7.4.5). It gives nothing, for the person signs in again; so it asks for less than
a code does, which is the account. Authority over one of their roles of the highest level is enough:
were all of them asked for, whoever appoints somebody beside others would take the power from the
person's own office. And a lower one is never enough: nobody gains it by appointing their betters.
Of somebody who holds nothing any more, whoever knows them may.
"""

from domain.access.offices import above
from domain.access.permits import Permit, PersonId
from domain.access.roles import Role
from domain.errors import Forbidden, NotFound, leads_to
from domain.identity.enrolments import ABOVE, Enrollee, has_authority
from domain.people.actors import PERSON

_LEVELS = {Role.MINEDU: 0, Role.DRE: 1, Role.UGEL: 2, Role.DIRECTOR: 3}
_STAFF = 4


class OwnSessions(Forbidden):
    """One's own sessions are ended one by one or all but the present one."""

    code = "own-sessions"
    title_es, title_en = "Sus propias sesiones", "Your own sessions"
    es = "Sus propias sesiones se cierran en «mis sesiones» (/v1/me/sessions)."
    en = "Your own sessions are ended at /v1/me/sessions."
    proposes = leads_to(listMySessions={})


class MayNotEndSessions(Forbidden):
    """None of the caller's roles stands over the highest that the person holds."""

    code = "may-not-end-sessions"
    title_es, title_en = "No le corresponde cerrar esas sesiones", "May not end these sessions"
    es = "Cierra sus sesiones quien la nombra en el mayor de sus cargos, o una oficina por encima."
    en = "Whoever appoints the person to the highest of their roles ends their sessions, or above."


def check_end(person_id: PersonId, enrollee: Enrollee | None, permit: Permit) -> None:
    """Pass, or `NotFound`, `OwnSessions`, `MayNotEndSessions`."""
    if person_id == permit.person_id:
        raise OwnSessions
    if enrollee is None:
        raise NotFound(what=PERSON)
    highest = min((_level(role) for role, _ in enrollee.access.holds), default=None)
    if highest is not None and not any(
        has_authority(permit, role, place, over=ABOVE)
        for role, place in enrollee.access.holds
        if _level(role) == highest
    ):
        raise MayNotEndSessions(offices=above(permit))


def _level(role: Role) -> int:
    """How high a role stands, the ministry's first."""
    return _LEVELS.get(role, _STAFF)
