"""Days and instants: a day is Peru's, wherever the server stands."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

LIMA = ZoneInfo("America/Lima")


def day_of(instant: datetime) -> date:
    """Which day an instant is in Peru."""
    return instant.astimezone(LIMA).date()


def start_of(day: date) -> datetime:
    """The instant at which a day begins in Peru."""
    return datetime.combine(day, time.min, LIMA).astimezone(UTC)
