"""Reference data the product ships, as several tests read it."""

from persistence.reference import reading as reference

CALENDAR = reference.calendar()
STREAMS = {stream.code: stream for stream in CALENDAR.streams}
