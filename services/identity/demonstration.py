"""The accounts of the demonstration, where it is not served: nobody gets in by them."""

from persistence.calls import OpenCall
from persistence.database import Writing
from persistence.identity.demonstration import ClosedCounts, close_accounts
from services.running import in_transaction


@in_transaction
async def close_demonstration(call: OpenCall[Writing]) -> ClosedCounts:
    """Take them away, with all that leads into them; `jec serve --demo` makes its own anew."""
    return await close_accounts(call)
