"""What the caller is, may do and owes."""

from domain.identity.me import rights_of
from persistence.calls import Call
from persistence.database import Json, Reading
from persistence.identity.me import read_me
from persistence.reporting.obligations.owing import read_owed


async def describe_me(call: Call[Reading]) -> Json:
    """The caller's own record, their rights, and the reports that fall to them."""
    return await read_me(call, rights_of(call.permit), await read_owed(call))
