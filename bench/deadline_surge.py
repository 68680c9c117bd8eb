"""The last days of a cut: submissions that come at their own pace, whether the answers keep up or
not. What is planned for is twelve a second; ten times that is the surge."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import cast

from typing_extensions import override

from bench import load, pgbench
from bench.asking import asking, unfile
from bench.scenarios import Callers, Scenario
from bench.serving import Served
from bench.sign_in import p99

CONNECTIONS = 64
SOAK, SURGE = (50, 30), (120, 12)
"""Submissions a second, and seconds: ODK Central's own soak, and ten times what is planned."""


@dataclass(frozen=True, slots=True)
class Surge:
    """One pace: how many a second for how long, the seconds that each waited from when it was due,
    how many were not taken, and the waits of the same SQL alone."""

    rate: int
    seconds: int
    waits: Sequence[float]
    failed: int
    alone: Sequence[float]

    @property
    def slower(self) -> float:
        """The p99 as a multiple of that of the same SQL alone."""
        return p99(self.waits) / p99(self.alone)

    @property
    def summary(self) -> str:
        """A line for people."""
        ours, bare = p99(self.waits) * 1000, p99(self.alone) * 1000
        return (
            f"{len(self.waits) - self.failed:,} of {len(self.waits):,} taken; p50 "
            f"{median(self.waits) * 1000:.1f}, p99 {ours:.1f} ms (the same SQL alone {bare:.1f})"
        )


async def surges(who: Callers, scenario: Scenario, product: Served) -> list[Surge]:
    """The soak, then the surge; the open cut is empty again afterwards."""
    return [await _surge(who, scenario, product, *pace) for pace in (SOAK, SURGE)]


async def _surge(
    who: Callers, scenario: Scenario, product: Served, rate: int, seconds: int
) -> Surge:
    number = rate * seconds
    waits, failed = await _pour(product.port, scenario.ours[:number], rate)
    await _empty(who)
    each = len(scenario.ours) // 8
    alone = await pgbench.pace(who.url, scenario.script, rate=rate, seconds=seconds, each=each)
    await _empty(who)
    return Surge(rate, seconds, waits, failed, alone)


async def _empty(who: Callers) -> None:
    async with asking(who.url) as call:
        await unfile(call, who.open_cut)


async def _pour(port: int, requests: Sequence[bytes], rate: int) -> tuple[list[float], int]:
    """Seconds from when each was due until its answer had come, and how many were refused. Whoever
    finds no free connection waits for one, and that counts."""
    loop, free = asyncio.get_running_loop(), asyncio.Queue[_Channel]()
    for _ in range(CONNECTIONS):
        _, channel = await loop.create_connection(lambda: _Channel(free), load.HOST, port)
        free.put_nowait(channel)
    began, answering = perf_counter(), []
    for n, request in enumerate(requests):
        due = began + n / rate
        await asyncio.sleep(max(0.0, due - perf_counter()))
        channel = await free.get()
        answering.append(channel.ask(request, due))
    answers = await asyncio.gather(*answering)
    return [wait for wait, _ in answers], sum(not accepted for _, accepted in answers)


class _Channel(asyncio.Protocol):
    def __init__(self, free: "asyncio.Queue[_Channel]") -> None:
        self._free, self._buffer, self._due = free, b"", 0.0
        self._answer: asyncio.Future[tuple[float, bool]] | None = None

    def ask(self, request: bytes, due: float) -> "asyncio.Future[tuple[float, bool]]":
        """Send it; how long it took from when it was due, and whether it was taken (201)."""
        self._due, self._answer = due, asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return self._answer

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    @override
    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, _, body = self._buffer.partition(b"\r\n\r\n")
        at = head.lower().find(b"content-length:")
        if not body or len(body) < int(head[at + 15 :].partition(b"\r\n")[0]):
            return
        self._end(head[9:12] == b"201")
        self._free.put_nowait(self)

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._end(False)

    def _end(self, accepted: bool) -> None:
        self._buffer = b""
        if self._answer is not None and not self._answer.done():
            self._answer.set_result((perf_counter() - self._due, accepted))
