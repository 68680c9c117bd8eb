"""Deadlines and visits as iCalendar (RFC 5545), the same bytes for the same facts."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from icalendar import Calendar, Event, vDuration
from icalendar.enums import STATUS, TRANSP

from domain.access.permits import PersonId
from domain.accompaniment.visits.calendar import BookedVisit
from domain.exchange.deadlines import Deadline

ENTRY_LENGTH = timedelta(minutes=30)
"""How long an entry lasts. It ends with the window: a close at midnight stands in the day before,
which is the last on which one can deliver."""
REFRESH = timedelta(hours=6)
_EPOCH = datetime(2014, 1, 1, tzinfo=UTC)  # before JEC: for what nobody ever changed


def calendar_file(
    deadlines: Iterable[Deadline],
    visits: Iterable[BookedVisit] = (),
    *,
    owner: PersonId,
    url: str,
) -> bytes:
    """The calendar of a person to subscribe to; `url` leads people to the service."""
    calendar = Calendar.new(
        uid=str(uuid5(NAMESPACE_URL, f"jec/calendar/{owner}")),
        prodid="-//JEC//Plazos//ES",
        method="PUBLISH",
        name="Plazos JEC",
        language="es",
    )
    # RFC 7986, 5.7: the type of its value must be said.
    calendar.add("REFRESH-INTERVAL", vDuration(REFRESH, params={"VALUE": "DURATION"}))
    calendar.add("X-PUBLISHED-TTL", "PT6H")
    for deadline in deadlines:
        calendar.add_component(_entry(deadline, url))
    for visit in visits:
        calendar.add_component(_visit(visit, url))
    body: bytes = calendar.to_ical()
    return body


def _stamp(changed_at: datetime | None) -> datetime:
    return (changed_at or _EPOCH).astimezone(UTC).replace(microsecond=0)


def _entry(deadline: Deadline, url: str) -> Event:
    kind, verb = ("returned", "Corregir") if deadline.returned else ("obligation", "Presentar")
    ends, changed = deadline.ends_at.astimezone(UTC), _stamp(deadline.changed_at)
    return Event.new(
        uid=f"{kind}-{deadline.id}@jec",
        stamp=changed,
        last_modified=changed,
        sequence=deadline.sequence,
        start=ends - ENTRY_LENGTH,
        end=ends,
        summary=f"{verb}: {deadline.what}",
        url=url,
        transparency=TRANSP.TRANSPARENT,
        categories=["JEC"],
    )


def _visit(visit: BookedVisit, url: str) -> Event:
    """It takes time, and is tentative until the teacher agreed."""
    changed = _stamp(visit.changed_at)
    return Event.new(
        uid=f"visit-{visit.id}@jec",
        stamp=changed,
        last_modified=changed,
        sequence=visit.sequence,
        start=visit.starts_at.astimezone(UTC),
        end=visit.ends_at.astimezone(UTC),
        summary=visit.what,
        url=url,
        status=STATUS.CONFIRMED if visit.agreed else STATUS.TENTATIVE,
        transparency=TRANSP.OPAQUE,
        categories=["JEC"],
    )
