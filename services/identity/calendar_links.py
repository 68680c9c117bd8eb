"""Secret addresses of calendars: 256 random bits, shown once, kept as SHA-256.

A calendar program cannot sign in; so the address is the secret, and opens its owner's deadlines
and the times of their visits alone.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from auth.client_secrets import hash_of
from auth.counting import Counter
from domain.access.permits import PersonId
from domain.accompaniment.visits.calendar import BookedVisit
from domain.errors import NotFound, Noun
from domain.exchange.deadlines import Deadline
from persistence.accompaniment.agenda.deadlines import read_deadlines
from persistence.accompaniment.visits.calendar import read_booked_visits
from persistence.calls import Call, OpenCall
from persistence.database import Storing
from persistence.identity.calendar_links import find_owner, store_link

CALENDAR = Noun("ese calendario", "calendar")
_BYTES = 32


@dataclass(frozen=True, slots=True)
class PersonalCalendar:
    """What the calendar of a person holds."""

    owner: PersonId
    deadlines: Sequence[Deadline]
    visits: Sequence[BookedVisit]


async def make_link(call: Call[Storing]) -> str:
    """A new address for the caller; the former opens nothing any more."""
    secret = secrets.token_urlsafe(_BYTES)
    await store_link(call, hash_of(secret))
    return secret


async def read_calendar(
    call: OpenCall[Storing], secret: str, origin: str, counter: Counter
) -> PersonalCalendar:
    """The calendar behind an address; `NotFound`, or `TooManyAttempts` after many that were
    nobody's."""
    owner = await find_owner(call, hash_of(secret))
    if owner is None:
        await counter.no_calendar(call, origin)
        raise NotFound(what=CALENDAR)
    deadlines = await read_deadlines(call, [owner])
    return PersonalCalendar(owner, deadlines, await read_booked_visits(call, owner))
