"""Days and instants: a day is Peru's, wherever the server stands."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LIMA = ZoneInfo("America/Lima")


def day_of(instant: datetime) -> date:
    """Which day an instant is in Peru."""
    return instant.astimezone(LIMA).date()


def start_of(day: date) -> datetime:
    """The instant at which a day begins in Peru."""
    return datetime.combine(day, time.min, LIMA).astimezone(UTC)


def said_moment(instant: datetime) -> str:
    """Day and minute, as people in Peru write them: `30/04/2026, 08:00`."""
    return f"{instant.astimezone(LIMA):%d/%m/%Y, %H:%M}"


def said_end(instant: datetime) -> str:
    """The end of something: nobody says midnight, but the last minute of the day before."""
    in_peru = instant.astimezone(LIMA)
    if in_peru.time() == time.min:
        in_peru -= timedelta(minutes=1)
    return said_moment(in_peru)
