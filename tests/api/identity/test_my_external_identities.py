"""My identities at the outside provider: seen, confirmed with what only I have, undone."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pyotp
import pytest
from fastapi import FastAPI
from httpx import AsyncClient

from auth.passwords import hash_password
from domain.access.permits import Permit, PersonId
from domain.access.roles import Role
from domain.access.scopes import Scope
from domain.identity.external_identities import UNCONFIRMED_FOR
from domain.identity.second_factors import NotProven
from persistence.calls import Call
from persistence.identity.accounts import load_account
from persistence.identity.external_identities.confirming import store_confirmed
from tests.access.identity.identities import KEY, bearer, confirm, link, linked
from tests.answers import problem
from tests.auth.provider import Provider
from tests.clock import now
from tests.world import BAGUA, PASSWORD, PIURA, Auth, Connection, World

MINE = "/v1/me/external-identities"


def too_long_ago() -> datetime:
    return now() - UNCONFIRMED_FOR - timedelta(seconds=1)


@pytest.fixture(autouse=True)
def provider(app: FastAPI) -> Provider:
    """The provider that the app trusts."""
    provider = Provider(KEY)
    app.state.external = provider.reader()
    return provider


@pytest.fixture
async def director(world: World) -> UUID:
    person = await world.appoint(Role.DIRECTOR, await world.school(BAGUA))
    await world.account(person, "rosa")
    return person


@pytest.fixture
def auth(world: World, director: UUID) -> Auth:
    return world.auth(director)


async def mine(client: AsyncClient, auth: Auth) -> Sequence[tuple[str, bool]]:
    items = (await client.get(MINE, headers=auth)).json()["items"]
    return [(item["subject"], item["confirmed_at"] is not None) for item in items]


async def test_a_link_counts_once_its_person_confirmed_it(
    client: AsyncClient, ugel: Auth, director: UUID, auth: Auth
) -> None:
    id = uuid4()
    await link(client, ugel, director, "d-1", id=id)
    assert await mine(client, auth) == [("d-1", False)]
    assert (await client.get("/v1/me", headers=bearer("d-1"))).status_code == 401
    done = await confirm(client, auth, id)
    assert done.status_code == 200, done.text
    assert done.json()["confirmed_at"] is not None
    assert await mine(client, auth) == [("d-1", True)]
    shown = await client.get("/v1/me", headers=bearer("d-1"))
    assert shown.json()["person"]["id"] == str(director)
    (seen,) = (await client.get("/v1/external-identities", headers=ugel)).json()["items"]
    assert seen == done.json()


async def test_the_token_of_an_unconfirmed_subject_is_answered_as_that_of_an_unknown_one(
    client: AsyncClient, world: World, director: UUID
) -> None:
    await linked(world, director, "d-1")
    waiting, unknown = [await client.get("/v1/me", headers=bearer(sub)) for sub in ("d-1", "d-2")]
    assert problem(waiting) == (401, "unknown-identity")
    assert waiting.json() == unknown.json()


async def test_who_linked_it_is_told_to_its_person(
    client: AsyncClient, world: World, director: UUID, auth: Auth
) -> None:
    specialist = await world.appoint(
        Role.UGEL, BAGUA, person=await world.person(paternal_surname="Zegarra")
    )
    await link(client, world.auth(specialist), director, "d-1", id=uuid4())
    (item,) = (await client.get(MINE, headers=auth)).json()["items"]
    assert (item["made_by"]["id"], "Zegarra" in item["made_by"]["name"]) == (str(specialist), True)


async def test_nothing_less_than_password_and_second_factor_confirms(
    client: AsyncClient, world: World, director: UUID, auth: Auth
) -> None:
    id = await linked(world, director, "d-1")
    assert problem(await confirm(client, auth, id, "no es esta")) == (403, "not-proven")
    path = "/v1/me/second-factor"
    begun = await client.post(path, json={"password": PASSWORD}, headers=auth)
    totp = pyotp.TOTP(begun.json()["secret"])
    on = await client.put(path, json={"code": totp.at(now())}, headers=auth)
    assert on.status_code == 200
    assert problem(await confirm(client, auth, id)) == (403, "not-proven")
    assert problem(await confirm(client, auth, id, code="000000")) == (403, "not-proven")
    assert await mine(client, auth) == [("d-1", False)]
    assert (
        await confirm(client, auth, id, code=totp.at(now(), counter_offset=1))
    ).status_code == 200


async def test_guesses_at_the_password_are_counted(
    client: AsyncClient, world: World, director: UUID, auth: Auth
) -> None:
    id = await linked(world, director, "d-1")
    statuses = [problem(await confirm(client, auth, id, "no es esta"))[0] for _ in range(6)]
    assert statuses == [403] * 5 + [429]
    assert (await confirm(client, auth, id)).status_code == 429


async def test_who_came_by_an_outside_token_confirms_nothing(
    client: AsyncClient, world: World, director: UUID
) -> None:
    await linked(world, director, "d-1", confirmed_at=now())
    id = await linked(world, director, "d-2")
    assert len(await mine(client, bearer("d-1"))) == 2
    assert problem(await confirm(client, bearer("d-1"), id)) == (403, "outside-session")
    assert (await client.get("/v1/me", headers=bearer("d-2"))).status_code == 401


async def test_who_has_no_password_here_confirms_nothing(client: AsyncClient, world: World) -> None:
    person = await world.appoint(Role.TEACHER, await world.school(BAGUA))
    id = await linked(world, person, "t-1")
    assert problem(await confirm(client, world.auth(person), id)) == (409, "no-account")


async def test_the_link_of_another_does_not_exist(
    client: AsyncClient, world: World, director: UUID, auth: Auth
) -> None:
    other = await world.appoint(Role.DIRECTOR, await world.school(f"{PIURA}.200001"))
    theirs = await linked(world, other, "o-1")
    absent, foreign = [await confirm(client, auth, id) for id in (uuid4(), theirs)]
    assert problem(foreign) == (404, "not-found")
    assert foreign.json() == absent.json()
    for id in (uuid4(), theirs):
        gone = await client.delete(f"{MINE}/{id}", headers=auth)
        assert problem(gone) == (404, "not-found")
    assert await mine(client, auth) == []
    assert await mine(client, world.auth(other)) == [("o-1", False)]


async def test_after_thirty_days_a_link_waits_no_more_and_is_in_nobodys_way(
    client: AsyncClient, world: World, ugel: Auth, director: UUID, auth: Auth
) -> None:
    id = await linked(world, director, "d-1", made_at=too_long_ago())
    assert await mine(client, auth) == []
    assert (await client.get("/v1/external-identities", headers=ugel)).json()["items"] == []
    assert problem(await confirm(client, auth, id)) == (404, "not-found")
    gone = await client.delete(f"/v1/external-identities/{id}", headers=ugel)
    assert problem(gone) == (404, "not-found")
    other = await world.appoint(Role.DIRECTOR, await world.school(BAGUA))
    assert (await link(client, ugel, other, "d-1", id=id)).status_code == 201
    assert (await link(client, ugel, other, "d-1", id=id)).status_code == 200
    assert await world.db.fetchval("select count(*) from external_identity") == 1


async def test_what_was_confirmed_does_not_expire(
    client: AsyncClient, world: World, director: UUID, auth: Auth
) -> None:
    id = await linked(world, director, "d-1", made_at=too_long_ago(), confirmed_at=too_long_ago())
    first = (await client.get(MINE, headers=auth)).json()["items"]
    again = await confirm(client, auth, id)
    assert [again.json()] == first, "again is as once"
    assert (await client.get("/v1/me", headers=bearer("d-1"))).status_code == 200


async def test_one_undoes_ones_own(
    client: AsyncClient, world: World, director: UUID, auth: Auth
) -> None:
    for confirmed_at in (None, now()):
        id = await linked(world, director, "d-1", confirmed_at=confirmed_at)
        assert (await client.delete(f"{MINE}/{id}", headers=auth)).status_code == 204
        assert await mine(client, auth) == []
        assert (await client.get("/v1/me", headers=bearer("d-1"))).status_code == 401


def owner(person: PersonId) -> Permit:
    scope = Scope.ME_WRITE
    return Permit(person, scope, (), frozenset({scope}))


async def test_a_password_that_changed_since_it_was_shown_confirms_nothing(
    connection: Connection, app: FastAPI, world: World, director: UUID
) -> None:
    id = await linked(world, director, "d-1")
    call = Call(app.state.database, now(), owner(PersonId(director)))
    shown = await load_account(call)
    assert shown is not None
    await connection.execute(
        "update account set password_hash = $2 where person_id = $1",
        director, await hash_password("otra del todo"),
    )  # fmt: skip
    with pytest.raises(NotProven):
        await store_confirmed(call, id, shown)
    assert await connection.fetchval("select confirmed_at from external_identity") is None


async def test_what_one_does_is_noted_without_the_subject(
    client: AsyncClient, world: World, connection: Connection, director: UUID, auth: Auth
) -> None:
    id = await linked(world, director, "rosa@example.org")
    for _ in range(2):
        await confirm(client, auth, id)
    await client.delete(f"{MINE}/{id}", headers=auth)
    rows = await connection.fetch(
        "select kind, actor_id, payload::text, place::text from event"
        " where subject = $1 order by seq",
        f"actor/{director}",
    )
    assert [row["kind"] for row in rows] == ["identity.confirmed", "identity.unlinked"]
    assert all(row["actor_id"] == director and row["place"].startswith(BAGUA) for row in rows)
    assert all(str(id) in row["payload"] and "rosa" not in row["payload"] for row in rows)


async def test_it_is_told_in_what_is_held_about_me(
    client: AsyncClient, world: World, director: UUID, auth: Auth
) -> None:
    await linked(world, director, "d-1")
    external_identities = (await client.get("/v1/me/data", headers=auth)).json()[
        "external_identities"
    ]
    assert [(x["subject"], x["confirmed_at"]) for x in external_identities] == [("d-1", None)]
