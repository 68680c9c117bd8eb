"""Where one HTTP message ends and the next begins is never in doubt (OWASP ASVS 4.2.1)."""

import asyncio

import pytest

from tests.live.processes import Service

pytestmark = pytest.mark.slow

HEAD = "POST /v1/auth/token HTTP/1.1\r\nHost: jec\r\nContent-Type: application/json\r\n"
NEXT = "GET /health/live HTTP/1.1\r\nHost: jec\r\nConnection: close\r\n\r\n"


async def exchange(service: Service, sent: str) -> str:
    """Everything that is answered to these bytes until the server closes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", int(service.url.split(":")[2]))
    writer.write(sent.encode())
    await writer.drain()
    try:
        return (await asyncio.wait_for(reader.read(), 10)).decode()
    finally:
        writer.close()


@pytest.mark.parametrize(
    "framing",
    [
        "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
        "Content-Length: 2\r\nContent-Length: 40\r\n\r\n{}",
        "Transfer-Encoding: chunked, x\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        "Content-Length: +2\r\n\r\n{}",
        "Content-Length: 0x2\r\n\r\n{}",
    ],
    ids=[
        "both lengths",
        "both lengths, the other way",
        "two lengths",
        "an unknown coding",
        "a space before the colon",
        "a length with a sign",
        "a length in another base",
    ],
)
async def test_no_request_hides_behind_another(service: Service, framing: str) -> None:
    answer = await exchange(service, HEAD + framing + NEXT)
    assert answer.startswith("HTTP/1.1 400"), answer
    assert answer.count("HTTP/1.1") == 1, "what followed was not taken for a request"


async def test_requests_that_are_told_apart_are_all_answered(service: Service) -> None:
    """So that the others fail for what is wrong with them."""
    answer = await exchange(service, HEAD + "Content-Length: 2\r\n\r\n{}" + NEXT)
    assert answer.startswith("HTTP/1.1 415"), answer
    assert "HTTP/1.1 200" in answer
