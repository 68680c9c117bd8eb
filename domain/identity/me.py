"""What the caller may do now, told whole: each scope of their token, and where it holds."""

from dataclasses import dataclass

from domain.access.permits import Permit, Place
from domain.access.scopes import Scope


@dataclass(frozen=True, slots=True)
class HeldScope:
    """A scope of the caller's token, and the places where it holds now."""

    scope: Scope
    places: tuple[Place, ...]


def rights_of(permit: Permit) -> list[HeldScope]:
    """Each scope of the token with the places where it holds now."""
    reaches = ((scope, permit.reach_of(scope)) for scope in sorted(permit.scopes))
    return [HeldScope(scope, (*reach.roots, *reach.own_roots)) for scope, reach in reaches]
