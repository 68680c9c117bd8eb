"""A referral keeps each of its steps, whoever opens it again and whatever is noted later."""

from importlib import import_module
from typing import Any

from httpx import AsyncClient

from domain.access.roles import Role
from tests.api.accompaniment.referrals import NOTE, listed, marked, noted, step
from tests.talks import Talk
from tests.world import Auth, Connection, World

AGAIN = "Se informó a la UGEL del segundo hecho."


async def acted(client: AsyncClient, auth: Auth, status: str, note: str) -> dict[str, Any]:
    (item,) = await listed(client, auth)
    one = await client.get(f"/v1/referrals/{item['id']}", headers=auth)
    done = await step(client, auth, item["id"], status, one.headers["etag"], note)
    assert done.status_code == 200, done.text
    moved: dict[str, Any] = done.json()
    return moved


async def reopened(client: AsyncClient, world: World) -> tuple[Talk, Auth]:
    """One that was attended and closed before its author found another mark."""
    it = await marked(client, world)
    director = await world.login(Role.DIRECTOR, it.school)
    await acted(client, director, "attended", NOTE)
    await acted(client, director, "closed", NOTE + " Fin.")
    await it.resume()
    await it.save(answers={"d5-marca": True})
    await it.prepare()
    return it, director


async def test_what_was_noted_before_it_was_opened_again_stays(
    client: AsyncClient, world: World
) -> None:
    it, director = await reopened(client, world)
    item = await acted(client, director, "attended", AGAIN)
    assert item["status"] == "attended"
    assert noted(item) == [
        ("open", None), ("attended", NOTE), ("closed", NOTE + " Fin."),
        ("open", None), ("attended", AGAIN),
    ]  # fmt: skip
    assert {each["by"]["id"] for each in item["steps"] if each["status"] == "open"} == {
        str(it.visitor)
    }
    again = await step(client, director, item["id"], "attended", None, AGAIN)
    assert again.json() == item, "repeated"


async def test_each_is_told_of_their_own_steps(client: AsyncClient, world: World) -> None:
    it, director = await reopened(client, world)
    other = await world.person()
    await world.appoint(Role.TEACHER, it.school, person=other)
    own = (await client.get("/v1/me/data", headers=director)).json()["referrals"]
    assert [noted(one) for one in own] == [[("attended", NOTE), ("closed", NOTE + " Fin.")]]
    his = (await client.get("/v1/me/data", headers=it.mine)).json()["referrals"]
    assert [noted(one) for one in his] == [[("open", None), ("open", None)]]
    assert (await client.get("/v1/me/data", headers=it.theirs)).json()["referrals"] == []


async def test_the_migration_carries_over_what_stands(
    client: AsyncClient, world: World, connection: Connection
) -> None:
    migration = import_module("migrations.versions.0010_referral_steps")
    _, director = await reopened(client, world)
    (item,) = await listed(client, director)
    for column in migration.MOVED:
        kind = {"at": "timestamptz", "by": "uuid", "note": "text"}[column.rpartition("_")[2]]
        await connection.execute(f"alter table referral add column {column} {kind}")
    await connection.execute("set constraints all immediate")
    for status in ("attended", "closed"):
        await connection.execute(
            f"update referral r set {status}_at = taken_at, {status}_by = taken_by,"
            f" {status}_note = note from referral_step s"
            f" where s.referral_id = r.id and s.status = '{status}'"
        )
    await connection.execute("delete from referral_step")
    await connection.execute(migration.CARRIED_OVER)
    assert (await listed(client, director))[0]["steps"] == item["steps"]
    assert noted(await acted(client, director, "attended", AGAIN))[-1] == ("attended", AGAIN)
