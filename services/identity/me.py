"""What the caller is, may do and owes."""

from domain.access.scopes import Scope
from domain.identity.me import rights_of
from persistence.calls import Call
from persistence.database import Json, Reading
from persistence.identity.me import read_me
from persistence.reporting.obligations.owing import show_owed


async def describe_me(call: Call[Reading]) -> Json:
    """The caller's own record, their rights, and the reports that fall to them."""
    permit = call.permit
    reach = permit.reach_of(Scope.REPORTS_FILE)
    owed = await show_owed(call.db, permit.held, reach=reach, now=call.now)
    return await read_me(call, rights_of(permit), owed)
