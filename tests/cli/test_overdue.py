"""Overdue is one word: a person's own record, their agenda, the obligations and coverage agree, for
every person of the demonstration."""

from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient

from domain.access.roles import Role
from tests.cli.seeding import keep
from tests.clock import now
from tests.world import BAGUA, Auth, Connection, World

pytestmark = pytest.mark.slow
# Of the teachers, who report nothing, those who sign in.
IN_FORCE = """
select distinct a.person_id from appointment a
where a.valid @> current_date and (a.role <> 'teacher' or exists (
    select from account u where u.person_id = a.person_id
)) order by 1
"""


async def told(client: AsyncClient, path: str, auth: Auth, **query: Any) -> Any:
    answer = await client.get(path, params=query, headers=auth)
    assert answer.status_code == 200, (path, answer.text)
    return answer.json()


async def overdue(client: AsyncClient, auth: Auth) -> list[dict[str, Any]]:
    """Every obligation in reach that is overdue by its state."""
    found, query = [], {"missing": "true", "limit": "200"}
    while True:
        page = await told(client, "/v1/obligations", auth, **query)
        found += [item for item in page["items"] if item["state"] == "overdue"]
        if page["next_cursor"] is None:
            return found
        query["cursor"] = page["next_cursor"]


async def agree(client: AsyncClient, auth: Auth, person: UUID) -> int:
    """What is overdue for somebody, told alike everywhere; how much of it falls to them."""
    me = await told(client, "/v1/me", auth)
    agenda = await told(client, "/v1/me/agenda", auth)
    assert agenda["owed"]["overdue"] == me["owes"]["overdue"]
    ids = {item["id"] for item in me["owes"]["items"] if item["state"] == "overdue"}
    assert ids == {
        item["obligation"]["id"]
        for item in agenda["owed"]["items"]
        if item["obligation"]["state"] == "overdue"
    }
    rights = {right["scope"] for right in me["rights"] if right["places"]}
    if "obligations:read" in rights:
        seen = await overdue(client, auth)
        mine = [item for item in seen if (item["owed_by"] or {}).get("id") == str(person)]
        assert len(mine) == me["owes"]["overdue"]
        assert ids <= {item["id"] for item in mine}
        if "coverage:read" in rights:
            await covered(client, auth, seen)
    else:
        assert me["owes"]["overdue"] == len(ids)
    return int(me["owes"]["overdue"])


async def covered(client: AsyncClient, auth: Auth, seen: list[dict[str, Any]]) -> None:
    by_cut = Counter(item["cut"] for item in seen)
    coverage = await told(client, "/v1/coverage", auth, by="cut")
    assert {i["code"]: i["overdue"] for i in coverage["items"] if i["overdue"]} == dict(by_cut)
    assert coverage["total"]["overdue"] == len(seen)


async def test_everybody_of_the_demonstration_is_told_the_same(
    client: AsyncClient, world: World, connection: Connection
) -> None:
    await keep(connection, now())
    own = []
    for row in await connection.fetch(IN_FORCE):
        person = row["person_id"]
        await world.vouch(person, "pe")
        await world.session(person)
        own.append(await agree(client, world.auth(person), person))
    assert sum(own) > 0, "somebody is late"


@pytest.mark.parametrize(
    ("closed", "extended", "overdue"), [(90, None, 1), (90, 1, 0), (400, None, 1), (-1, None, 0)]
)
async def test_what_is_overdue_stays_so_until_it_is_filed_or_has_more_time(
    client: AsyncClient, world: World, closed: int, extended: int | None, overdue: int
) -> None:
    school = await world.school(BAGUA)
    cut = await world.cut("coordinator", opens=-500, closes=-closed)
    await world.obligation(cut, school, "cp", 1)
    if extended is not None:
        await world.extend(cut, school, now() + timedelta(days=extended))
    person = await world.appoint(Role.DIRECTOR, school)
    assert await agree(client, world.auth(person), person) == overdue
