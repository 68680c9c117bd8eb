"""`jec retention`: what has served its time goes, what counts stays, and twice is as once."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.access.roles import Role
from domain.people.retention import RetentionLimits, RetentionTerms, limits_of
from persistence.calls import OpenCall
from persistence.people.retention import count_past, remove_past
from persistence.transaction import Transaction
from tests.clock import now, today
from tests.world import BAGUA, Connection, World


def limits() -> RetentionLimits:
    return limits_of(RetentionTerms(), now=now())


def long_ago() -> datetime:
    return now() - timedelta(days=365 * 11)


KINDS = (
    "sessions", "enrolments", "throttles", "corrections", "identities", "notices", "persons",
)  # fmt: skip
NOTHING = dict.fromkeys(KINDS, 0)


async def removed(connection: Connection) -> dict[str, int]:
    """What a review counts is what is then removed."""
    call = OpenCall(Transaction(connection), now())
    counted = dict(await count_past(call, limits()))
    applied = dict(await remove_past(call, limits()))
    assert counted == applied
    return applied


async def events(connection: Connection, kind: str) -> list[tuple[str, Mapping[str, Any]]]:
    rows = await connection.fetch("select subject, payload from event where kind = $1", kind)
    return [(row["subject"], json.loads(row["payload"])) for row in rows]


async def forgotten(world: World) -> UUID:
    """Somebody who left eleven years ago."""
    return await world.appoint(
        Role.CP,
        await world.school(BAGUA),
        person=await world.person(updated_at=long_ago(), given_names="Herminia"),
        since=today() - timedelta(days=365 * 14),
        until=today() - timedelta(days=365 * 11),
    )


@pytest.fixture(autouse=True)
async def nobody_else(connection: Connection) -> None:
    await connection.execute("delete from session")


async def test_what_is_in_use_stays(world: World, connection: Connection) -> None:
    director = await world.appoint(Role.DIRECTOR, await world.school(BAGUA))
    await world.correction(director)
    await world.person(updated_at=now())
    assert await removed(connection) == NOTHING
    assert await events(connection, "retention.applied") == []


async def test_ended_sessions_and_used_links_go_after_their_days(
    world: World, connection: Connection
) -> None:
    person = await world.appoint(Role.DIRECTOR, await world.school(BAGUA))
    for days, ended in ((91, True), (89, True), (91, False)):
        at = now() - timedelta(days=days)
        await world.session(
            person, id=uuid4(), ended_at=at if ended else None, ended_reason="x" if ended else None,
            expires_at=at + timedelta(days=5),
        )  # fmt: skip
    for days in (91, 89):
        at = now() - timedelta(days=days)
        await world.save(
            "enrolment", id=uuid4(), person_id=person, secret_hash=uuid4().bytes, made_at=at,
            expires_at=at,
        )  # fmt: skip
    done = await removed(connection)
    assert (done["sessions"], done["enrolments"], done["persons"]) == (1, 1, 0)
    assert await connection.fetchval("select count(*) from session where ended_at is not null") == 1
    assert ("retention/session", {"removed": 1}) in await events(connection, "retention.applied")
    assert await removed(connection) == NOTHING


async def test_links_that_nobody_confirmed_go_after_thirty_days(
    world: World, connection: Connection
) -> None:
    person = await world.appoint(Role.DIRECTOR, await world.school(BAGUA))
    for days, confirmed in ((31, True), (31, False), (29, False)):
        at = now() - timedelta(days=days)
        await world.save(
            "external_identity", id=uuid4(), issuer="https://login.test", subject=uuid4().hex,
            person_id=person, made_by=person, made_at=at, confirmed_at=at if confirmed else None,
        )  # fmt: skip
    assert await removed(connection) == NOTHING | {"identities": 1}
    rows = await connection.fetch("select confirmed_at is not null as confirmed, made_at"
                                  " from external_identity order by made_at")  # fmt: skip
    assert [row["confirmed"] for row in rows] == [True, False]
    kinds = await events(connection, "retention.applied")
    assert kinds == [("retention/external_identity", {"removed": 1})]


async def test_notices_go_after_half_a_year_sent_or_not(
    world: World, connection: Connection
) -> None:
    person = await world.appoint(Role.DIRECTOR, await world.school(BAGUA))
    for days, sent in ((181, True), (181, False), (179, True)):
        at = now() - timedelta(days=days)
        await world.save(
            "notice", person_id=person, key=f"{days}/{sent}", title="t", body="b", made_at=at,
            sent_at=at if sent else None,
        )  # fmt: skip
    assert await removed(connection) == NOTHING | {"notices": 2}
    assert await connection.fetchval("select key from notice") == "179/True"


async def test_who_left_long_ago_loses_name_and_document_and_their_reports_stay(
    world: World, connection: Connection
) -> None:
    person = await forgotten(world)
    school = await world.school(BAGUA)
    report, _ = await world.accompanied(school, await world.cut("teacher_accompaniment"), [3])
    await connection.execute("update report set author_id = $1 where id = $2", person, report)
    await connection.execute("delete from session")
    before = await connection.fetchrow("select * from person where id = $1", person)
    await world.save("account", person_id=person, username=f"u{uuid4().hex}", password_hash="x")
    await world.correction(person, wanted="Herminia")
    await world.save(
        "contact", person_id=person, email="h@example.org", reminders=True, updated_at=long_ago()
    )
    await world.save("calendar_link", person_id=person, secret_hash=b"h", made_at=long_ago())
    await world.save("notice", person_id=person, key="k", title="t", body="b", made_at=now())
    assert (await removed(connection))["persons"] == 1
    after = await connection.fetchrow("select * from person where id = $1", person)
    assert before is not None
    assert after is not None
    assert (after["given_names"], after["paternal_surname"], after["maternal_surname"]) == (
        "Persona", "retirada", None,
    )  # fmt: skip
    assert after["doc_number"] != before["doc_number"]
    assert after["unnamed_at"] == now()
    assert await connection.fetchval("select author_id from report where id = $1", report) == person
    for table in (
        "account",
        "account_voucher",
        "correction",
        "session",
        "contact",
        "calendar_link",
        "notice",
    ):
        rows = await connection.fetchval(
            f"select count(*) from {table} where person_id = $1", person
        )
        assert rows == 0
    assert await events(connection, "actor.unnamed") == [(f"actor/{person}", {})]
    assert await removed(connection) == NOTHING, "twice is as once"


@pytest.mark.parametrize("reason", ["appointment", "access", "session", "correction of names"])
async def test_who_was_here_since_keeps_their_name(
    world: World, connection: Connection, reason: str
) -> None:
    person = await forgotten(world)
    await connection.execute("delete from session")
    match reason:
        case "appointment":
            await world.appoint(Role.TEACHER, await world.school(BAGUA), person=person)
        case "access":
            await world.save(
                "access_grant", id=uuid4(), person_id=person, role="ugel", place=BAGUA,
                reason="Encargo.", made_by=person, starts_at=now() - timedelta(days=400),
                expires_at=now() - timedelta(days=300),
            )  # fmt: skip
        case "session":
            await world.session(person, id=uuid4())
        case _:
            await connection.execute(
                "update person set updated_at = $2 where id = $1", person, now()
            )
    assert (await removed(connection))["persons"] == 0


def jec(*words: str, **more: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "cli", *words],
        env=os.environ | more, capture_output=True, text=True, timeout=900,
    )  # fmt: skip


@pytest.mark.slow
async def test_the_command_counts_or_removes_and_must_be_told_which(database_url: str) -> None:
    to = {"JEC_DATABASE_URL": database_url}
    for wrong in ((), ("--dry-run", "--yes")):
        refused = await asyncio.to_thread(jec, "retention", *wrong, **to)
        assert refused.returncode == 1
        assert "--dry-run" in refused.stderr
    counted = await asyncio.to_thread(jec, "retention", "--dry-run", **to)
    assert counted.returncode == 0, counted.stderr
    assert "no se cambió nada" in counted.stdout
    bad = await asyncio.to_thread(jec, "retention", "--yes", **to, JEC_KEEP_PERSON_YEARS="0")
    assert bad.returncode == 1
    assert "JEC_KEEP_PERSON_YEARS" in bad.stderr
