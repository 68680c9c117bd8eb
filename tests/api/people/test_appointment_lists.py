"""Lists of appointments over HTTP: narrowed, paged, and answered alike to all above."""

from datetime import timedelta
from typing import Any

from httpx import AsyncClient

from domain.access.roles import Role
from tests.answers import naming_nothing
from tests.clock import today
from tests.world import AMAZONAS, CHACHAPOYAS, Auth, World


async def test_the_list_narrows_by_role_place_and_day(
    client: AsyncClient, world: World, school: str
) -> None:
    dre = await world.login(Role.DRE, AMAZONAS)
    await world.appoint(Role.CP, school)
    await world.appoint(Role.CT, school, until=today())
    await world.appoint(Role.CP, await world.school(CHACHAPOYAS))

    async def roles(**params: Any) -> list[str]:
        answer = await client.get("/v1/appointments", params=params, headers=dre)
        return sorted(a["role"] for a in answer.json()["items"])

    assert await roles() == ["cp", "cp", "dre"]
    assert await roles(iged="010002") == ["cp"]
    assert await roles(iged="010002", on=str(today() - timedelta(days=1))) == ["cp", "ct"]
    assert await roles(role="dre", region="010000") == ["dre"]
    none = await client.get("/v1/appointments?institution=9999999-0", headers=dre)
    assert naming_nothing(none) == ["institution"]


async def test_pages_of_appointments_join_without_loss(
    client: AsyncClient, world: World, ugel: Auth, school: str
) -> None:
    for _ in range(5):
        await world.appoint(Role.TEACHER, school)
    seen: list[str] = []
    cursor = None
    while True:
        params: dict[str, Any] = {"limit": 2, "role": "teacher"} | (
            {"cursor": cursor} if cursor else {}
        )
        page = (await client.get("/v1/appointments", params=params, headers=ugel)).json()
        seen += [a["id"] for a in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == 5


async def test_the_ministry_is_answered_as_a_region_is(
    client: AsyncClient, world: World, minedu: Auth, school: str
) -> None:
    dre = await world.login(Role.DRE, AMAZONAS)
    person = await world.appoint(Role.CP, school)
    await world.appoint(Role.TEACHER, school, person=person)
    await world.appoint(Role.CT, school, until=today())
    seen: dict[str, list[str]] = {}
    for who, auth in (("ministry", minedu), ("region", dre)):
        seen[who], cursor = [], None
        while True:
            params: dict[str, Any] = {"limit": 1} | ({"cursor": cursor} if cursor else {})
            page = (await client.get("/v1/appointments", params=params, headers=auth)).json()
            seen[who] += [a["role"] for a in page["items"]]
            cursor = page["next_cursor"]
            if cursor is None:
                break
    assert sorted(seen["ministry"]) == ["cp", "dre", "minedu", "teacher"]
    assert sorted(seen["region"]) == ["cp", "dre", "teacher"]
