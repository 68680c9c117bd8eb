"""A card is for the person that it was made for: under another document it opens nothing."""

from uuid import UUID

import pytest
from httpx import AsyncClient

from domain.access.roles import Role
from tests.access.identity.offices import THIEF, Offices, identity, kind, offices
from tests.world import World


@pytest.fixture
async def o(client: AsyncClient, world: World) -> Offices:
    return await offices(client, world)


async def teacher(o: Offices) -> UUID:
    person = await o.register(o.directors[0], identity())
    await o.appoint(o.directors[0], person, Role.TEACHER, o.schools[0])
    return person


async def test_a_card_of_the_ugel_does_not_vouch_for_whom_the_director_makes_of_it(
    o: Offices,
) -> None:
    """Else the accomplice who holds it is vouched for as the person of the new document."""
    person = await teacher(o)
    card = await o.card(o.ugel, person)
    assert kind(await o.rename(o.directors[0], person, identity(), **{"If-Match": '"1"'})) == "ok"
    assert kind(await o.redeem(card, THIEF)) == "invalid-enrolment"
    assert await o.world.db.fetchval("select count(*) from account") == 0
    again = await o.card(o.ugel, person)
    assert kind(await o.redeem(again, THIEF)) == "ok", "a new card is for who they are now"


async def test_names_alone_leave_a_card_as_it_is(o: Offices) -> None:
    who = identity()
    person = await o.register(o.directors[0], who)
    await o.appoint(o.directors[0], person, Role.TEACHER, o.schools[0])
    card = await o.card(o.ugel, person)
    tidier = who | {"given_names": "Zoila Flor"}
    assert kind(await o.rename(o.directors[0], person, tidier, **{"If-Match": '"1"'})) == "ok"
    assert kind(await o.redeem(card, THIEF)) == "ok"


async def test_whom_an_office_appoints_nobody_below_it_makes_somebody_else(o: Offices) -> None:
    """The UGEL lends the direction to a teacher; who directs now gives them another document."""
    person = await teacher(o)
    assert kind(await o.grant(o.ugel, person, Role.DIRECTOR, o.schools[0])) == "ok"
    version = {"If-Match": '"1"'}
    renamed = await o.rename(o.directors[0], person, identity(), **version)
    assert kind(renamed) == "appointed-above"
    assert renamed.json()["offices"][-1]["role"] == "ugel"
    assert kind(await o.rename(o.ugel, person, identity(), **version)) == "ok"
