"""A card and another document for its person, at once: never both."""

import asyncio

import asyncpg
import pytest
from httpx import AsyncClient

from domain.access.roles import Role
from tests.access.identity.offices import THIEF, Offices, identity, kind, offices
from tests.live.processes import Service
from tests.world import World

pytestmark = pytest.mark.slow
HOLD = "select from person where id = $1 for no key update"


async def test_a_card_and_another_document_wait_for_one_another(
    client: AsyncClient, world: World, service: Service
) -> None:
    o = await offices(client, world)
    await a_document_waits_for_a_card(o, world, service)
    await a_card_waits_for_a_document(o, service)


async def a_document_waits_for_a_card(o: Offices, world: World, service: Service) -> None:
    """What redeeming holds and stores is done here by hand; the director's document comes between.
    Else the account would be vouched for as somebody else's."""
    person = await o.register(o.directors[0], identity())
    await o.appoint(o.directors[0], person, Role.TEACHER, o.schools[0])
    redeeming = await asyncpg.connect(service.database)
    try:
        async with redeeming.transaction():
            await redeeming.execute(HOLD, person)
            await redeeming.execute(
                "insert into account (person_id, username, password_hash, updated_at)"
                " values ($1, 'zoila', 'x', now())", person,
            )  # fmt: skip
            renaming = asyncio.create_task(
                o.rename(o.directors[0], person, identity(), **{"If-Match": '"1"'})
            )
            await asyncio.wait([renaming], timeout=2)
            assert not renaming.done()
    finally:
        await redeeming.close()
    assert kind(await renaming) == "ok"
    suspended = "select suspended_at is not null from account where person_id = $1"
    assert await world.db.fetchval(suspended, person)


async def a_card_waits_for_a_document(o: Offices, service: Service) -> None:
    """What the correction of a document holds and stores, by hand, while the card is redeemed."""
    person = await o.register(o.directors[0], identity())
    await o.appoint(o.directors[0], person, Role.TEACHER, o.schools[0])
    card = await o.card(o.ugel, person)
    renaming = await asyncpg.connect(service.database)
    try:
        async with renaming.transaction():
            await renaming.execute(HOLD, person)
            redeeming = asyncio.create_task(o.redeem(card, THIEF))
            await asyncio.wait([redeeming], timeout=2)
            assert not redeeming.done()
            withdraw = "update enrolment set withdrawn_at = now() where person_id = $1"
            await renaming.execute(withdraw, person)
    finally:
        await renaming.close()
    assert kind(await redeeming) == "invalid-enrolment"
