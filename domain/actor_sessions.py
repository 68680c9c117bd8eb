"""Who may end all sessions of somebody else: whoever may let them in, and so could anyhow.

A device was lost, an account is in other hands: those who appoint the person act at once, without
waiting for them (OWASP ASVS 7.4.5). Of somebody who holds nothing any more, whoever knows them may.
"""

from domain.access import Permit, PersonId
from domain.enrolments import Enrollee, HoldsNothing, enrol
from domain.errors import Forbidden


class OwnSessions(Forbidden):
    """One's own sessions are ended one by one or all but the present one."""

    code = "own-sessions"
    title_es, title_en = "Sus propias sesiones", "Your own sessions"
    es = "Sus propias sesiones se cierran en «mis sesiones» (/v1/me/sessions)."
    en = "Your own sessions are ended at /v1/me/sessions."


def check_end(person: PersonId, found: Enrollee | None, *, permit: Permit) -> None:
    """Pass, or `NotFound`, `OwnSessions`, `MayNotEnrol`."""
    if person == permit.person:
        raise OwnSessions
    (outcome,) = enrol([person], {person: found} if found else {}, permit=permit)
    if outcome.refusal is not None and not isinstance(outcome.refusal, HoldsNothing):
        raise outcome.refusal
