"""The days of the school year that is lived, and who is free at which hour of them."""

import heapq
from collections.abc import Awaitable, Callable, Iterable
from datetime import date, datetime, time, timedelta
from itertools import count
from uuid import UUID
from zoneinfo import ZoneInfo

from tests.clock import Clock

PERU = ZoneInfo("America/Lima")
YEAR = 2025
FIRST, LAST = date(2025, 3, 17), date(2025, 12, 19)
"""Of classes, both inside: a Monday and a Friday."""
CUTS = {
    1: (date(2025, 3, 17), date(2025, 6, 30)),
    2: (date(2025, 7, 1), date(2025, 9, 30)),
    3: (date(2025, 10, 1), date(2025, 11, 30)),
}
"""The days that each cut about teachers takes observations of (A1, A5)."""
A_DAY = timedelta(days=1)
MORNING, AFTERNOON = range(8, 13), range(14, 19)

Act = Callable[[], Awaitable[None]]


def cut_code(ordinal: int) -> str:
    return f"{YEAR}-teacher_accompaniment-{ordinal}"


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """An hour of a day in Peru."""
    return datetime.combine(day, time(hour, minute), PERU)


def day_of(moment: datetime) -> date:
    return moment.astimezone(PERU).date()


def school_days(first: date, last: date) -> list[date]:
    """Mondays to Fridays, both ends inside."""
    days = [first + n * A_DAY for n in range((last - first).days + 1)]
    return [day for day in days if day.weekday() < 5]


class Hours:
    """Who has something at which hour of which day."""

    def __init__(self) -> None:
        self.taken: set[tuple[UUID, date, int]] = set()

    def take(self, people: Iterable[UUID], since: date, hours: Iterable[int]) -> datetime:
        """The first hour from a day on, of those hours, at which all of them are free."""
        everybody, possible, day = list(people), list(hours), since
        while True:
            for hour in possible if day.weekday() < 5 else ():
                wanted = {(person, day, hour) for person in everybody}
                if not wanted & self.taken:
                    self.taken |= wanted
                    return at(day, hour)
            day += A_DAY


class Agenda:
    """What comes when: acts, each at its moment, the earliest first."""

    def __init__(self, clock: Clock) -> None:
        self.clock, self.turns = clock, count()
        self.waiting: list[tuple[datetime, int, Act]] = []

    def put(self, moment: datetime, act: Act) -> None:
        heapq.heappush(self.waiting, (moment, next(self.turns), act))

    async def live_until(self, moment: datetime) -> None:
        """Everything that comes before a moment; then it is that moment."""
        while self.waiting and self.waiting[0][0] < moment:
            self.clock.moment, _, act = heapq.heappop(self.waiting)
            await act()
        self.clock.moment = moment
