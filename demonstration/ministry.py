"""The ministry's team, as whom the demonstration writes what holds for the whole nation."""

from datetime import datetime

from domain.access.permits import PersonId, grant, scopes_of
from domain.access.scopes import Scope
from persistence.calls import Call
from persistence.database import Writing
from persistence.identity.access import held_by


async def call_of_ministry(
    db: Writing, person: PersonId, scope: Scope, *, now: datetime
) -> Call[Writing]:
    """A call of the ministry's demonstration user, by what they hold."""
    held = await held_by(db, person, now=now)
    return Call(db, now, grant(person, scope, scopes=scopes_of(held), held=held))
