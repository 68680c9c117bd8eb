"""The clock of the service in the hands of a test: it stands, and goes when it is told to."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, tzinfo
from types import ModuleType

import pytest

from api import calls, deps


class Clock:
    """What time it is for whoever asks the service."""

    def __init__(self, moment: datetime | None = None) -> None:
        self.moment = moment or datetime.now(UTC)

    def now(self, zone: tzinfo | None = None) -> datetime:
        """In the place of `datetime.now`."""
        return self.moment.astimezone(zone)


@contextmanager
def told_by(clock: Clock, *asking: ModuleType) -> Iterator[Clock]:
    """While it lasts, handlers read this clock; and so do `asking`, modules that ask for the time
    as `datetime.now`."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (deps, calls, *asking):
            patch.setattr(module, "datetime", clock)
        yield clock
