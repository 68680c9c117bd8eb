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
from domain.errors import Conflict, Finding, Forbidden, Invalid, NotFound, Noun
from domain.territory.places import OfficialPlace
from domain.versions import Change, Seen, change_of

CLIENT = Noun("ese cliente", "client")
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
    may = (Role.MINEDU,)


class TooManySecrets(Conflict):
    """Two secrets are good already: withdraw one, or let it expire."""

    code = "too-many-secrets"
    title_es, title_en = "Ya hay dos secretos vigentes", "Two secrets are good already"
    es = "El cliente ya tiene dos secretos vigentes: retire uno antes de crear otro."
    en = "The client has two secrets that are good: withdraw one before you make another."


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """What a client is: its name and a mail address for people, its place and scopes, how many
    requests a minute it may make, and whether it is switched off."""

    name: str
    contact: str
    place: Place
    scopes: frozenset[Scope]
    requests_per_minute: int
    disabled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientRequest:
    """The same as it is asked for: its place by the official code."""

    name: str
    contact: str
    place: OfficialPlace
    scopes: frozenset[Scope]
    requests_per_minute: int
    disabled: bool

    def at(self, place: Place) -> Client:
        """What is asked for, at the place that the code stands for."""
        return Client(
            name=self.name,
            contact=self.contact,
            place=place,
            scopes=self.scopes,
            requests_per_minute=self.requests_per_minute,
            disabled=self.disabled,
        )


@dataclass(frozen=True, slots=True)
class ClientFacts:
    """The place asked for, in reach, and what stands under the id; `foreign`: out of reach."""

    place: Place
    present: Client | None
    version: int | None
    foreign: bool


@dataclass(frozen=True, slots=True)
class SecretFacts:
    """A client in reach, and how many of its secrets are good now."""

    client: Client
    good: int


@dataclass(frozen=True, slots=True)
class ClientDecision:
    """What is to be stored, and whether the tokens that the client has now must end."""

    client: Client
    change: Change
    ends_sessions: bool


def write_client(
    wanted: Client, facts: ClientFacts, permit: Permit, *, if_match: Seen | None
) -> ClientDecision:
    """Make or change a client, or refuse: `NotFound`, `ScopeNotForMachines`, `MayNotGive`, and the
    kinds of `change_of`."""
    if facts.foreign:
        raise NotFound(what=CLIENT)
    present = facts.present
    change = change_of(
        present=facts.version, if_match=if_match, same=present == wanted, what=CLIENT
    )
    if change is Change.NOTHING:
        return ClientDecision(wanted, change, ends_sessions=False)
    check_for_machines(wanted.scopes)
    check_may_give(permit, wanted.place, _added_scopes(present, wanted))
    ends = present is not None and (
        wanted.disabled or present.place != wanted.place or bool(present.scopes - wanted.scopes)
    )
    return ClientDecision(wanted, change, ends)


def make_secret(facts: SecretFacts, permit: Permit, *, overlap: timedelta) -> None:
    """Pass, or `MayNotGive` / `TooManySecrets`. A secret gives whoever reads it all that the
    client may do. Without overlap the former ones end now."""
    check_may_give(permit, facts.client.place, facts.client.scopes)
    if overlap and facts.good >= MOST_SECRETS:
        raise TooManySecrets


def _added_scopes(present: Client | None, wanted: Client) -> frozenset[Scope]:
    """What a change gives that the client did not have."""
    if present is None or present.disabled or present.place != wanted.place:
        return wanted.scopes
    return wanted.scopes - present.scopes


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
