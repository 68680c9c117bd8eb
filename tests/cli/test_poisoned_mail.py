"""One message that cannot be written or sent fails alone: everybody after it gets theirs."""

import asyncio
from email.errors import HeaderParseError
from email.message import EmailMessage
from typing import Any
from uuid import UUID

import aiosmtplib
import pytest

from cli.mailing import message_of, server_of, smtp
from domain.access.roles import Role
from domain.exchange.reminders import DeliveryFailure, Letter
from tests.cli.post_office import post_office
from tests.cli.reminding import remind
from tests.clock import now
from tests.world import BAGUA, Connection, World

FIRST, LAST = UUID(int=1), UUID(int=2**128 - 1)
LETTER = Letter("JEC: 1 por vencer", "Hola.\n")


@pytest.fixture(autouse=True)
async def nobody_else(connection: Connection) -> None:
    await connection.execute("delete from contact")


async def director(world: World, id: UUID, email: str) -> None:
    """Somebody who owes a report tomorrow and wants to be reminded; people are written by id."""
    school = await world.school(BAGUA)
    person = await world.person(id=id)
    await world.appoint(Role.DIRECTOR, school, person=person)
    await world.save("contact", person_id=person, email=email, reminders=True, updated_at=now())
    await world.obligation("2024-coordinator-9", school, "cp", 1)


@pytest.mark.parametrize(
    "poison",
    [
        "=?utf-8?q?=0aBcc=3ax=40evil.pe?=@x.pe",
        "=?utf-8?q??=@x.pe",
        "=?utf-8?q?victim=40evil.pe=2c?=@x.pe",
        "=?utf-8?q?=c3=b1?=@x.pe",
        "=?q?q?=ff?=@x.pe",
        "rosa..quispe@x.pe",
        "ñandú@x.pe",
        "nobody",
    ],
)
async def test_an_address_that_was_kept_before_it_was_refused_stops_nobody_else(
    world: World, connection: Connection, poison: str
) -> None:
    await world.cut("coordinator", closes=1)
    await director(world, FIRST, poison)
    await director(world, LAST, "buena@example.org")
    async with post_office() as office:
        done = await remind(connection, office)
    assert (done["noted"], done["sent"], done["failed"]) == (2, 1, 1)
    assert office.to == ["buena@example.org"]
    row = await connection.fetchrow(
        "select attempts, last_failure, sent_at from notice where person_id = $1", FIRST
    )
    assert row is not None
    assert tuple(row) == (1, "InvalidContact", None), "the kind, never the address"


@pytest.mark.parametrize(
    "fault", [ValueError, IndexError, AttributeError, HeaderParseError, AssertionError]
)
async def test_a_fault_in_the_middle_of_sending_is_that_message_s_failure(
    world: World, connection: Connection, monkeypatch: pytest.MonkeyPatch, fault: type[Exception]
) -> None:
    await world.cut("coordinator", closes=1)
    await director(world, FIRST, "mala@example.org")
    await director(world, LAST, "buena@example.org")
    sound = aiosmtplib.SMTP.rcpt

    async def rcpt(smtp: aiosmtplib.SMTP, recipient: str, *rest: object, **more: object) -> object:
        if recipient.startswith("mala"):
            raise fault("mala@example.org")
        return await sound(smtp, recipient, *rest, **more)  # type: ignore[arg-type]  # as it came

    monkeypatch.setattr(aiosmtplib.SMTP, "rcpt", rcpt)
    async with post_office() as office:
        done = await remind(connection, office)
    assert (done["sent"], done["failed"]) == (1, 1)
    assert office.to == ["buena@example.org"], "on a new connection, not in the middle of the other"
    failures = await connection.fetch("select last_failure from notice where person_id = $1", FIRST)
    assert [row[0] for row in failures] == [fault.__name__]


def test_a_message_goes_to_one_address_and_carries_no_header_of_another_s_making() -> None:
    message = message_of(LETTER, first=FIRST, sender="JEC <a@b.pe>", to="o'higgins@x.pe", now=now())
    assert message["To"].addresses[0].addr_spec == "o'higgins@x.pe"
    assert len(message["To"].addresses) == 1
    for to in ("=?utf-8?q?=0aBcc=3ax=40evil.pe?=@x.pe", "a@x.pe, b@x.pe", "a@x.pe\nBcc: b@x.pe"):
        with pytest.raises(DeliveryFailure) as refused:
            message_of(LETTER, first=FIRST, sender="JEC <a@b.pe>", to=to, now=now())
        assert refused.value.reason == "InvalidContact"


async def test_a_message_without_an_addressee_is_not_delivered() -> None:
    message = EmailMessage()
    message["From"] = "a@b.pe"
    async with post_office() as office, smtp(server_of(office.url)) as post:
        with pytest.raises(DeliveryFailure) as refused:
            await post.deliver(message)
    assert refused.value.reason == "ValueError"


def to(name: str) -> EmailMessage:
    return message_of(LETTER, first=FIRST, sender="JEC <a@b.pe>", to=f"{name}@x.pe", now=now())


async def test_a_message_that_the_server_takes_too_long_over_fails_alone() -> None:
    async with post_office() as office:
        take, another_arrived = office.handle_DATA, asyncio.Event()

        async def slow(server: Any, session: Any, envelope: Any) -> str:
            if envelope.rcpt_tos == ["lenta@x.pe"]:
                await another_arrived.wait()
            another_arrived.set()
            return await take(server, session, envelope)

        office.handle_DATA = slow  # type: ignore[method-assign]  # for this office
        async with smtp(server_of(office.url), seconds=0.3) as post:
            with pytest.raises(DeliveryFailure) as late:
                await post.deliver(to("lenta"))
            for name in ("una", "otra", "ultima"):
                await post.deliver(to(name))
    assert "Timeout" in late.value.reason
    delivered = [address for address in office.to if address != "lenta@x.pe"]
    assert delivered == ["una@x.pe", "otra@x.pe", "ultima@x.pe"]


@pytest.mark.parametrize(("answer", "talks"), [("550 no mailbox", 1), ("421 come later", 2)])
async def test_a_plain_refusal_ends_no_talk_unless_the_server_says_goodbye(
    monkeypatch: pytest.MonkeyPatch, answer: str, talks: int
) -> None:
    opened, connect = [], aiosmtplib.SMTP.connect

    async def counted(smtp: aiosmtplib.SMTP, **more: Any) -> object:
        opened.append(smtp)
        return await connect(smtp, **more)

    monkeypatch.setattr(aiosmtplib.SMTP, "connect", counted)
    async with post_office() as office:
        receive = office.handle_RCPT

        async def picky(
            server: Any, session: Any, envelope: Any, address: str, options: Any
        ) -> str:
            if address == "mala@x.pe":
                return answer
            return await receive(server, session, envelope, address, options)

        office.handle_RCPT = picky  # type: ignore[method-assign]  # for this office
        async with smtp(server_of(office.url)) as post:
            with pytest.raises(DeliveryFailure):
                await post.deliver(to("mala"))
            await post.deliver(to("buena"))
    assert (office.to, len(opened)) == (["buena@x.pe"], talks)
