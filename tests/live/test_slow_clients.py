"""What clients send too much of, or too slowly, is refused by the server itself."""

import asyncio
import re
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import httpx
import pytest

from tests.live.processes import Service, beside

pytestmark = pytest.mark.slow
PATIENCE = 2.0
HEAD = b"GET /health/live HTTP/1.1\r\nHost: jec\r\n"


CONTRACT = b"GET /openapi.json HTTP/1.1\r\nHost: jec\r\n\r\n"


def place(url: str) -> tuple[str, int]:
    host, _, port = url.removeprefix("http://").partition(":")
    return host, int(port)


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection(*place(url))
    try:
        yield reader, writer
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


async def answer_to(url: str, sent: bytes) -> bytes:
    """All that the server answers to these bytes until it closes."""
    async with connected(url) as (reader, writer):
        with suppress(ConnectionError):
            writer.write(sent)
            await writer.drain()
        with suppress(ConnectionError):
            return await asyncio.wait_for(reader.read(), 10)
    return b""


@pytest.mark.parametrize(
    "headers",
    [
        b"X-Much: " + b"a" * 40_000 + b"\r\n\r\n",
        b"X-Much: " + b"a" * 2_000_000,
        b"Accept-Language: " + b"es," * 20_000 + b"\r\n\r\n",
        b"".join(b"X-%d: a\r\n" % n for n in range(5_000)) + b"\r\n",
    ],
    ids=["one header", "a header without an end", "languages", "many headers"],
)
async def test_a_head_of_more_than_32_kb_is_refused(service: Service, headers: bytes) -> None:
    answer = await answer_to(service.url, HEAD + headers)
    assert not answer or answer.startswith(b"HTTP/1.1 431 "), answer[:200]
    if answer:
        assert b"/problems/headers-too-large" in answer
    async with httpx.AsyncClient(base_url=service.url) as client:
        assert (await client.get("/health/live", headers={"X-Fair": "a" * 30_000})).is_success


async def test_an_address_of_more_than_32_kb_is_refused(service: Service) -> None:
    sent = b"GET /health/live?q=" + b"a" * 40_000 + b" HTTP/1.1\r\nHost: jec\r\n\r\n"
    assert (await answer_to(service.url, sent)).startswith(b"HTTP/1.1 431 ")


async def test_what_follows_a_refused_request_is_not_done(service: Service) -> None:
    refused = HEAD + b"X-Much: " + b"a" * 40_000 + b"\r\n\r\n"
    after = b"GET /health/live HTTP/1.1\r\nHost: jec\r\n\r\n"
    answer = await answer_to(service.url, refused + after)
    assert answer.count(b"HTTP/1.1 ") <= 1, answer


CHUNKED = (
    b"POST /v1/auth/enrolment HTTP/1.1\r\nHost: jec\r\nContent-Type: application/json\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n"
)


@pytest.mark.parametrize(
    "trailer",
    [b"".join(b"X-%d: aaaa\r\n" % n for n in range(9_000)), b"X-T: " + b"a" * 900_000],
    ids=["many trailers", "one without an end"],
)
async def test_trailers_are_bounded_as_headers_are(service: Service, trailer: bytes) -> None:
    answer = await answer_to(service.url, CHUNKED + trailer)
    assert not answer or b" 431 " in answer.split(b"\r\n")[0], answer[:100]


async def test_a_trailer_is_no_header(service: Service) -> None:
    head = CHUNKED.replace(b"POST /v1/auth/enrolment", b"GET /v1/me")
    answer = await answer_to(service.url, head + b"Authorization: Bearer x.y.z\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 401 ")


async def trickle(url: str, sent: bytes) -> float:
    """A byte every tenth of a second until the server closes; how long that took."""
    began = time.monotonic()
    async with connected(url) as (reader, writer):
        closed = asyncio.ensure_future(reader.read())
        with suppress(ConnectionError):
            for byte in sent:
                writer.write(bytes([byte]))
                await writer.drain()
                await asyncio.wait([closed], timeout=0.1)
                if closed.done():
                    break
        with suppress(ConnectionError):
            await closed
    return time.monotonic() - began


