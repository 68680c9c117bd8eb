"""The ministry's team, as whom the demonstration writes what holds for the whole nation."""

from datetime import datetime
from typing import TypeVar

from demonstration.held import held_by
from domain.access.permits import PersonId, grant, scopes_of
from domain.access.scopes import Scope
from persistence.calls import Call
from persistence.database import Reading

Db = TypeVar("Db", bound=Reading)


async def call_of_ministry(db: Db, person_id: PersonId, scope: Scope, *, now: datetime) -> Call[Db]:
    """A call of the ministry's demonstration user, by what they hold."""
    held = await held_by(db, person_id, now=now)
    return Call(db, now, grant(person_id, scope, scopes=scopes_of(held), held=held))
