"""What was read a moment ago, so that it is not read again with each request."""

from collections import OrderedDict
from collections.abc import Hashable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class RecentValues(Generic[Key, Value]):
    """Keeps at most `most` values, each for `lasts`; none at all when that is zero."""

    def __init__(self, lasts: timedelta, most: int) -> None:
        self._lasts, self._most = lasts, most
        self._values: OrderedDict[Key, tuple[datetime, Value]] = OrderedDict()

    def get(self, key: Key, now: datetime) -> Value | None:
        """The value, while it is recent."""
        entry = self._values.get(key)
        return entry[1] if entry is not None and entry[0] > now else None

    def keep(self, key: Key, value: Value, now: datetime) -> None:
        """Remember it from now on; the one kept longest ago makes room."""
        if not self._lasts:
            return
        self._values[key] = (now + self._lasts, value)
        self._values.move_to_end(key)
        if len(self._values) > self._most:
            self._values.popitem(last=False)
