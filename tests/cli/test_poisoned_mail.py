"""One message that cannot be written or sent fails alone: everybody after it gets theirs."""

from email.errors import HeaderParseError
from email.message import EmailMessage
from uuid import UUID

import aiosmtplib
import pytest

from cli.mailing import NotDelivered, message_of, server_of, smtp
from domain.access import Role
from domain.reminders import Letter
from tests.cli.post_office import post_office
from tests.cli.test_reminding import remind
from tests.world import BAGUA, NOW, Connection, World

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
    await world.save("contact", person_id=person, email=email, reminders=True, updated_at=NOW)
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
    told = message_of(LETTER, first=FIRST, sender="JEC <a@b.pe>", to="o'higgins@x.pe", now=NOW)
    assert told["To"].addresses[0].addr_spec == "o'higgins@x.pe"
    assert len(told["To"].addresses) == 1
    for to in ("=?utf-8?q?=0aBcc=3ax=40evil.pe?=@x.pe", "a@x.pe, b@x.pe", "a@x.pe\nBcc: b@x.pe"):
        with pytest.raises(NotDelivered) as refused:
            message_of(LETTER, first=FIRST, sender="JEC <a@b.pe>", to=to, now=NOW)
        assert refused.value.reason == "InvalidContact"


async def test_a_message_without_an_addressee_is_not_delivered() -> None:
    message = EmailMessage()
    message["From"] = "a@b.pe"
    async with post_office() as office, smtp(server_of(office.url)) as post:
        with pytest.raises(NotDelivered) as refused:
            await post.deliver(message)
    assert refused.value.reason == "ValueError"
