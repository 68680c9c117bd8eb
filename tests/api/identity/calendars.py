"""Calendars behind secret addresses, as tests make and read them."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from httpx import AsyncClient
from icalendar import Calendar

from tests.world import Auth

PATH = "/v1/me/calendar-link"


async def made(client: AsyncClient, auth: Auth) -> str:
    """The path of a new secret address."""
    answer = await client.put(PATH, headers=auth)
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store, no-transform"
    url: str = answer.json()["url"]
    assert url.startswith("http://127.0.0.1:8000/v1/calendars/")
    return url.removeprefix("http://127.0.0.1:8000")


async def entries(client: AsyncClient, path: str) -> dict[str, "Entry"]:
    answer = await client.get(path)
    assert answer.status_code == 200, answer.text
    return {entry.uid: entry for entry in read(answer.content)}


class Entry:
    def __init__(self, event: Any) -> None:
        self.uid = str(event["UID"])
        self.summary = str(event["SUMMARY"])
        self.start: datetime = event["DTSTART"].dt
        self.end: datetime = event["DTEND"].dt
        self.sequence = int(event["SEQUENCE"])
        self.modified: datetime = event["LAST-MODIFIED"].dt
        self.stamp: datetime = event["DTSTAMP"].dt


def read(body: bytes) -> Iterator[Entry]:
    for event in Calendar.from_ical(body).walk("VEVENT"):
        assert not event.errors
        yield Entry(event)
