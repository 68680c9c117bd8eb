"""What the people of the demonstration hold, at the moment at which they act."""

from datetime import datetime

from domain.access.permits import HeldRole, PersonId
from persistence.calls import OpenCall
from persistence.database import Reading
from persistence.identity.access import read_held


async def held_by(db: Reading, person_id: PersonId, *, now: datetime) -> tuple[HeldRole, ...]:
    """The roles of a person: nobody has signed in, so there is a moment and no caller."""
    return await read_held(OpenCall(db, now), person_id)
