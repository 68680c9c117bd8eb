"""Deadlines as iCalendar (RFC 5545), the same bytes for the same deadlines."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from icalendar import Calendar, Event
from icalendar.enums import TRANSP

from domain.access import PersonId
from domain.deadlines import Deadline

SHOWN = timedelta(minutes=30)
"""How long an entry lasts. It ends with the window: a close at midnight stands in the day before,
which is the last on which one can deliver."""
REFRESH = timedelta(hours=6)
_EPOCH = datetime(2014, 1, 1, tzinfo=UTC)  # before JEC: for what nobody ever changed


def calendar_file(deadlines: Iterable[Deadline], *, owner: PersonId, url: str) -> bytes:
    """The calendar of a person to subscribe to; `url` leads people to the service."""
    calendar = Calendar.new(
        uid=str(uuid5(NAMESPACE_URL, f"jec/calendar/{owner}")),
        prodid="-//JEC//Plazos//ES",
        method="PUBLISH",
        name="Plazos JEC",
        language="es",
        refresh_interval=REFRESH,
    )
    calendar.add("X-PUBLISHED-TTL", "PT6H")
    for deadline in deadlines:
        calendar.add_component(_entry(deadline, url))
    body: bytes = calendar.to_ical()
    return body


def _entry(deadline: Deadline, url: str) -> Event:
    kind, verb = ("returned", "Corregir") if deadline.returned else ("obligation", "Presentar")
    ends, changed = deadline.ends_at.astimezone(UTC), deadline.changed_at or _EPOCH
    return Event.new(
        uid=f"{kind}-{deadline.id}@jec",
        stamp=changed.astimezone(UTC).replace(microsecond=0),
        last_modified=changed.astimezone(UTC).replace(microsecond=0),
        sequence=deadline.sequence,
        start=ends - SHOWN,
        end=ends,
        summary=f"{verb}: {deadline.what}",
        url=url,
        transparency=TRANSP.TRANSPARENT,
        categories=["JEC"],
    )
