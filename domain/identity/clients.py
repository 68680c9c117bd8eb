"""Machine clients: a regional system or a script, with chosen scopes in one territory.

Nobody gives a machine what they do not hold themselves, at its own place and for good: whoever
could make a secret of a stronger client than themselves would hold what it holds. To take away
(a scope, a secret, everything) reach is enough.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from domain.access.permits import Permit, Place, within
from domain.access.roles import Role
from domain.access.scopes import ROLE_SCOPES, Scope
from domain.errors import Conflict, Finding, Forbidden, Invalid, NotFound
from domain.versions import Change, change_of

WHAT = "ese cliente"
MOST_SECRETS = 2
"""Good at once: the one in use, and the one it is being changed for."""
DEFAULT_OVERLAP, LONGEST_OVERLAP = 7, 30
"""Days that the former secret stays good beside a new one."""


class ScopeNotForMachines(Invalid):
    """A machine may not carry it, whoever gives it; `findings` name each."""

    code = "scope-not-for-machines"
    title_es, title_en = "Permiso que no es para sistemas", "Scope not for machines"
    es = "Un sistema no puede tener {count} de los permisos pedidos."
    en = "A machine cannot carry {count} of the scopes asked for."


class MayNotGive(Forbidden):
    """Nobody gives a machine a scope that they do not hold themselves at its place."""

    code = "may-not-give"
    title_es, title_en = "No puede dar lo que no tiene", "May not give what you do not hold"
    es = "Sus cargos en ese lugar no tienen, de modo permanente, los permisos: {scopes}."
    en = "Your appointments at that place do not carry, for good, the scopes: {scopes}."


class TooManySecrets(Conflict):
    """Two secrets are good already: withdraw one, or let it expire."""

    code = "too-many-secrets"
    title_es, title_en = "Ya hay dos secretos vigentes", "Two secrets are good already"
    es = "El cliente ya tiene dos secretos vigentes: retire uno antes de crear otro."
    en = "The client has two secrets that are good: withdraw one before you make another."


@dataclass(frozen=True, slots=True)
class Client:
    """What a client is: its name and a mail address for people, its place and scopes, how many
    requests a minute it may make, and whether it is switched off."""

    name: str
    contact: str
    place: Place
    scopes: frozenset[Scope]
    requests_per_minute: int
    disabled: bool


@dataclass(frozen=True, slots=True)
class ClientDesk:
    """The place asked for, in reach, and what stands under the id; `foreign`: out of reach."""

    place: Place
    present: Client | None
    version: int | None
    foreign: bool


@dataclass(frozen=True, slots=True)
class SecretsDesk:
    """A client in reach, and how many of its secrets are good now."""

    client: Client
    good: int


@dataclass(frozen=True, slots=True)
class Decided:
    """What is to be stored, and whether the tokens that the client has now must end."""

    client: Client
    change: Change
    ends_sessions: bool


def keep(desk: ClientDesk, asked: Client, *, permit: Permit, if_match: int | None) -> Decided:
    """Make or change a client, or refuse: `NotFound`, `ScopeNotForMachines`, `MayNotGive`, and the
    kinds of `change_of`."""
    if desk.foreign:
        raise NotFound(what=WHAT)
    present = desk.present
    change = change_of(present=desk.version, if_match=if_match, same=present == asked, what=WHAT)
    if change is Change.NOTHING:
        return Decided(asked, change, ends_sessions=False)
    check_for_machines(asked.scopes)
    check_may_give(permit, asked.place, _given(present, asked))
    ends = present is not None and (
        asked.disabled or present.place != asked.place or bool(present.scopes - asked.scopes)
    )
    return Decided(asked, change, ends)


def make_secret(desk: SecretsDesk, *, overlap: timedelta, permit: Permit) -> None:
    """Pass, or `MayNotGive` / `TooManySecrets`. A secret gives whoever reads it all that the
    client may do. Without overlap the former ones end now."""
    check_may_give(permit, desk.client.place, desk.client.scopes)
    if overlap and desk.good >= MOST_SECRETS:
        raise TooManySecrets


def _given(present: Client | None, asked: Client) -> frozenset[Scope]:
    """What a change gives that the client did not have."""
    if present is None or present.disabled or present.place != asked.place:
        return asked.scopes
    return asked.scopes - present.scopes


def check_for_machines(scopes: Iterable[Scope]) -> None:
    """Pass, or `ScopeNotForMachines`."""
    es, en = "Un sistema no puede tener este permiso.", "A machine cannot carry this scope."
    never = sorted(set(scopes) - ROLE_SCOPES[Role.INTEGRATOR])
    findings = [Finding("/scopes", "not-for-machines", f"{es} ({s})", f"{en} ({s})") for s in never]
    if findings:
        raise ScopeNotForMachines(findings, count=len(findings))


def check_may_give(permit: Permit, place: Place, scopes: Iterable[Scope]) -> None:
    """Pass, or `MayNotGive`: each scope is in the caller's token and carried, there, by a role of
    theirs that is no temporary access (it would give what outlasts itself)."""
    lacking = sorted(scope for scope in scopes if not _holds(permit, scope, place))
    if lacking:
        raise MayNotGive(scopes=", ".join(lacking))


def _holds(permit: Permit, scope: Scope, place: Place) -> bool:
    return scope in permit.scopes and any(
        scope in ROLE_SCOPES[h.role] and not h.temporary and within(place, h.place)
        for h in permit.held
    )
