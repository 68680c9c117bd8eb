"""Which office may do what the caller may not: a role and the place where it is held, no person."""

from collections.abc import Iterable, Mapping

from domain.access.permits import NATION, Permit, Place
from domain.access.roles import Role
from domain.errors import RoleAtPlace

_SEAT: Mapping[Role, int] = {Role.MINEDU: 1, Role.DRE: 2, Role.UGEL: 3}
"""How deep in the tree of places a role is held; all others in a school."""
_IN_A_SCHOOL = 4


def offices(roles: Iterable[Role], place: Place) -> tuple[RoleAtPlace, ...]:
    """Where each of the roles is held that is over a place, the highest first."""
    ordered = sorted(set(roles), key=lambda role: (_depth(role), role))
    return tuple(RoleAtPlace(role, ".".join(place.split(".")[: _depth(role)])) for role in ordered)


def above(permit: Permit) -> tuple[RoleAtPlace, ...]:
    """The offices above the caller's own, the ministry at least. It tells nothing of where somebody
    else acts, which may lie out of the caller's reach."""
    root = min(permit.reach.roots, key=len, default=NATION)
    depth = len(root.split("."))
    return offices([r for r, seat in _SEAT.items() if seat < depth] or [Role.MINEDU], root)


def _depth(role: Role) -> int:
    return _SEAT.get(role, _IN_A_SCHOOL)
