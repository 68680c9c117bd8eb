"""Secret addresses of calendars: 256 random bits, shown once, kept as SHA-256.

A calendar program cannot sign in; so the address is the secret, and opens its owner's deadlines
and the times of their visits alone.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime

from auth.client_secrets import hash_of
from auth.counting import Counter
from domain.access.permits import PersonId
from domain.errors import NotFound
from persistence.calls import OpenCall
from persistence.database import Storing
from persistence.exchange import calendar_links

_BYTES = 32


@dataclass(frozen=True, slots=True)
class CalendarOffice:
    """Makes addresses, and lets whoever has one in."""

    counter: Counter

    async def make(self, db: Storing, person: PersonId, *, now: datetime) -> str:
        """A new address for a person; the former opens nothing any more."""
        secret = secrets.token_urlsafe(_BYTES)
        await calendar_links.keep(db, person, hash_of(secret), now=now)
        return secret

    async def owner_of(self, db: Storing, secret: str, origin: str, *, now: datetime) -> PersonId:
        """Whose calendar it is; `NotFound`, or `TooManyAttempts` after many that were nobody's."""
        person = await calendar_links.owner_of(db, hash_of(secret), now=now)
        if person is None:
            await self.counter.no_calendar(OpenCall(db, now), origin)
            raise NotFound(what="ese calendario")
        return person
