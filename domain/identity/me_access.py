"""Why an operation would be allowed to a caller at a place, or not, and what would change that.

What is told follows from the caller's own appointments and the public tree of regions and IGEDs. A
school out of sight and one that does not exist are one and the same `NOWHERE`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.access.permits import HeldRole, Permit, Place, within
from domain.access.roles import ROLE_NAMES, ROLE_TITLES, Role
from domain.access.scopes import AUTHORED, PERSONAL, ROLE_SCOPES, Scope
from domain.errors import Invalid
from domain.people.appointments.authority import appointing

NOWHERE = Place("")
"""A place that no one stands above: out of sight, or none."""


class UnknownOperation(Invalid):
    """The contract has no operation of that name."""

    code = "unknown-operation"
    title_es, title_en = "Operación desconocida", "Unknown operation"
    es = "El contrato no tiene la operación «{operation}»."
    en = "The contract has no operation «{operation}»."


class AccessReason(StrEnum):
    """Why not; or, allowed as it is, why only so far."""

    OWN_RECORDS_ONLY = "own-records-only"
    MISSING_SCOPE = "missing-scope"
    SECOND_FACTOR_NEEDED = "second-factor-needed"
    DORMANT = "dormant"
    NOT_BEGUN = "appointment-not-begun"
    ENDED = "appointment-ended"
    OUT_OF_REACH = "out-of-reach"
    NO_ROLE_CARRIES = "no-role-carries"


class AccessRemedy(StrEnum):
    """What would give it."""

    SIGN_IN_AGAIN = "sign-in-again"
    SECOND_FACTOR = "second-factor"
    VOUCHER = "voucher"
    WAIT = "wait"
    APPOINTMENT = "appointment"


class TenureTime(StrEnum):
    """Where a time in a role stands now."""

    PAST = "past"
    NOW = "now"
    DORMANT = "dormant"
    """Held now, in an account for which no office that appoints to it has vouched yet."""
    COMING = "coming"


@dataclass(frozen=True, slots=True)
class Tenure:
    """What the caller held, holds or will hold. `day` is the last of a past time, the first of
    any other (Lima)."""

    held: HeldRole
    when: TenureTime
    day: date


@dataclass(frozen=True, slots=True)
class KnownPlace:
    """A place that the caller may know of."""

    path: Place
    name: str | None


@dataclass(frozen=True, slots=True)
class AccessFacts:
    """What the caller held, holds or will hold; and the place asked about, if they may know it."""

    tenures: tuple[Tenure, ...]
    place: KnownPlace | None

    @property
    def path(self) -> Place:
        """Where the place asked about lies."""
        return self.place.path if self.place else NOWHERE


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer. `role` and `day` belong to the appointment that the reason is about."""

    allowed: bool
    reason: AccessReason | None
    remedy: AccessRemedy | None
    role: Role | None = None
    day: date | None = None


def roles_that_carry(scope: Scope | None) -> list[Role]:
    """Every role with a right to a scope, within its own place."""
    return [role for role in Role if scope in ROLE_SCOPES[role]]


def who_may_give(scope: Scope | None) -> list[Role]:
    """The roles that appoint to some role with a right to a scope."""
    found = {who: None for role in roles_that_carry(scope) for who in appointing(role)}
    return [role for role in Role if role in found]


def explain(
    scope: Scope | None, place: Place | None, *, permit: Permit, tenures: Iterable[Tenure]
) -> Verdict:
    """The verdict for one scope (None: public) at one place (None: anywhere).

    `tenures` are the caller's, past and coming ones too; `permit` any of theirs, for what counts in
    this session. The narrowest cause is told: what lacks only a session, a second factor or a day
    before what lacks an appointment.
    """
    if scope is None or (scope in permit.scopes and scope in PERSONAL):
        return Verdict(True, None, None)
    reach = permit.reach_of(scope)
    if any(_covers(root, place) for root in reach.roots):
        return Verdict(True, None, None)
    if scope in permit.scopes and scope in AUTHORED:
        return Verdict(True, AccessReason.OWN_RECORDS_ONLY, None)
    carrying = [h for h in permit.held if scope in h.carries]
    if scope in PERSONAL | AUTHORED or any(_covers(h.place, place) for h in carrying):
        return Verdict(False, AccessReason.MISSING_SCOPE, AccessRemedy.SIGN_IN_AGAIN)
    # Of somewhere unknown only what holds wherever it is can be said: that nothing carries it now.
    about = None if place == NOWHERE and not carrying else place
    if by_tenure := _by_tenure(scope, about, permit, tenures):
        return by_tenure
    reason = AccessReason.OUT_OF_REACH if carrying else AccessReason.NO_ROLE_CARRIES
    return Verdict(False, reason, AccessRemedy.APPOINTMENT)


