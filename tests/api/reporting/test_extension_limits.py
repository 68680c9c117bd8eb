"""More time has limits: nobody holds the consolidation up at will, nor beyond the school year."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from httpx import AsyncClient

from domain.access.roles import Role
from domain.peru_time import LIMA
from tests.answers import codes, problem
from tests.api.reporting.extension_requests import IGED, NO, answer, ask, days, of, requested
from tests.api.reporting.extensions import REGION, WHY
from tests.clock import now
from tests.school_years import leave_room
from tests.world import BAGUA, Auth, World

DAYS = 15
"""In which what was finished in time is received, as the streams are shipped."""


@pytest.mark.parametrize(("closed_for", "taken"), [(DAYS - 1, True), (DAYS + 1, False)])
async def test_more_time_is_asked_for_while_reports_are_still_received(
    client: AsyncClient, world: World, ugel: Auth, closed_for: int, taken: bool
) -> None:
    await leave_room(world)
    cut = await world.cut("implementation", opens=-60, closes=-closed_for)
    got = await ask(client, ugel, cut)
    result = (201, None) if got.is_success else problem(got)
    assert result == ((201, None) if taken else (409, "cut-no-longer-receives"))


async def test_an_extension_of_the_place_itself_lets_it_ask_for_longer(
    client: AsyncClient, world: World, ugel: Auth
) -> None:
    await leave_room(world)
    cut = await world.cut("implementation", opens=-60, closes=-30)
    inside, beside = await world.school(BAGUA), await world.school(BAGUA)
    await world.extend(cut, inside, now() - timedelta(days=2))
    assert (await ask(client, ugel, cut, of(inside))).status_code == 201
    assert problem(await ask(client, ugel, cut, of(beside))) == (409, "cut-no-longer-receives")


async def test_requests_do_not_keep_a_cut_from_being_consolidated(
    client: AsyncClient, world: World, ugel: Auth
) -> None:
    await leave_room(world)
    cut = await world.cut("implementation", opens=-60, closes=-DAYS - 1)
    await ask(client, ugel, cut)
    minedu = await world.login(Role.MINEDU, "pe")
    done = await client.post(f"/v1/report-cuts/{cut}/consolidation", headers=minedu)
    assert done.status_code == 201, done.text


async def test_a_refused_place_asks_no_more_in_that_cut_whoever_asks_for_it(
    client: AsyncClient, world: World, ugel: Auth, dre: Auth
) -> None:
    await leave_room(world)
    cut, other = await world.cut("implementation"), await world.cut("coordinator")
    school = await world.school(BAGUA)
    director = await world.login(Role.DIRECTOR, school)
    id = await requested(client, director, cut, place=of(school))
    await answer(client, dre, cut, id, granted=False, answer=NO)
    for who in (director, ugel):
        again = await ask(client, who, cut, of(school), closes_at=days(9))
        assert problem(again) == (409, "extension-refused-before")
    for place, where in ((of(school), other), (IGED, cut)):
        assert (await ask(client, ugel, where, place)).status_code == 201


async def test_a_request_is_not_moved_to_a_place_that_was_refused(
    client: AsyncClient, world: World, ugel: Auth, dre: Auth
) -> None:
    await leave_room(world)
    cut = await world.cut("implementation")
    school = await world.school(BAGUA)
    refused = await requested(client, ugel, cut, place=of(school))
    await answer(client, dre, cut, refused, granted=False, answer=NO)
    open_one = uuid4()
    await ask(client, ugel, cut, id=open_one)
    moved = await ask(client, ugel, cut, of(school), id=open_one, etag='"1"')
    assert problem(moved) == (409, "extension-refused-before")


async def test_who_refused_may_still_extend_the_place(
    client: AsyncClient, world: World, ugel: Auth, dre: Auth
) -> None:
    await leave_room(world)
    cut = await world.cut("implementation")
    await answer(client, dre, cut, await requested(client, ugel, cut), granted=False, answer=NO)
    path = f"/v1/report-cuts/{cut}/extensions/{uuid4()}"
    body = {"place": IGED, "closes_at": days(20), "reason": WHY}
    assert (await client.put(path, json=body, headers=dre)).status_code == 201


async def test_no_time_is_asked_for_granted_or_given_beyond_the_school_year(
    client: AsyncClient, world: World, ugel: Auth, dre: Auth
) -> None:
    await leave_room(world)
    cut = await world.cut("implementation")
    last = datetime(2100, 1, 1, tzinfo=LIMA)
    beyond = (last + timedelta(minutes=1)).isoformat()
    fault = [("/closes_at", "beyond-school-year")]
    request = await ask(client, ugel, cut, closes_at=beyond)
    assert (problem(request), codes(request)) == ((422, "invalid-extension-request"), fault)
    id = await requested(client, ugel, cut)
    granted = await answer(client, dre, cut, id, closes_at=beyond)
    assert (problem(granted), codes(granted)) == ((422, "invalid-answer"), fault)
    path = f"/v1/report-cuts/{cut}/extensions/{uuid4()}"
    body = {"place": REGION, "closes_at": beyond, "reason": WHY}
    given = await client.put(path, json=body, headers=dre)
    assert (problem(given), codes(given)) == ((422, "invalid-extension"), fault)
    until_last = await client.put(path, json=body | {"closes_at": last.isoformat()}, headers=dre)
    assert until_last.status_code == 201


@pytest.mark.parametrize("demonstration", [False, True])
async def test_a_demonstration_year_ends_as_any_other(
    client: AsyncClient, world: World, ugel: Auth, demonstration: bool
) -> None:
    await world.db.execute(
        "update school_year set demonstration = $1 where year = 2024", demonstration
    )
    cut = await world.cut("implementation")
    two_years_more = await ask(client, ugel, cut, closes_at=days(2 * 366))
    assert codes(two_years_more) == [("/closes_at", "beyond-school-year")]
