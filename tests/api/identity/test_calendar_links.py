"""The calendar of deadlines behind a secret address: what it says, who gets it, and that the secret
stays one."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from httpx import AsyncClient
from structlog.testing import capture_logs

from api.access_log import AccessLog
from api.exchange.calendar_file import calendar_file
from domain.access.permits import PersonId
from domain.access.roles import Role
from domain.events import EventKind
from domain.exchange.deadlines import Deadline
from domain.peru_time import LIMA
from tests.api.identity.calendars import PATH, entries, made, read
from tests.clock import now, today
from tests.documents import filed, returned
from tests.world import BAGUA, Connection, World

TO: dict[str, Any] = {"owner": PersonId(UUID(int=7)), "url": "https://jec.example.org"}


@pytest.fixture
async def school(world: World) -> str:
    return await world.school(BAGUA, name="Ñuñurco; «Señor, de los Milagros»")


@pytest.fixture
async def director(world: World, school: str) -> UUID:
    return await world.appoint(Role.DIRECTOR, school)


async def test_each_report_that_i_owe_ends_with_its_window(
    client: AsyncClient, world: World, school: str, director: UUID
) -> None:
    open_now, coming = (
        await world.cut("coordinator"),
        await world.cut("coordinator", opens=20, closes=30, ordinal=8),
    )
    cp, ct = [await world.obligation(open_now, school, s, 1) for s in ("cp", "ct")]
    later = await world.obligation(coming, school, "cp", 1)
    other = await world.obligation(open_now, await world.school(BAGUA), "cp", 1)
    path = await made(client, world.auth(director))
    found = await entries(client, path)
    assert set(found) == {f"obligation-{id}@jec" for id in (cp, ct, later)}
    assert f"obligation-{other}@jec" not in found
    entry = found[f"obligation-{cp}@jec"]
    assert entry.summary.startswith("Presentar: Ñuñurco; «Señor, de los Milagros»: ")
    assert entry.summary.endswith(", corte 9, coordinador pedagógico 1")
    assert entry.end == (now() + timedelta(days=5)).replace(microsecond=0)
    assert entry.end.utcoffset() == timedelta(0)


def deadline(ends_at: datetime, **more: object) -> Deadline:
    about = {
        "person_id": PersonId(UUID(int=7)), "id": UUID(int=1), "returned": False, "opens_at": now(),
        "ends_at": ends_at, "changed_at": now(), "sequence": 1,
        "stream": "Línea 2", "ordinal": 1, "school": "Ñandú", "subject": "cp", "post": 1,
    }  # fmt: skip
    return Deadline(**(about | more))  # type: ignore[arg-type]  # a table of fields


def test_a_close_at_midnight_stands_in_the_last_day_on_which_one_can_deliver() -> None:
    midnight = datetime(2026, 12, 1, tzinfo=LIMA)
    (entry,) = read(calendar_file([deadline(midnight)], **TO))
    assert entry.start.astimezone(LIMA).date().isoformat() == "2026-11-30"
    assert entry.start.astimezone(LIMA).hour == 23
    assert entry.end == midnight


def test_long_lines_are_folded_at_75_octets_and_no_letter_is_cut() -> None:
    school = "Ñandú, «áéíóú»; \\ " * 20
    body = calendar_file([deadline(now(), school=school)], **TO)
    for line in body.split(b"\r\n"):
        assert len(line) <= 75
        line.decode("utf-8")
    assert b"\n" not in body.replace(b"\r\n", b"")
    (entry,) = read(body)
    assert entry.summary == f"Presentar: {school}: Línea 2, corte 1, coordinador pedagógico 1"


async def test_what_is_delivered_or_excused_disappears(
    client: AsyncClient, world: World, school: str, director: UUID, connection: Connection
) -> None:
    cut = await world.cut("coordinator")
    cp, ct = [await world.obligation(cut, school, s, 1) for s in ("cp", "ct")]
    path = await made(client, world.auth(director))
    assert len(await entries(client, path)) == 2
    await filed(world, cp, director)
    assert set(await entries(client, path)) == {f"obligation-{ct}@jec"}
    await connection.execute(
        "update obligation set exempt_at = $2, exempt_by = $3, exempt_reason = 'x' where id = $1",
        ct, now(), director,
    )  # fmt: skip
    assert await entries(client, path) == {}


async def test_what_can_be_corrected_no_more_stays_for_60_days(
    client: AsyncClient, world: World, school: str, director: UUID
) -> None:
    cut = await world.cut("coordinator")
    still, gone = [
        await returned(
            world, await world.obligation(cut, school, subject, 1), director, days=days
        )
        for subject, days in (("cp", -59), ("ct", -61))
    ]  # fmt: skip
    found = await entries(client, await made(client, world.auth(director)))
    assert set(found) == {f"returned-{still}@jec"}, gone


async def test_a_moved_close_moves_the_same_entry_and_counts_up(
    client: AsyncClient, world: World, school: str, director: UUID
) -> None:
    cut = await world.cut("coordinator")
    uid = f"obligation-{await world.obligation(cut, school, 'cp', 1)}@jec"
    path = await made(client, world.auth(director))
    first = (await entries(client, path))[uid]
    await world.extend(cut, BAGUA, now() + timedelta(days=9))
    extended = (await entries(client, path))[uid]
    assert extended.end == (now() + timedelta(days=9)).replace(microsecond=0)
    assert extended.sequence > first.sequence
    assert extended.modified > first.modified
    until = now() + timedelta(days=20)
    await world.db.execute(
        "update report_cut set closes_at = $2, version = version + 1 where code = $1", cut, until
    )
    await world.save(
        "event", at=now() + timedelta(hours=1), place="pe", kind="report_cut.changed",
        subject=f"report-cut/{cut}",
        payload=json.dumps(dict.fromkeys(EventKind.REPORT_CUT_CHANGED.names)),
    )  # fmt: skip
    last = (await entries(client, path))[uid]
    assert last.end == (now() + timedelta(days=20)).replace(microsecond=0)
    assert last.sequence > extended.sequence
    assert last.stamp > extended.stamp


async def test_a_report_that_came_back_is_to_be_corrected_by_its_own_day(
    client: AsyncClient, world: World, school: str, director: UUID
) -> None:
    cut = await world.cut("coordinator")
    report = await returned(world, await world.obligation(cut, school, "cp", 1), director, days=4)
    found = await entries(client, await made(client, world.auth(director)))
    (entry,) = found.values()
    assert entry.uid == f"returned-{report}@jec"
    assert entry.summary.startswith("Corregir: ")
    assert entry.end == (now() + timedelta(days=4)).replace(microsecond=0)


async def test_whoever_loses_every_role_keeps_an_empty_calendar(
    client: AsyncClient, world: World, school: str, director: UUID, connection: Connection
) -> None:
    await world.obligation(await world.cut("coordinator"), school, "cp", 1)
    path = await made(client, world.auth(director))
    assert len(await entries(client, path)) == 1
    await connection.execute(
        "update appointment set valid = daterange(lower(valid), $2) where person_id = $1",
        director, today(),
    )  # fmt: skip
    assert await entries(client, path) == {}
    heir = await world.appoint(Role.DIRECTOR, school, since=today())
    assert len(await entries(client, await made(client, world.auth(heir)))) == 1


async def test_nothing_new_is_answered_without_a_body_and_kept_by_nobody_between(
    client: AsyncClient, world: World, school: str, director: UUID
) -> None:
    cut = await world.cut("coordinator")
    await world.obligation(cut, school, "cp", 1)
    path = await made(client, world.auth(director))
    first = await client.get(path)
    assert first.headers["content-type"].startswith("text/calendar")
    assert first.headers["cache-control"] == "private, no-cache"
    assert first.headers["referrer-policy"] == "no-referrer"
    held = {"If-None-Match": f'"other", W/{first.headers["etag"]}'}
    same = await client.get(path, headers=held)
    assert (same.status_code, same.content, same.headers["etag"]) == (
        304, b"", first.headers["etag"],
    )  # fmt: skip
    await world.extend(cut, BAGUA, now() + timedelta(days=9))
    assert (await client.get(path, headers=held)).status_code == 200


async def test_there_is_one_address_and_a_new_or_withdrawn_one_ends_the_former(
    client: AsyncClient, world: World, director: UUID, connection: Connection
) -> None:
    auth = world.auth(director)
    assert (await client.get(PATH, headers=auth)).status_code == 404
    first = await made(client, auth)
    assert (await client.get(PATH, headers=auth)).json()["read_at"] is None
    assert (await client.get(first)).status_code == 200
    body = (await client.get(PATH, headers=auth)).json()
    assert set(body) == {"made_at", "read_at"}
    assert body["read_at"] is not None
    second = await made(client, auth)
    assert (await client.get(first)).status_code == 404
    assert (await client.get(second)).status_code == 200
    for _ in range(2):
        assert (await client.delete(PATH, headers=auth)).status_code == 204
    assert (await client.get(second)).status_code == 404
    assert (await client.get(PATH, headers=auth)).status_code == 404
    kinds = await connection.fetch(
        "select kind from event where subject = $1 order by seq", f"actor/{director}"
    )
    assert [row["kind"] for row in kinds] == [
        "calendar_link.made", "calendar_link.made", "calendar_link.withdrawn",
    ]  # fmt: skip


async def test_wrong_addresses_are_slowed_down_and_right_ones_are_not(
    client: AsyncClient, world: World, director: UUID, app: FastAPI
) -> None:
    path = await made(client, world.auth(director))
    answers = [(await client.get(f"/v1/calendars/{n}.ics")).status_code for n in range(125)]
    assert answers[:100] == [404] * 100
    assert answers[-1] == 429
    slowed = await client.get("/v1/calendars/otra.ics")
    assert slowed.json()["type"] == "/problems/too-many-attempts"
    assert int(slowed.headers["retry-after"]) >= 1
    assert (await client.get(path)).status_code == 200


async def test_the_secret_is_nowhere_but_in_its_address(
    client: AsyncClient, app: FastAPI, world: World, director: UUID, connection: Connection
) -> None:
    path = await made(client, world.auth(director))
    secret = path.rpartition("/")[2].removesuffix(".ics")
    assert len(secret) >= 43, "256 bits"
    for table in ("calendar_link", "event", "throttle"):
        rows = await connection.fetch(f"select t::text as all from {table} t")
        assert not any(secret in row["all"] for row in rows), table
    wrong = secret[::-1]
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(AccessLog(app)), base_url="http://test"
    ) as edge:
        with capture_logs() as log:
            good, bad = await edge.get(path), await edge.get(f"/v1/calendars/{wrong}.ics")
            long = await edge.get(f"/v1/calendars/{wrong * 9}.ics")
    assert (good.status_code, bad.status_code, long.status_code) == (200, 404, 422)
    logged = json.dumps(log, default=str)
    assert [line["path"] for line in log] == ["/v1/calendars/{secret}.ics"] * 3
    assert secret not in logged
    assert wrong not in logged
    assert wrong not in bad.text + long.text
    assert secret not in good.text + str(good.headers)


def test_the_same_deadlines_are_the_same_bytes() -> None:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    both = [calendar_file([deadline(at)], **TO) for _ in range(2)]
    assert both[0] == both[1]
