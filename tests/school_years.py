"""A school year with room, for tests that count days from now whatever day of the year it is."""

from tests.world import World


async def leave_room(world: World) -> None:
    """More time may be asked for and given until long after now."""
    await world.db.execute("update school_year set ends_on = '2099-12-20' where year = 2024")
