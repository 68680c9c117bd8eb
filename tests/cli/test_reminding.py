"""`jec remind`: who is written to, of what, once; and what happens when no mail goes out."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from pathlib import Path
from uuid import UUID

import pytest
from pydantic import SecretStr, ValidationError

from cli.mailing import Outbox, server_of, smtp
from cli.reminding import RemindSettings, remind_all
from domain.access.roles import Role
from domain.exchange.reminders import ATTEMPTS
from domain.peru_time import LIMA
from tests.cli.post_office import post_office
from tests.cli.reminding import SETTINGS, remind
from tests.cli.service import jec
from tests.clock import now, today
from tests.conftest import OneConnection
from tests.documents import filed, returned
from tests.world import AMAZONAS, BAGUA, Connection, World

SCHOOL = "Ñuñurco de Túpac"


async def reminded(world: World, role: Role, place: str, *, email: str | None = None) -> UUID:
    """Somebody in a role who wants reminders."""
    person = await world.appoint(role, place)
    await contact(world, person, email or f"{role}@example.org")
    return person


async def contact(world: World, person: UUID, email: str, *, reminders: bool = True) -> None:
    await world.save(
        "contact", person_id=person, email=email, reminders=reminders, updated_at=now()
    )


@pytest.fixture(autouse=True)
async def nobody_else(connection: Connection) -> None:
    await connection.execute("delete from contact")


@pytest.fixture
async def school(world: World) -> str:
    return await world.school(BAGUA, name=SCHOOL)


@pytest.fixture
async def director(world: World, school: str) -> UUID:
    return await reminded(world, Role.DIRECTOR, school)


def text_of(message: EmailMessage) -> str:
    content: str = message.get_content()
    return content


async def notices(connection: Connection) -> Sequence[tuple[str, bool]]:
    rows = await connection.fetch("select key, sent_at is not null from notice order by key")
    return [(row[0].partition("/")[0], row[1]) for row in rows]


async def test_one_message_gathers_what_is_due_and_is_sent_once(
    world: World, connection: Connection, school: str, director: UUID
) -> None:
    coming, over = (
        await world.cut("coordinator", closes=1),
        await world.cut("coordinator", opens=-30, closes=-20, ordinal=8),
    )
    await world.obligation(coming, school, "cp", 1)
    await world.obligation(coming, school, "ct", 1)
    await world.extend(over, school, now() - timedelta(days=2))
    await world.obligation(over, school, "cp", 1)
    await returned(world, await world.obligation(over, school, "ct", 1), director)
    async with post_office() as office:
        first = await remind(connection, office)
        again = await remind(connection, office, days=0.01)
    assert (first["noted"], first["sent"]) == (4, 1)
    assert not +again, "twice is as once"
    (message,) = office.received
    assert office.to == ["director@example.org"]
    assert message["Subject"] == "JEC: 1 devuelto, 1 vencido, 2 por vencer"
    assert message["From"] == "JEC <avisos@jec.example.org>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content_type() == "text/plain"
    text = text_of(message)
    assert text.index("Le devolvieron") < text.index("Venció") < text.index("por vencer")
    assert SCHOOL in text
    assert "https://jec.example.org" in text
    day = (now() + timedelta(days=1)).astimezone(LIMA)
    assert f"{day:%d/%m/%Y}" in text
    assert all(sent for _, sent in await notices(connection))


async def test_each_day_before_and_the_day_after_have_their_own_message(
    world: World, connection: Connection, school: str, director: UUID
) -> None:
    await world.obligation(await world.cut("coordinator", closes=20), school, "cp", 1)
    async with post_office() as office:
        sent = {day: (await remind(connection, office, days=day))["sent"] for day in range(30)}
    days = [day for day, messages in sent.items() if messages]
    assert len(days) == 3, days
    subjects = [message["Subject"] for message in office.received]
    assert subjects == ["JEC: 1 por vencer", "JEC: 1 por vencer", "JEC: 1 vencido"]
    assert (days[0], days[1], days[2]) == (13, 19, 21)


async def test_what_was_delivered_moved_or_excused_meanwhile_is_not_told(
    world: World, connection: Connection, school: str, director: UUID
) -> None:
    cut = await world.cut("coordinator", closes=1)
    cp, ct = [await world.obligation(cut, school, s, 1) for s in ("cp", "ct")]
    async with post_office() as office:
        office.refused = {"director@example.org"}
        failed = await remind(connection, office)
        assert (failed["sent"], failed["failed"]) == (0, 1)
        office.refused = set()
        await filed(world, cp, director)
        await world.extend(cut, school, now() + timedelta(days=40))
        done = await remind(connection, office, days=0.01)
    assert (done["withdrawn"], done["sent"], office.received) == (2, 0, [])
    assert await notices(connection) == []
    assert ct


async def test_of_two_things_only_the_one_that_is_still_owed_is_told(
    world: World, connection: Connection, school: str, director: UUID
) -> None:
    cut = await world.cut("coordinator", closes=1)
    cp, _ = [await world.obligation(cut, school, s, 1) for s in ("cp", "ct")]
    async with post_office() as office:
        office.refused = {"director@example.org"}
        await remind(connection, office)
        office.refused = set()
        await filed(world, cp, director)
        done = await remind(connection, office, days=0.01)
    assert (done["withdrawn"], done["sent"]) == (1, 1)
    assert "coordinador de tutoría" in text_of(office.received[0])
    assert "coordinador pedagógico" not in text_of(office.received[0])


@pytest.mark.parametrize("why", ["off", "gone", "unnamed", "successor", "no role"])
async def test_whoever_wants_nothing_or_is_not_the_one_gets_nothing(
    world: World, connection: Connection, school: str, director: UUID, why: str
) -> None:
    await world.obligation(await world.cut("coordinator", closes=1), school, "cp", 1)
    async with post_office() as office:
        office.refused = {"director@example.org"}
        assert (await remind(connection, office))["noted"] == 1
        office.refused = set()
        match why:
            case "off":
                await connection.execute("update contact set reminders = false")
            case "gone":
                await connection.execute("delete from contact")
            case "unnamed":
                await connection.execute(
                    "update person set unnamed_at = $2 where id = $1", director, now()
                )
            case _:
                await connection.execute(
                    "update appointment set valid = daterange(lower(valid), $2)"
                    " where person_id = $1",
                    director, today(),
                )  # fmt: skip
        if why == "successor":
            await succeed(world, school)
        done = await remind(connection, office, days=0.01)
    assert "director@example.org" not in office.to
    assert done["withdrawn"] == 1
    assert office.to == (["nueva@example.org"] if why == "successor" else [])


async def succeed(world: World, school: str) -> None:
    heir = await world.appoint(Role.DIRECTOR, school, since=today())
    await contact(world, heir, "nueva@example.org")


async def test_reviews_that_wait_long_are_told_once_a_week(
    world: World, connection: Connection, school: str
) -> None:
    ugel = await reminded(world, Role.UGEL, BAGUA)
    cut = await world.cut("coordinator", opens=-30, closes=-15)
    for subject, days in (("cp", 10), ("ct", 8)):
        await filed(
            world, await world.obligation(cut, school, subject, 1), await world.person(),
            days_ago=days,
        )  # fmt: skip
    young = await world.obligation(cut, await world.school(BAGUA), "cp", 1)
    await filed(world, young, await world.person(), days_ago=2)
    async with post_office() as office:
        sent = [(await remind(connection, office, days=day / 2))["sent"] for day in range(8)]
        assert sum(sent) == sent[0] == 1
        assert office.received[0]["Subject"] == "JEC: 2 por revisar"
        assert "Rosa Quispe" not in text_of(office.received[0]), "no name of anybody else"
        await remind(connection, office, days=8)
        assert len(office.received) == 2
        await connection.execute(
            "update report set status = 'approved' where author_id <> $1", ugel
        )
        await remind(connection, office, days=16)
    assert len(office.received) == 2


async def test_nobody_is_reminded_of_what_lies_outside_their_own_duty(
    world: World, connection: Connection, school: str
) -> None:
    await reminded(world, Role.CP, school)
    await reminded(world, Role.DRE, AMAZONAS)
    await world.obligation(await world.cut("coordinator", closes=1), school, "cp", 1)
    async with post_office() as office:
        assert (await remind(connection, office))["noted"] == 0
    assert office.received == []


async def test_a_refused_address_is_tried_some_times_and_holds_nobody_else_up(
    world: World, connection: Connection, school: str, director: UUID
) -> None:
    cut = await world.cut("coordinator", closes=1)
    await world.obligation(cut, school, "cp", 1)
    other = await world.school(BAGUA)
    await reminded(world, Role.DIRECTOR, other, email="otra@example.org")
    await world.obligation(cut, other, "cp", 1)
    async with post_office() as office:
        office.refused = {"director@example.org"}
        failed = [
            (await remind(connection, office, days=n / 100))["failed"] for n in range(ATTEMPTS + 2)
        ]
    assert sum(failed) == ATTEMPTS
    assert office.to == ["otra@example.org"]
    row = await connection.fetchrow(
        "select attempts, last_failure from notice where sent_at is null"
    )
    assert row is not None
    assert row["attempts"] == ATTEMPTS
    assert row["last_failure"] == "SMTPRecipientsRefused 550", "the kind, never the address"


async def test_a_server_that_is_away_counts_as_no_attempt(
    world: World, connection: Connection, school: str, director: UUID
) -> None:
    await world.obligation(await world.cut("coordinator", closes=1), school, "cp", 1)
    async with post_office() as office:
        pass
    done = await remind(connection, office)
    assert (done["noted"], done["closed"], done["failed"]) == (1, 1, 0)
    assert await connection.fetchval("select max(attempts) from notice") == 0
    async with post_office() as office:
        assert (await remind(connection, office, days=0.01))["sent"] == 1


@pytest.mark.parametrize(("password", "closed"), [("secreta%20%40%2F%3F", 0), ("otra", 1)])
async def test_it_signs_in_where_the_server_asks(
    world: World, connection: Connection, school: str, director: UUID, password: str, closed: int
) -> None:
    await world.obligation(await world.cut("coordinator", closes=1), school, "cp", 1)
    async with post_office(auth=True) as office:
        url = f"smtp://avisos:{password}@127.0.0.1:{office.port}"
        async with smtp(server_of(url)) as post:
            done = await remind_all(OneConnection(connection), post, SETTINGS, now=now())
    assert (done["closed"], done["sent"]) == (closed, 1 - closed)
    assert set(office.logins) == {b"avisos"}


async def test_a_server_that_offers_no_tls_gets_nothing_where_tls_is_asked_for(
    world: World, connection: Connection, school: str, director: UUID
) -> None:
    await world.obligation(await world.cut("coordinator", closes=1), school, "cp", 1)
    async with post_office() as office, smtp(server_of(f"{office.url}?starttls")) as post:
        done = await remind_all(OneConnection(connection), post, SETTINGS, now=now())
    assert (done["closed"], done["sent"], office.received) == (1, 0, [])


async def test_without_a_server_messages_stand_in_the_outbox_for_their_owner_alone(
    world: World, connection: Connection, school: str, director: UUID, tmp_path: Path
) -> None:
    await world.obligation(await world.cut("coordinator", closes=1), school, "cp", 1)
    folder = tmp_path / "outbox"
    done = await remind_all(OneConnection(connection), Outbox(folder), SETTINGS, now=now())
    assert done["sent"] == 1
    (file,) = folder.glob("*.eml")
    assert (folder.stat().st_mode & 0o777, file.stat().st_mode & 0o777) == (0o700, 0o600)
    assert message_from_bytes(file.read_bytes())["To"] == "director@example.org"
    shown = await asyncio.to_thread(jec, "outbox", "--data", tmp_path)
    assert shown.returncode == 0, shown.stderr
    assert "1 mensajes en" in shown.stdout
    assert "director@example.org" in shown.stdout
    assert "JEC: 1 por vencer" in shown.stdout


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("smtp_url", "http://secreto:clave@mail.example.org"),
        ("smtp_url", "smtp://secreto:clave@mail.example.org"),
        ("smtp_url", "smtp://secreto:clave@mail.example.org?starttls=no"),
        ("remind_before_days", "7,"),
        ("remind_before_days", "0"),
        ("remind_review_days", 0),
        ("mail_from", "nadie"),
        ("mail_from", "a@example.org\nBcc: b@example.org"),
    ],
)
def test_a_setting_that_cannot_be_right_is_refused_without_telling_a_secret(
    name: str, value: object
) -> None:
    with pytest.raises(ValidationError) as refused:
        RemindSettings.model_validate({name: value})
    assert "clave" not in str(refused.value)
    assert refused.value.errors()[0]["loc"] == (name,)


def test_a_server_s_address_is_read_whole_and_its_password_shown_nowhere() -> None:
    server = server_of("smtp://u:p%40ss@mail.example.org?starttls")
    assert (server.port, server.starttls, server.tls, server.password) == (587, True, False, "p@ss")
    assert "p@ss" not in repr(server)
    assert server_of("smtps://mail.example.org").port == 465
    assert "clave" not in repr(RemindSettings(smtp_url=SecretStr("smtps://u:clave@example.org")))


@pytest.mark.slow
async def test_the_command_says_what_it_did_and_which_setting_is_wrong(
    database_url: str, tmp_path: Path
) -> None:
    to = {"JEC_DATABASE_URL": database_url}
    done = await asyncio.to_thread(jec, "remind", "--data", tmp_path, **to)
    assert done.returncode == 0, done.stderr
    assert "Mensajes enviados: 0." in done.stdout
    bad = await asyncio.to_thread(
        jec, "remind", **to, JEC_SMTP_URL="smtp://u:clave@mail.example.org"
    )
    assert bad.returncode == 1
    assert "JEC_SMTP_URL" in bad.stderr
    assert "clave" not in bad.stderr
    nowhere = await asyncio.to_thread(jec, "remind")
    assert nowhere.returncode == 1
    assert "JEC_DATABASE_URL" in nowhere.stderr
