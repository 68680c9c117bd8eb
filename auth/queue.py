"""A bounded queue in front of what is dear: so many at once, so many waiting, the rest later."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from domain.errors import Unavailable

A_SECOND = 40
"""Turns that one process gets through in a second, on the smallest machines."""


class TooManyAtOnce(Unavailable):
    """More people sign in at this moment than can be served within seconds."""

    code = "too-many-at-once"
    title_es, title_en = "Muchas personas a la vez", "Too many at once"
    es = "Muchas personas están iniciando sesión en este momento. Reintente en unos segundos."
    en = "Many people are signing in at this moment. Try again in a few seconds."

    def __init__(self, behind: int) -> None:
        super().__init__()
        self.retry_after = 1 + behind // A_SECOND


class Queue:
    """Turns, first come, first served. Who would wait behind `waiting` others is refused at once,
    before anything was read or computed for them."""

    def __init__(self, *, at_once: int, waiting: int) -> None:
        self._turns = asyncio.Semaphore(at_once)
        self._room = self._most = at_once + waiting

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for a turn, and have it for as long as the block lasts."""
        if self._room == 0:
            raise TooManyAtOnce(self._most)
        self._room -= 1
        try:
            async with self._turns:
                yield
        finally:
            self._room += 1
