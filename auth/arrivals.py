"""How many requests come from one network address to what nobody has to sign in for, counted in
memory before anything of them is read: each process for itself, since it guards the process."""

import math
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

from auth.counting import network_of
from domain.identity.throttling import Quota, Rate, TooManyAttempts

NETWORKS_REMEMBERED = 4096
ILL_FORMED = 10
"""What a request costs that was refused for its form: as if it were so many."""


@dataclass(slots=True)
class _Bucket:
    left: float
    at: datetime


class Arrivals:
    """Lets a request pass, or refuses it; `rate` is that of failed attempts from one address, and a
    well-formed request costs a tenth of one."""

    def __init__(self, rate: Rate) -> None:
        self._rate = Rate(rate.per_minute * ILL_FORMED, rate.burst * ILL_FORMED)
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def let_in(self, origin: str, *, now: datetime) -> None:
        """Pass, or `TooManyAttempts` with the time to wait."""
        bucket = self._bucket_of(network_of(origin), now)
        if bucket.left < 1:
            raise TooManyAttempts(timedelta(minutes=(1 - bucket.left) / self._rate.per_minute))
        bucket.left -= 1

    def quota(self, origin: str, *, now: datetime) -> Quota:
        """What is left to an address."""
        left = max(0.0, self._bucket_of(network_of(origin), now).left)
        a_minute = self._rate.per_minute
        more_in = 60 if left >= 1 else math.ceil((1 - left) * 60 / a_minute)
        return Quota("address", int(a_minute), int(left), more_in)

    def was_ill_formed(self, origin: str, *, now: datetime) -> None:
        """It was let in, and refused for its form: that costs more."""
        self._bucket_of(network_of(origin), now).left -= ILL_FORMED - 1

    def _bucket_of(self, network: str, now: datetime) -> _Bucket:
        full = float(self._rate.burst)
        bucket = self._buckets.setdefault(network, _Bucket(full, now))
        passed = max(0.0, (now - bucket.at).total_seconds())
        bucket.left = min(full, bucket.left + passed * self._rate.per_minute / 60)
        bucket.at = max(now, bucket.at)
        self._buckets.move_to_end(network)
        if len(self._buckets) > NETWORKS_REMEMBERED:
            self._buckets.popitem(last=False)
        return bucket