def _by_tenure(
    scope: Scope, place: Place | None, permit: Permit, tenures: Iterable[Tenure]
) -> Verdict | None:
    """The verdict by a time in a role that does not count now, if one would give the right."""
    there = [t for t in tenures if scope in t.held.carries and _covers(t.held.place, place)]
    counting = {(h.role, h.place) for h in permit.held}
    for tenure in there:
        if tenure.when is TenureTime.NOW and (tenure.held.role, tenure.held.place) not in counting:
            return _refused(AccessReason.SECOND_FACTOR_NEEDED, AccessRemedy.SECOND_FACTOR, tenure)
        if tenure.when is TenureTime.DORMANT:
            return _refused(AccessReason.DORMANT, AccessRemedy.VOUCHER, tenure)
    coming = [t for t in there if t.when is TenureTime.COMING]
    if coming:
        return _refused(AccessReason.NOT_BEGUN, AccessRemedy.WAIT, min(coming, key=lambda t: t.day))
    past = [t for t in there if t.when is TenureTime.PAST]
    if past:
        return _refused(
            AccessReason.ENDED, AccessRemedy.APPOINTMENT, max(past, key=lambda t: t.day)
        )
    return None


def _refused(reason: AccessReason, remedy: AccessRemedy, tenure: Tenure) -> Verdict:
    held = tenure.when in {TenureTime.NOW, TenureTime.DORMANT}
    day = None if held else tenure.day
    return Verdict(False, reason, remedy, tenure.held.role, day)


def _covers(root: Place, place: Place | None) -> bool:
    return place is None or within(place, root)


_REASONS = {
    AccessReason.OWN_RECORDS_ONLY: (
        "Solo para los registros que usted hizo y, en su puesto, los que tratan de usted.",
        "Only for the records that you made and, in your post, those about you.",
    ),
    AccessReason.MISSING_SCOPE: (
        "Le corresponde, pero su sesión se inició sin el permiso «{scope}».",
        "It is yours to do, but your session was begun without the scope «{scope}».",
    ),
    AccessReason.SECOND_FACTOR_NEEDED: (
        "El cargo de {role_es} cuenta solo en sesiones con segundo factor.",
        "The role of {role_en} counts only in sessions with a second factor.",
    ),
    AccessReason.DORMANT: (
        "Su cargo de {role_es} está en espera: quien nombra a él aún no responde por su cuenta.",
        "Your role of {role_en} is dormant: who appoints to it has not vouched for your account.",
    ),
    AccessReason.NOT_BEGUN: (
        "Su cargo de {role_es} empieza el {day_es}.",
        "Your time as {role_en} begins on {day_en}.",
    ),
    AccessReason.ENDED: (
        "Su cargo de {role_es} terminó el {day_es}.",
        "Your time as {role_en} ended on {day_en}.",
    ),
    AccessReason.OUT_OF_REACH: (
        "Tiene un cargo con ese permiso, pero ese lugar está fuera de su ámbito o no existe.",
        "You hold a role with that right, but that place lies outside its reach or does not exist.",
    ),
    AccessReason.NO_ROLE_CARRIES: (
        "Ninguno de sus cargos da el permiso «{scope}».",
        "None of your roles carries the scope «{scope}».",
    ),
}
_REMEDIES = {
    AccessRemedy.SIGN_IN_AGAIN: (
        "Inicie sesión de nuevo y pida el permiso «{scope}».",
        "Sign in again and ask for the scope «{scope}».",
    ),
    AccessRemedy.SECOND_FACTOR: (
        "Active el segundo factor en su cuenta e inicie sesión con él.",
        "Set up the second factor of your account and sign in with it.",
    ),
    AccessRemedy.VOUCHER: (
        "Pida una tarjeta a la oficina que figura en sus datos (/v1/me), y úsela.",
        "Ask the office that your own data (/v1/me) name for a card, and redeem it.",
    ),
    AccessRemedy.WAIT: ("Espere hasta ese día.", "Wait until that day."),
    AccessRemedy.APPOINTMENT: (
        "Un nombramiento en ese lugar, o un acceso temporal, como: {roles_es}.",
        "An appointment there, or temporary access, as: {roles_en}.",
    ),
}


def reason_texts(verdict: Verdict, scope: Scope | None) -> tuple[str, str] | None:
    """The reason in Spanish and English, or None when there is nothing to say."""
    return _filled(_REASONS[verdict.reason], verdict, scope) if verdict.reason else None


def remedy_texts(verdict: Verdict, scope: Scope | None) -> tuple[str, str] | None:
    """What would give it, in Spanish and English."""
    return _filled(_REMEDIES[verdict.remedy], verdict, scope) if verdict.remedy else None


def _filled(texts: tuple[str, str], verdict: Verdict, scope: Scope | None) -> tuple[str, str]:
    role_es, role_en = _bare(verdict.role) if verdict.role else ("", "")
    roles = [_bare(role) for role in roles_that_carry(scope) if appointing(role)]
    facts = {
        "scope": scope,
        "role_es": role_es,
        "role_en": role_en,
        "roles_es": ", ".join(es for es, _ in roles),
        "roles_en": ", ".join(en for _, en in roles),
        "day_es": f"{verdict.day:%d/%m/%Y}" if verdict.day else "",
        "day_en": verdict.day.isoformat() if verdict.day else "",
    }
    return texts[0].format(**facts), texts[1].format(**facts)


def _bare(role: Role) -> tuple[str, str]:
    """A role as a list names it, in Spanish and English."""
    return ROLE_TITLES[role], ROLE_NAMES[role][1].removeprefix("the ")