async def test_two_hundred_that_send_a_byte_at_a_time_are_closed_and_hinder_nobody(
    service: Service,
) -> None:
    body = HEAD.replace(b"GET /health/live", b"POST /v1/auth/enrolment")
    body += b"Content-Type: application/json\r\nContent-Length: 9000\r\n\r\n"
    with beside(service, {"JEC_SLOW_REQUEST_SECONDS": str(PATIENCE)}) as url:
        slow = [trickle(url, HEAD + b"X-Slow: " + b"a" * 900) for _ in range(100)]
        slow += [trickle(url, body + b"a" * 9000) for _ in range(100)]
        waiting = asyncio.gather(*slow)
        async with httpx.AsyncClient(base_url=url, timeout=20) as client:
            for _ in range(20):
                assert (await client.get("/health/live")).is_success
        assert max(await waiting) < 20 * PATIENCE


async def read_slowly(url: str, sent: bytes, *, within: float) -> bool:
    """Whether the server ends it, for who reads a byte every tenth of a second."""
    with socket.socket() as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.sock_connect(slow, place(url))
        await loop.sock_sendall(slow, sent)
        until = time.monotonic() + within
        while time.monotonic() < until:
            # What has come is still there to be read when the connection is reset.
            if slow.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
                return True
            await loop.sock_recv(slow, 1)
            await asyncio.sleep(0.1)
        return False


async def test_who_reads_a_byte_at_a_time_is_closed_and_hinders_nobody(service: Service) -> None:
    """Twenty times the contract: more than the buffers of the machine hold for anybody."""
    with beside(service, {"JEC_SLOW_REQUEST_SECONDS": str(PATIENCE)}) as url:
        slow = [read_slowly(url, CONTRACT * 20, within=15 * PATIENCE) for _ in range(20)]
        waiting = asyncio.gather(*slow)
        async with httpx.AsyncClient(base_url=url, timeout=20) as client:
            for _ in range(20):
                assert (await client.get("/health/live")).is_success
        assert all(await waiting)


async def test_who_reads_a_large_answer_over_a_line_of_2g_gets_it_whole(service: Service) -> None:
    with beside(service, {"JEC_SLOW_REQUEST_SECONDS": "1"}) as url:
        async with connected(url) as (reader, writer):
            ask = CONTRACT.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
            writer.write(ask)
            got = bytearray()
            while part := await reader.read(64_000):
                got += part
                await asyncio.sleep(0.2)
        head, _, body = bytes(got).partition(b"\r\n\r\n")
        assert b"content-length: %d" % len(body) in head


LARGE = b"GET /health/live HTTP/1.1\r\nHost: jec\r\nX-Much: " + b"a" * 40_000 + b"\r\n\r\n"


@pytest.mark.parametrize(
    ("wrong", "status"),
    [(LARGE, b"431"), (b"NO HTTP\r\n\r\n", b"400")],
    ids=["a large head", "no HTTP"],
)
async def test_what_is_wrong_is_answered_after_what_was_asked_before_it(
    service: Service, wrong: bytes, status: bytes
) -> None:
    answer = await answer_to(service.url, HEAD + b"\r\n" + HEAD + b"\r\n" + wrong)
    assert re.findall(rb"HTTP/1.1 (\d+) ", answer) == [b"200", b"200", status]


@pytest.mark.parametrize(
    ("hosts", "status"),
    [(b"", b"400"), (b"Host: a\r\nHost: b\r\n", b"400"), (b"Host: a/b c\r\n", b"400")],
)
async def test_a_request_says_to_which_one_host_it_goes(
    service: Service, hosts: bytes, status: bytes
) -> None:
    asked = b"GET /health/live HTTP/1.1\r\n" + hosts + b"Connection: close\r\n\r\n"
    answer = await answer_to(service.url, asked)
    assert answer.split()[1] == status
    assert b"/problems/malformed-request" in answer


async def test_a_line_of_2g_is_not_cut_off(service: Service) -> None:
    """4 KB a second, in several windows of time: the sheet arrives whole, and is read."""
    body = b'{"code": "' + b"x" * 16_000 + b'"}'
    head = b"POST /v1/auth/enrolment HTTP/1.1\r\nHost: jec\r\nConnection: close\r\n"
    head += b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body)
    slow = {"JEC_SLOW_REQUEST_SECONDS": "1"}
    with beside(service, slow) as url:
        async with connected(url) as (reader, writer):
            writer.write(head)
            for first in range(0, len(body), 4_000):
                writer.write(body[first : first + 4_000])
                await writer.drain()
                await asyncio.sleep(0.7)
            assert (await reader.read()).startswith(b"HTTP/1.1 422 ")
