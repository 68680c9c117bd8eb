"""The HTTP protocol of the server, bounded: what uvicorn leaves to a proxy is refused here as well.

Headers of any size would be held in memory before anybody looks at them, and a client that sends
or reads a byte now and then would hold a connection, and its answer, for ever.
"""

import asyncio
import json
import socket
import struct
from http import HTTPStatus

from typing_extensions import override
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from api.app import PATIENCE
from api.problems import MEDIA_TYPE, problem, status_of
from api.wire_problems import HeadersTooLarge, MalformedRequest, RequestTooSlow
from domain.errors import DomainError

LARGEST_HEAD = 32_768
"""Bytes of the request line and the headers together."""
_AT_ONCE = struct.pack("ii", 1, 0)
"""The machine forgets what it has not sent yet, as well."""
LEAST_PROGRESS = 2_048
"""Bytes that a window of time brings while a request is being sent: a line of 2G brings fifty times
as much in half a minute."""


class BoundedHttp(HttpToolsProtocol):
    """Refuses a request whose head is too large (431), and closes on who sends too slowly (408) or
    reads too slowly. Who sent several requests at once is answered in their order."""

    @override
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # uvicorn's own narrowing
        super().connection_made(transport)
        self._in_head, self._head, self._received, self._unread = True, 0, 0, 0
        self._refused, self._came_on = False, False
        self._unanswered = 0
        self._last_answer: bytes | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._reader: asyncio.TimerHandle | None = None
        self._wait()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._rest()
        if self._reader is not None:
            self._reader.cancel()
        super().connection_lost(exc)

    @override
    def data_received(self, data: bytes) -> None:
        if self._refused:
            return
        self._received += len(data)
        self._came_on = False
        super().data_received(data)
        # What brings no header, no part of a body and no end is a head, or a trailer, without one.
        self._unread = 0 if self._came_on else self._unread + len(data)
        if self._unread > LARGEST_HEAD:
            self._refuse(HeadersTooLarge())

    @override
    def on_message_begin(self) -> None:
        self._came_on = True
        if self._refused:
            return
        super().on_message_begin()
        self._in_head, self._head = True, 0
        if self._timer is None:
            self._wait()

    @override
    def on_header(self, name: bytes, value: bytes) -> None:
        """A trailer is counted and never taken for a header: it comes after who asks was known."""
        self._came_on = True
        self._head += len(name) + len(value) + 4
        if self._head > LARGEST_HEAD:
            self._refuse(HeadersTooLarge())
        elif self._in_head and not self._refused:
            super().on_header(name, value)

    @override
    def on_headers_complete(self) -> None:
        self._came_on, self._in_head = True, False
        if self._head + len(self.url) > LARGEST_HEAD:
            self._refuse(HeadersTooLarge())
        elif not self._refused:
            self._unanswered += 1
            super().on_headers_complete()

    @override
    def on_body(self, body: bytes) -> None:
        self._came_on = True
        if not self._refused:
            super().on_body(body)

    @override
    def on_message_complete(self) -> None:
        self._came_on = True
        self._rest()
        if not self._refused:
            super().on_message_complete()

    @override
    def on_response_complete(self) -> None:
        self._unanswered -= 1
        super().on_response_complete()
        if self._last_answer is not None and self._unanswered == 0:
            self._end(self._last_answer)
        self._watch_reader()

    @override
    def pause_writing(self) -> None:
        super().pause_writing()
        self._watch_reader()

    @override
    def send_400_response(self, msg: str) -> None:
        """What is no HTTP at all is refused as everything is."""
        self._refuse(MalformedRequest())

    def _wait(self) -> None:
        self._received = 0
        self._timer = self.loop.call_later(self.app_state[PATIENCE], self._look)

    def _rest(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _look(self) -> None:
        """After a window of time: enough came, or it is we who do not read, or it ends here."""
        self._timer = None
        if self._received >= LEAST_PROGRESS or self.flow.read_paused:
            self._wait()
        else:
            self._refuse(RequestTooSlow())

    def _watch_reader(self) -> None:
        left = self.transport.get_write_buffer_size()
        if left and self._reader is None:
            patience = self.app_state[PATIENCE]
            self._reader = self.loop.call_later(patience, self._look_at_reader, left)

    def _look_at_reader(self, before: int) -> None:
        """After a window of time: the reader took enough of the answer, or all; or it ends here."""
        self._reader = None
        if before - self.transport.get_write_buffer_size() >= min(before, LEAST_PROGRESS):
            self._watch_reader()
        else:
            held = self.transport.get_extra_info("socket")
            held.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
            self.transport.abort()

    def _refuse(self, refusal: DomainError) -> None:
        """Answer with the problem, in Spanish, and close: what follows is read no more. What was
        asked before is answered first."""
        if self._refused:
            return
        self._refused = True
        self._rest()
        own = None if self._in_head else self.cycle
        if own is not None and own.response_started:  # it was answered before it had come whole
            self.transport.close()
            return
        if own is not None:
            own.disconnected = True
            own.message_event.set()
            self._unanswered -= 1
            self._forget(own)
        if self._unanswered:
            self._last_answer = _told(refusal)
        else:
            self._end(_told(refusal))

    def _forget(self, own: RequestResponseCycle) -> None:
        """Of several that wait for their turn, the last: it gets none."""
        if self.pipeline and self.pipeline[0][0] is own:
            self.pipeline.popleft()

    def _end(self, answer: bytes) -> None:
        self.transport.write(answer)
        self.transport.close()
        self._watch_reader()


def _told(refusal: DomainError) -> bytes:
    status = HTTPStatus(status_of(type(refusal)))
    body = json.dumps(problem(refusal, "es"), ensure_ascii=False).encode()
    head = (
        f"HTTP/1.1 {status.value} {status.phrase}\r\n"
        f"content-type: {MEDIA_TYPE}\r\n"
        f"content-length: {len(body)}\r\n"
        "connection: close\r\n\r\n"
    )
    return head.encode() + body
