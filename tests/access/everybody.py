"""Somebody who may ask for an operation, for tests that ask for them all."""

from collections.abc import Mapping

from api import contract
from domain.access.roles import Role
from domain.access.scopes import ROLE_SCOPES
from tests.world import AMAZONAS, BAGUA, Auth, World

OFFICES = {Role.MINEDU: "pe", Role.DRE: AMAZONAS, Role.UGEL: BAGUA}


def may(operation: str) -> Role:
    """The first role that carries the scope of an operation."""
    scope = contract.scopes_by_operation()[operation]
    return next(role for role in Role if scope in ROLE_SCOPES[role])


async def one_of_each_role(world: World) -> Mapping[Role, Auth]:
    """The headers of one of each: deputies in the offices, the others in a school of their own."""
    school = await world.school(BAGUA)
    return {
        role: await (
            world.deputy(role, OFFICES[role]) if role in OFFICES else world.login(role, school)
        )
        for role in Role
    }
