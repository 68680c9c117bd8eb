"""Who holds what, where, and the permit that follows for one operation. Pure: no tokens, no SQL."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NewType
from uuid import UUID

from domain.access.roles import Role
from domain.access.scopes import (
    AUTHORED,
    LASTING,
    OWN_RECORDS,
    OWN_RECORDS_ONLY,
    PERSONAL,
    ROLE_SCOPES,
    Scope,
)
from domain.errors import Forbidden, Noun, RoleAtPlace

PersonId = NewType("PersonId", UUID)
Place = NewType("Place", str)
"""A path in the territory tree: `pe.<region>.<iged>.<institution>`, the jurisdiction, never
ubigeo (A18, A19)."""

NATION = Place("pe")
PLACE = Noun("ese lugar", "place")


class MissingScope(Forbidden):
    """The token was not issued for this operation."""

    code = "missing-scope"
    title_es, title_en = "Permiso ausente en la sesión", "Missing scope"
    es = "Su sesión no tiene el permiso «{scope}» que esta operación exige."
    en = "Your token lacks the scope «{scope}» that this operation requires."


class NoRoleCarries(Forbidden):
    """The token has the scope, but no appointment in force carries it (any more)."""

    code = "no-role-carries"
    title_es, title_en = "Sin cargo vigente", "No role carries this scope"
    es = "Ninguno de sus cargos vigentes otorga el permiso «{scope}»."
    en = "None of your appointments in force carries the scope «{scope}»."


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role held today at a place; `post` numbers the post among equals (1 = responsible).

    `temporary`: by an access grant, not by an appointment. Then it administers nothing: an
    appointment, a password or a client made with it would outlast it.
    """

    role: Role
    place: Place
    post: int | None
    temporary: bool = False

    @property
    def carries(self) -> frozenset[Scope]:
        """What it gives a right to, within its place."""
        carried = ROLE_SCOPES[self.role]
        return carried - LASTING if self.temporary else carried


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a caller sees for one scope. Empty covers nothing.

    `roots` are subtrees seen whole. In `own_roots` only the records that `person` wrote, or that
    are about them, are seen. What `person` wrote is theirs to read anywhere (`AUTHORED`).
    """

    person_id: PersonId
    roots: tuple[Place, ...]
    own_roots: tuple[Place, ...] = ()

    def covers(self, place: Place) -> bool:
        """True when the place lies in a subtree that is seen whole."""
        return any(within(place, root) for root in self.roots)


def within(place: Place, root: Place) -> bool:
    """True when `place` is `root` or lies below it."""
    return place == root or place.startswith(f"{root}.")


@dataclass(frozen=True, slots=True)
class Permit:
    """Proof that a person holds `scope`, and where. Only `grant` makes one."""

    person_id: PersonId
    scope: Scope
    held: tuple[HeldRole, ...]
    scopes: frozenset[Scope]
    session: UUID | None = None
    """The sign-in that it was asked with."""
    machine: bool = False

    @property
    def reach(self) -> Reach:
        """Where this permit's own scope holds."""
        return self.reach_of(self.scope)

    def reach_of(self, scope: Scope) -> Reach:
        """Where another scope of the same token holds; empty when the token lacks it."""
        carrying = self.holding(scope)
        own = scope in OWN_RECORDS
        return Reach(
            self.person_id,
            tuple({h.place: None for h in carrying if not (own and h.role in OWN_RECORDS_ONLY)}),
            tuple({h.place: None for h in carrying if own and h.role in OWN_RECORDS_ONLY}),
        )

    def holding(self, scope: Scope) -> tuple[HeldRole, ...]:
        """The roles that carry another scope of the same token; none when the token lacks it."""
        return tuple(h for h in self.held if scope in self.scopes & h.carries)

    @property
    def knows_people(self) -> bool:
        """False for a machine that was not given persons: no answer names one to it, nor tells an
        id."""
        return not self.machine or Scope.ACTORS_READ in self.scopes

    def roles_at(self, place: Place) -> tuple[HeldRole, ...]:
        """The roles carrying this permit's scope whose subtree holds `place`."""
        return tuple(h for h in self.held if self.scope in h.carries and within(place, h.place))


def scopes_of(held: Iterable[HeldRole]) -> frozenset[Scope]:
    """Everything a token may be issued for; someone without appointments may ask who they are, and
    read what they wrote."""
    return (PERSONAL | AUTHORED).union(*(h.carries for h in held))


def _carrying(scope: Scope) -> tuple[RoleAtPlace, ...]:
    return tuple(RoleAtPlace(role, None) for role in Role if scope in ROLE_SCOPES[role])


def grant(
    person_id: PersonId,
    scope: Scope,
    *,
    scopes: frozenset[Scope],
    held: Iterable[HeldRole],
    session: UUID | None = None,
    machine: bool = False,
) -> Permit:
    """The permit for one operation, or `MissingScope` / `NoRoleCarries`. A machine has no
    records of its own."""
    if scope not in scopes:
        raise MissingScope(scope=scope)
    permit = Permit(person_id, scope, tuple(held), scopes, session, machine)
    reach, everyones = permit.reach, frozenset[Scope]() if machine else PERSONAL | AUTHORED
    if scope not in everyones and not reach.roots and not reach.own_roots:
        raise NoRoleCarries(scope=scope, offices=_carrying(scope))
    return permit
