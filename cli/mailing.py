"""How a message leaves: by SMTP, or as a file in the outbox of the data folder."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit
from uuid import UUID

import aiosmtplib

from domain.errors import DomainError
from domain.exchange.reminders import DeliveryFailure, Letter
from domain.people.contacts import address_of

SECONDS = 8
"""To be let in, and for one message: together below the time that a transaction may stand idle."""
_REFUSALS = (
    aiosmtplib.SMTPSenderRefused, aiosmtplib.SMTPRecipientsRefused, aiosmtplib.SMTPDataError,
)  # fmt: skip
"""Plain answers of the server to one message. After them the talk goes on; after anything else it
may stand in the middle of that message, and would take the next one's answers for its own."""
_GOODBYE = 421
_TLS, _SUBMISSION, _RELAY = 465, 587, 25
_UNSENDABLE = (
    DomainError, MessageError, ValueError, LookupError, TypeError, AttributeError, AssertionError,
    ArithmeticError, RuntimeError,
)  # fmt: skip
"""What writing one message out may end in, beside what the server says: parsers of mail have faults
of their own, and one address must not hold up everybody after it."""
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class PostClosed(Exception):
    """The server cannot be reached, or does not let us in: nothing was tried."""


class Post(Protocol):
    """Takes a message to its addressee."""

    async def deliver(self, message: EmailMessage) -> None:
        """Return once it is out of our hands; `DeliveryFailure`, `PostClosed`."""
        ...


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server, from `smtp://user:password@host:587?starttls` or `smtps://...`."""

    host: str
    port: int
    tls: bool
    starttls: bool
    user: str | None
    password: str | None = field(repr=False)


def server_of(url: str) -> Server:
    """Read a mail server's address. `ValueError`, without the address, when it is none, or would
    send a password over an open line."""
    parts = urlsplit(url)
    tls, starttls = parts.scheme == "smtps", parts.query in {"starttls", "starttls=1"}
    if (
        parts.scheme not in {"smtp", "smtps"}
        or not parts.hostname
        or (parts.query and not starttls)
    ):
        raise ValueError("no mail server")
    if parts.password and not (tls or starttls or parts.hostname in _LOOPBACK):
        raise ValueError("a password needs TLS")
    return Server(
        parts.hostname,
        parts.port or (_TLS if tls else _SUBMISSION if starttls else _RELAY),
        tls,
        starttls,
        unquote(parts.username) if parts.username else None,
        unquote(parts.password) if parts.password else None,
    )


class SmtpPost:
    """One connection to a mail server, opened by the first message, and again after one that
    failed without a plain refusal."""

    def __init__(self, server: Server, *, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._smtp = aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            username=server.user,
            password=server.password,
            use_tls=server.tls,
            start_tls=server.starttls,
            timeout=seconds,
        )

    async def deliver(self, message: EmailMessage) -> None:
        """Hand the message over, or say why not."""
        await self._open()
        try:
            async with asyncio.timeout(self._seconds):
                await self._smtp.send_message(message)
        except _REFUSALS as refused:
            if _code(refused) == _GOODBYE:
                await self.close()
            raise DeliveryFailure(_named(refused)) from None
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as failed:
            await self.close()
            raise DeliveryFailure(_named(failed)) from None
        except _UNSENDABLE as broken:
            await self.close()
            raise DeliveryFailure(type(broken).__name__) from None

    async def _open(self) -> None:
        if self._smtp.is_connected:
            return
        try:
            async with asyncio.timeout(self._seconds):
                await self._smtp.connect()
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as closed:
            raise PostClosed(_named(closed)) from None

    async def close(self) -> None:
        """Say goodbye, if anything was said."""
        if self._smtp.is_connected:
            self._smtp.close()


def _named(error: BaseException) -> str:
    """The kind of failure and the server's code: its words may quote the address."""
    code = _code(error)
    return type(error).__name__ + (f" {code}" if code else "")


def _code(error: BaseException) -> int | None:
    refusals: Iterable[object] = getattr(error, "recipients", ())
    return next((r.code for r in (error, *refusals) if hasattr(r, "code")), None)


@asynccontextmanager
async def smtp(server: Server, *, seconds: float = SECONDS) -> AsyncIterator[SmtpPost]:
    """A post office for one run. `seconds`: how long one message may take."""
    post = SmtpPost(server, seconds=seconds)
    try:
        yield post
    finally:
        await post.close()


@dataclass(frozen=True, slots=True)
class Outbox:
    """A folder of `.eml` files that only its owner reads, for where there is no mail server."""

    folder: Path

    async def deliver(self, message: EmailMessage) -> None:
        """Write the message; the same one again takes its own place."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = message["Message-ID"].strip("<>").partition("@")[0]
        file = self.folder / f"{name}.eml"
        file.touch(mode=0o600)
        file.write_bytes(message.as_bytes())


def message_of(letter: Letter, *, first: UUID, sender: str, to: str, now: datetime) -> EmailMessage:
    """A message ready to be sent, or `DeliveryFailure` when it cannot be written out. Its id comes
    from the first notice in it, so that a repeated one is known as such by whoever receives it."""
    try:
        message = _written(letter, first=first, sender=sender, to=to, now=now)
        message.as_bytes()
    except _UNSENDABLE as broken:
        raise DeliveryFailure(type(broken).__name__) from None
    return message


def _written(letter: Letter, *, first: UUID, sender: str, to: str, now: datetime) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = sender, address_of(to)
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{first}@{sender.rpartition('@')[2].strip('<> ') or 'jec'}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no absence notes in return
    message["Content-Language"] = "es"
    message.set_content(letter.body, cte="quoted-printable")
    return message
