"""A person's contact: one's own alone, versioned, and in no event."""

import json

import pytest
from httpx import AsyncClient

from domain.access.roles import Role
from tests.answers import codes
from tests.clock import now
from tests.world import BAGUA, Auth, Connection, World

PATH = "/v1/me/contact"
SENT = {"email": "rosa.quispe@example.org", "reminders": True}


@pytest.fixture
async def auth(world: World) -> Auth:
    return await world.login(Role.DIRECTOR, await world.school(BAGUA))


async def test_a_contact_is_kept_read_changed_and_deleted(
    client: AsyncClient, auth: Auth, connection: Connection
) -> None:
    absent = await client.get(PATH, headers=auth)
    assert absent.status_code == 404
    made = await client.put(PATH, json=SENT, headers=auth)
    assert (made.status_code, made.headers["etag"]) == (201, '"1"')
    off = SENT | {"reminders": False}
    changed = await client.put(PATH, json=off, headers=auth | {"If-Match": '"1"'})
    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')
    read = await client.get(PATH, headers=auth)
    assert (read.json()["email"], read.json()["reminders"]) == (SENT["email"], False)
    same = await client.get(PATH, headers=auth | {"If-None-Match": '"2"'})
    assert same.status_code == 304
    for _ in range(2):
        assert (await client.delete(PATH, headers=auth)).status_code == 204
    assert (await client.get(PATH, headers=auth)).status_code == 404
    rows = await connection.fetch(
        "select kind, payload::text from event where kind ~ '^contact' order by seq"
    )
    events = [(row["kind"], json.loads(row["payload"])) for row in rows]
    assert events == [
        ("contact.kept", {"reminders": True}),
        ("contact.kept", {"reminders": False}),
        ("contact.deleted", {}),
    ], "who and what, never the address"


async def test_it_is_ones_own(client: AsyncClient, auth: Auth, world: World) -> None:
    assert (await client.put(PATH, json=SENT, headers=auth)).status_code == 201
    other = await world.login(Role.MINEDU, "pe")
    assert (await client.get(PATH, headers=other)).status_code == 404
    assert (await client.delete(PATH, headers=other)).status_code == 204
    assert (await client.get(PATH, headers=auth)).status_code == 200


async def test_what_waits_to_be_sent_goes_with_the_contact(
    client: AsyncClient, world: World, connection: Connection
) -> None:
    person = await world.appoint(Role.DIRECTOR, await world.school(BAGUA))
    auth = world.auth(person)
    await client.put(PATH, json=SENT, headers=auth)
    for key, sent_at in (("sent", now()), ("waits", None)):
        await world.save(
            "notice", person_id=person, key=key, title="t", body="b", made_at=now(), sent_at=sent_at
        )
    await client.delete(PATH, headers=auth)
    assert await connection.fetchval("select string_agg(key, ',') from notice") == "sent"


@pytest.mark.parametrize(
    "email",
    [
        "rosa",
        "rosa@localhost",
        "rosa@example.org\nBcc: x@example.org",
        "rosa@example.org, x@example.org",
        "Rosa <rosa@example.org>",
        "ñandú@example.org",
        f"{'a' * 250}@example.org",
        "a@b.c\u0000",
    ],
)
async def test_what_is_no_single_address_is_refused(
    client: AsyncClient, auth: Auth, email: str
) -> None:
    answer = await client.put(PATH, json=SENT | {"email": email}, headers=auth)
    assert answer.status_code == 422
    assert [e["field"] for e in answer.json()["errors"]] == ["/email"]


@pytest.mark.parametrize(
    "email",
    [
        "=?utf-8?q?=0aBcc=3ax=40evil.pe?=@x.pe",
        "=?utf-8?q?victim=40evil.pe=2c?=@x.pe",
        "=?q?q?=ff?=@x.pe",
        "rosa=?@x.pe",
        "rosa..quispe@x.pe",
        ".rosa@x.pe",
        "rosa.@x.pe",
    ],
)
async def test_what_no_message_can_be_addressed_to_is_refused_and_not_kept(
    client: AsyncClient, auth: Auth, email: str
) -> None:
    answer = await client.put(PATH, json=SENT | {"email": email}, headers=auth)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid-contact")
    assert codes(answer) == [("/email", "not-an-address")]
    assert email not in answer.text
    assert (await client.get(PATH, headers=auth)).status_code == 404


@pytest.mark.parametrize("email", ["o'higgins+jec@x.pe", "a=b?c@x-y.pe", "rosa.q@ugel.gob.pe"])
async def test_unusual_addresses_that_are_sound_are_kept(
    client: AsyncClient, auth: Auth, email: str
) -> None:
    answer = await client.put(PATH, json=SENT | {"email": email}, headers=auth)
    assert (answer.status_code, answer.json()["email"]) == (201, email)
