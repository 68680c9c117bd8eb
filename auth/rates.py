"""How often a machine client may ask: its requests a minute hold over all processes together,
without a statement for each request.

One row is the client's bucket: it holds a quarter of a minute's requests and fills with the rate. A
process takes a block of some seconds' worth out of it and spends that from memory; so a client that
asks ten times a second costs one small statement every five seconds in each process. Nothing is
ever spent that was not taken from the row, so the long run is exact; a client meets at most the
bucket, and what each process holds of a block, on top of it. When the row holds no block, the
process remembers until when and refuses from memory: who asks too often costs the least.
"""

import asyncio
import math
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from domain.errors import Limited
from domain.identity.throttling import Quota, Rate
from persistence.calls import OpenCall
from persistence.database import Changing
from persistence.identity import throttles

CLIENTS_REMEMBERED = 1024
_BLOCKS_A_MINUTE = 12
_BUCKETS_A_MINUTE = 4


class TooManyRequests(Limited):
    """A machine client asks more often than it was allowed."""

    code = "too-many-requests"
    title_es, title_en = "Demasiadas solicitudes", "Too many requests"
    es = "Este cliente superó sus solicitudes por minuto. Reintente en {seconds} segundos."
    en = "This client is over its requests a minute. Try again in {seconds} seconds."


@dataclass(slots=True)
class _Purse:
    """What a process may still spend for a client, and until when there is nothing to take."""

    per_minute: int
    left: int = 0
    behind: int = 0
    """What the row held still, when this process took of it last."""
    empty_until: datetime | None = None
    filling: asyncio.Lock = field(default_factory=asyncio.Lock)


class RequestLimiter:
    """Lets each request of a client pass, or refuses it."""

    def __init__(self) -> None:
        self._purses: OrderedDict[UUID, _Purse] = OrderedDict()

    async def spend(self, db: Changing, client: UUID, per_minute: int, *, now: datetime) -> None:
        """Pass, or `TooManyRequests` with the time to wait."""
        purse = self._purse_of(client)
        purse.per_minute = per_minute
        if purse.left < 1:
            async with purse.filling:  # one asks for the block; whoever waited finds it
                if purse.left < 1:
                    await self._fill(db, purse, client, per_minute, now=now)
        purse.left -= 1

    def quota(self, client: UUID, *, now: datetime) -> Quota | None:
        """What is left to a client, as far as this process knows; None for who never spent."""
        purse = self._purses.get(client)
        if purse is None:
            return None
        per_minute = purse.per_minute
        left, until = purse.left + purse.behind, purse.empty_until
        if not left and until is not None and now < until:
            return Quota("client", per_minute, 0, math.ceil((until - now).total_seconds()))
        return Quota("client", per_minute, left, 60 // _BUCKETS_A_MINUTE)

    async def _fill(
        self, db: Changing, purse: _Purse, client: UUID, per_minute: int, *, now: datetime
    ) -> None:
        if purse.empty_until is not None and now < purse.empty_until:
            raise TooManyRequests(purse.empty_until - now)
        block = max(1, per_minute // _BLOCKS_A_MINUTE)
        most = max(block, per_minute // _BUCKETS_A_MINUTE)
        bucket = f"requests:{client}"
        rate = Rate(per_minute, most)
        taken = await throttles.take_block(OpenCall(db, now), bucket, rate, block=block)
        if isinstance(taken, timedelta):
            purse.behind, purse.empty_until = 0, now + taken
            raise TooManyRequests(taken)
        purse.left, purse.behind, purse.empty_until = block, taken, None

    def _purse_of(self, client: UUID) -> _Purse:
        purse = self._purses.setdefault(client, _Purse(0))
        self._purses.move_to_end(client)
        if len(self._purses) > CLIENTS_REMEMBERED:
            self._purses.popitem(last=False)
        return purse
