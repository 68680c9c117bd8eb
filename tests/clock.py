"""The clock of the running test, on which its service is built: both tell one time. It is read when
a test begins and does not run with the machine: how long a test takes makes no difference."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

from domain.peru_time import LIMA

TICK = timedelta(microseconds=1)


class Clock:
    """What time it is for whoever asks: each time a tick later, so that what is done later is
    later; or always the same, once a test has set it."""

    def __init__(self, moment: datetime, tick: timedelta = timedelta(0)) -> None:
        self.moment, self.tick, self.ticked = moment, tick, timedelta(0)

    def __call__(self) -> datetime:
        self.ticked += self.tick
        return self.moment + self.ticked

    def stands_at(self, moment: datetime) -> None:
        """From here on it is exactly this moment."""
        self.moment, self.tick, self.ticked = moment, timedelta(0), timedelta(0)


_running: list[Clock] = []


@contextmanager
def of_a_test(moment: datetime | None = None) -> Iterator[Clock]:
    """The clock while a test runs: it is read now, unless a moment is given."""
    _running.append(Clock(moment or datetime.now(UTC), TICK))
    try:
        yield _running[-1]
    finally:
        _running.pop()


def running() -> Clock:
    """The clock of the test that runs. While modules are imported no test runs, and none is told:
    what a test needs of the time is worked out when it begins."""
    assert _running, "no test runs yet: the time is asked for when a test begins"
    return _running[-1]


def now() -> datetime:
    """The moment of the running test: when it began, or what it set the clock to."""
    return running().moment


def today() -> date:
    """Its day in Peru."""
    return now().astimezone(LIMA).date()
