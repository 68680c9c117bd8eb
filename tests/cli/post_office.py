"""A mail server that speaks SMTP on a port of its own, and keeps what it was handed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult


@dataclass
class PostOffice:
    """Its address, what arrived, and what it refuses."""

    port: int = 0
    received: list[EmailMessage] = field(default_factory=list)
    to: list[str] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    logins: list[bytes] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_RCPT(  # noqa: N802  aiosmtpd's name  named by aiosmtpd
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if address in self.refused:
            return f"550 no mailbox {address}"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  aiosmtpd's name
        parsed = BytesParser(policy=policy.default).parsebytes(envelope.content)
        self.received.append(parsed)
        self.to += envelope.rcpt_tos
        return "250 OK"

    def authenticate(self, server: Any, session: Any, envelope: Any, how: str, data: Any) -> Any:
        self.logins.append(data.login)
        return AuthResult(success=data.password == b"secreta @/?", handled=False)


@asynccontextmanager
async def post_office(*, auth: bool = False) -> AsyncIterator[PostOffice]:
    """Open for as long as the block lasts."""
    office = PostOffice()
    loop = asyncio.get_running_loop()
    talks: list[SMTP] = []

    def greet() -> SMTP:
        # Whoever may not sign in is turned away; what is asked of everybody else needs TLS.
        sign_in = office.authenticate if auth else None
        talk = SMTP(
            office, loop=loop, hostname="localhost", auth_require_tls=False, authenticator=sign_in
        )
        talks.append(talk)
        return talk

    server = await loop.create_server(greet, "127.0.0.1", 0)
    office.port = server.sockets[0].getsockname()[1]
    try:
        yield office
    finally:
        server.close()
        for talk in talks:
            if talk.transport is not None:
                talk.transport.close()
        await asyncio.sleep(0)
