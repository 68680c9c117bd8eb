"""Served without the demonstration, nobody gets in by what it made or was made with it."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from httpx import AsyncClient

from domain.access.roles import Role
from domain.access.scopes import Scope
from persistence.calls import OpenCall
from persistence.database import Database
from persistence.identity.demonstration import ClosedCounts
from services.identity.demonstration import close_demonstration
from tests.clock import now
from tests.world import BAGUA, PASSWORD, Auth, Connection, World


@pytest.fixture
def close(app: FastAPI) -> OpenCall[Database]:
    return OpenCall(app.state.database, now())


async def invented(world: World, role: Role = Role.UGEL, place: str = BAGUA) -> UUID:
    """Somebody in a role with an account that the demonstration made."""
    person = await world.appoint(role, place)
    await world.account(person, f"u{person.hex[:8]}")
    await world.db.execute("update account set demonstration = true where person_id = $1", person)
    return person


async def carded(world: World, person: UUID, by: UUID, *, used: bool = True) -> UUID:
    """A card that somebody made, redeemed or not."""
    id = uuid4()
    await world.save(
        "enrolment", id=id, person_id=person, secret_hash=id.bytes, made_by=by, made_at=now(),
        expires_at=now() + timedelta(days=1), effect="password", drops_second_factor=False,
        used_at=now() if used else None,
    )  # fmt: skip
    return id


async def signs_in(client: AsyncClient, person: UUID) -> bool:
    form = {"grant_type": "password", "username": f"u{person.hex[:8]}", "password": PASSWORD}
    return (await client.post("/v1/auth/token", data=form)).is_success


async def test_its_accounts_sign_in_no_more_and_their_sessions_end(
    client: AsyncClient, world: World, close: OpenCall[Database]
) -> None:
    person, real = await invented(world), await world.appoint(Role.DRE, "pe.010000")
    await world.account(real, f"u{real.hex[:8]}")
    await world.save("calendar_link", person_id=person, secret_hash=b"x" * 32, made_at=now())
    assert await signs_in(client, person)
    auth = world.auth(person)
    assert (await client.get("/v1/me", headers=auth)).status_code == 200
    assert await close_demonstration(close) == ClosedCounts(1, 0)
    assert not await signs_in(client, person)
    assert (await client.get("/v1/me", headers=auth)).status_code == 401
    assert await world.db.fetchval("select count(*) from calendar_link") == 0
    assert await signs_in(client, real)


async def test_what_was_made_with_them_goes_too(
    client: AsyncClient, world: World, close: OpenCall[Database]
) -> None:
    first = await invented(world)
    school = await world.school(BAGUA)
    given, next_given, own = [await world.appoint(Role.TEACHER, school) for _ in range(3)]
    for person in (given, next_given, own):
        await world.account(person, f"u{person.hex[:8]}")
    await carded(world, given, first)
    await carded(world, next_given, given)
    await carded(world, own, first)
    bootstrapped = await world.appoint(Role.MINEDU, "pe")
    await world.db.execute("update enrolment set used_at = now() - interval '1 day'")
    await carded(world, own, bootstrapped)
    machine = await world.client(BAGUA, made_by=given)
    other_machine = await world.client(BAGUA)
    card = await carded(world, bootstrapped, given, used=False)
    assert await close_demonstration(close) == ClosedCounts(3, 1)
    for person, still in ((given, False), (next_given, False), (own, True)):
        assert await signs_in(client, person) is still
    for client_id, status in ((machine, 401), (other_machine, 200)):
        headers = world.auth(client_id, [Scope.INSTITUTIONS_READ])
        assert (await client.get("/v1/institutions", headers=headers)).status_code == status
    withdrawn = "select withdrawn_at is not null from enrolment where id = $1"
    assert await world.db.fetchval(withdrawn, card)
    disabled = await world.db.fetch("select id from client where disabled_at is not null")
    assert [row["id"] for row in disabled] == [machine]


async def test_what_an_invented_office_vouched_for_counts_no_more(
    world: World, close: OpenCall[Database]
) -> None:
    first, real = await invented(world), await world.person()
    await world.save("account_voucher", person_id=real, place="pe", made_by=first, made_at=now())
    await world.save("account_voucher", person_id=real, place=BAGUA, made_by=None, made_at=now())
    await close_demonstration(close)
    places = await world.db.fetch(
        "select place::text from account_voucher where person_id = $1", real
    )
    assert [row["place"] for row in places] == [BAGUA]


async def test_it_is_told_once_and_closing_again_does_nothing(
    world: World, close: OpenCall[Database], connection: Connection
) -> None:
    await invented(world)
    await close_demonstration(close)
    assert await close_demonstration(close) == ClosedCounts(0, 0)
    events = await connection.fetch(
        "select payload::text, actor_id from event where kind = 'demonstration.closed'"
    )
    assert [tuple(row) for row in events] == [('{"clients": 0, "accounts": 1}', None)]


async def test_without_a_demonstration_nothing_is_touched(
    client: AsyncClient, world: World, close: OpenCall[Database], minedu: Auth
) -> None:
    assert await close_demonstration(close) == ClosedCounts(0, 0)
    assert (await client.get("/v1/me", headers=minedu)).status_code == 200
