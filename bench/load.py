"""A load generator that costs little: keep-alive HTTP/1.1 over asyncio protocols, loopback only.

Each connection sends its next request when the answer to the last has come whole. Every answer's
status is checked. It is bounded in requests and in time.
"""

import asyncio
import resource
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from time import perf_counter
from typing import cast

from typing_extensions import override

HOST = "127.0.0.1"
HUNG_SECONDS = 30.0


class UnexpectedAnswer(Exception):
    """The server answered something else than what is measured."""


@dataclass(frozen=True, slots=True)
class Run:
    """What one run saw. Latencies in seconds; `own_cpu` is what the generator itself spent."""

    seconds: float
    latencies: Sequence[float]
    own_cpu: float
    octets: int

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.latencies) / self.seconds


def request(method: str, path: str, *, token: str = "", body: bytes = b"") -> bytes:
    """The whole of a request as it goes over the wire."""
    lines = [f"{method} {path} HTTP/1.1", f"host: {HOST}"]
    lines += [f"authorization: Bearer {token}"] if token else []
    lines += ["content-type: application/json", f"content-length: {len(body)}"] if body else []
    return "\r\n".join([*lines, "", ""]).encode() + body


async def press(
    port: int,
    requests: Sequence[bytes],
    *,
    expected: int = 200,
    connections: int = 8,
    seconds: float | None = None,
) -> Run:
    """Send requests until `seconds` have passed, over and over; or, without it, each just once."""
    feed = cycle(requests) if seconds else islice(requests, len(requests))
    until = perf_counter() + (seconds or HUNG_SECONDS)
    loop = asyncio.get_running_loop()
    lines = [_Line(feed, until, str(expected).encode()) for _ in range(connections)]
    for line in lines:
        await loop.create_connection(lambda line=line: line, HOST, port)  # type: ignore[misc]  # bound now
    cpu, began = _cpu(), perf_counter()
    for line in lines:
        line.send()
    ends = [line.done for line in lines]
    await asyncio.wait_for(asyncio.gather(*ends), (seconds or 0) + 2 * HUNG_SECONDS)
    spent = perf_counter() - began
    latencies = [latency for line in lines for latency in line.latencies]
    return Run(spent, latencies, _cpu() - cpu, sum(line.octets for line in lines))


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


class _Line(asyncio.Protocol):
    """One connection: a request, its whole answer, the next request."""

    def __init__(self, feed: Iterator[bytes], until: float, expected: bytes) -> None:
        self.latencies: list[float] = []
        self.octets = 0
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._feed, self._until, self._expected = feed, until, expected
        self._buffer = b""
        self._sent = 0.0

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is no subclass

    def send(self) -> None:
        now = perf_counter()
        if now < self._until and (following := next(self._feed, None)) is not None:
            self._sent = now
            self._transport.write(following)
        elif not self.done.done():
            self.done.set_result(None)
            self._transport.close()

    @override
    def data_received(self, data: bytes) -> None:
        self._buffer = self._buffer + data if self._buffer else data
        head = self._buffer.find(b"\r\n\r\n")
        if head < 0 or len(self._buffer) < (whole := head + 4 + self._length(head)):
            return
        assert len(self._buffer) == whole, "more came than was asked for"
        if self._buffer[9:12] != self._expected:
            self._fail(UnexpectedAnswer(self._buffer[:1500].decode(errors="replace")))
            return
        self.latencies.append(perf_counter() - self._sent)
        self.octets += whole
        self._buffer = b""
        self.send()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._fail(UnexpectedAnswer(f"the server hung up: {exc}"))

    def _fail(self, why: Exception) -> None:
        if not self.done.done():
            self.done.set_exception(why)
            self._transport.abort()

    def _length(self, head: int) -> int:
        """The length of the body, from the head of the answer."""
        at = self._buffer[: head + 2].lower().find(b"content-length:")
        if at < 0:
            self._fail(UnexpectedAnswer("an answer without content-length"))
            return 0
        return int(self._buffer[at + 15 : self._buffer.index(b"\r\n", at)])
