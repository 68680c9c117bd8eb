"""People known by an outside provider: linked by who lets them in, unlinked within a second."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from httpx import AsyncClient, Response

from auth.permits import PermitCache, UnknownIdentity
from domain.access.roles import Role
from domain.access.scopes import Scope
from tests.access.identity.identities import KEY, bearer
from tests.answers import naming_nothing, problem
from tests.auth.provider import ISSUER, Provider, signed
from tests.clock import now, today
from tests.world import AMAZONAS, BAGUA, CHACHAPOYAS, Auth, Connection, World


@pytest.fixture
def provider(app: FastAPI) -> Provider:
    """The provider that the app trusts."""
    provider = Provider(KEY)
    app.state.external = provider.reader()
    return provider


@pytest.fixture
async def director(world: World) -> UUID:
    return await world.appoint(Role.DIRECTOR, await world.school(BAGUA))


async def link(
    client: AsyncClient, auth: Auth, person: UUID, sub: str, *, id: UUID | None = None
) -> Response:
    body = {"actor_id": str(person), "subject": sub}
    return await client.put(f"/v1/external-identities/{id or uuid4()}", json=body, headers=auth)


async def linked(world: World, person: UUID, sub: str, *, confirmed: bool = True) -> UUID:
    id = uuid4()
    await world.save(
        "external_identity", id=id, issuer=ISSUER, subject=sub, person_id=person,
        made_by=await world.person(), made_at=now(), confirmed_at=now() if confirmed else None,
    )  # fmt: skip
    return id


async def confirmed(world: World, id: UUID) -> None:
    """As if the person had confirmed it."""
    await world.db.execute(
        "update external_identity set confirmed_at = $2 where id = $1", id, now()
    )


async def test_whoever_is_linked_is_that_person_with_all_that_their_roles_carry(
    client: AsyncClient, world: World, provider: Provider, ugel: Auth, director: UUID
) -> None:
    id = uuid4()
    made = await link(client, ugel, director, "d-1", id=id)
    assert made.status_code == 201, made.text
    assert (made.json()["issuer"], made.json()["subject"]) == (ISSUER, "d-1")
    assert (made.json()["actor"]["id"], made.json()["confirmed_at"]) == (str(director), None)
    await confirmed(world, id)
    me = (await client.get("/v1/me", headers=bearer("d-1"))).json()
    assert me["person"]["id"] == str(director)
    assert "statistics:write" in {right["scope"] for right in me["rights"]}


async def test_no_scope_claim_of_theirs_gives_or_takes_anything(
    client: AsyncClient, world: World, provider: Provider
) -> None:
    teacher = await world.appoint(Role.TEACHER, await world.school(BAGUA))
    await linked(world, teacher, "t-1")
    auth = bearer("t-1", scope="accounts:enrol coverage:read", sid=str(teacher))
    assert problem(await client.get("/v1/coverage", headers=auth)) == (403, "missing-scope")
    assert (await client.get("/v1/institutions", headers=auth)).status_code == 200


async def test_who_is_not_linked_is_told_so(client: AsyncClient, provider: Provider) -> None:
    assert problem(await client.get("/v1/me", headers=bearer("x"))) == (401, "unknown-identity")


async def test_the_same_subject_of_another_issuer_is_nobody(
    client: AsyncClient, world: World, provider: Provider, director: UUID
) -> None:
    await linked(world, director, "d-1")
    await world.db.execute("update external_identity set issuer = 'https://old.test'")
    assert problem(await client.get("/v1/me", headers=bearer("d-1"))) == (401, "unknown-identity")


async def test_without_a_provider_its_tokens_are_as_any_other_that_is_not_ours(
    client: AsyncClient, app: FastAPI, world: World, ugel: Auth, director: UUID
) -> None:
    await linked(world, director, "d-1")
    app.state.external = None
    assert problem(await client.get("/v1/me", headers=bearer("d-1"))) == (401, "invalid-token")
    assert problem(await link(client, ugel, director, "d-2")) == (409, "no-external-provider")


async def test_while_the_provider_is_away_it_is_worth_trying_again(
    client: AsyncClient, world: World, provider: Provider, ugel: Auth, director: UUID
) -> None:
    await linked(world, director, "d-1")
    provider.down = True
    refused = await client.get("/v1/me", headers=bearer("d-1"))
    assert problem(refused) == (503, "identity-provider-unavailable")
    assert (await client.get("/v1/me", headers=ugel)).status_code == 200, "our own go on"


async def test_a_role_that_asks_for_a_second_factor_needs_one_there_too(
    client: AsyncClient, app: FastAPI, world: World, provider: Provider
) -> None:
    app.state.permits = PermitCache(second_factor_for=frozenset({Role.MINEDU}))
    await linked(world, await world.appoint(Role.MINEDU, "pe"), "m-1")
    refused = await client.get("/v1/coverage", headers=bearer("m-1", amr=["pwd"]))
    assert problem(refused) == (403, "second-factor-needed")
    shown = await client.get("/v1/coverage", headers=bearer("m-1", amr=["pwd", "otp"]))
    assert shown.status_code == 200


async def test_an_unlinked_identity_counts_a_second_at_most(
    client: AsyncClient, app: FastAPI, world: World, provider: Provider, ugel: Auth, director: UUID
) -> None:
    app.state.permits = permits = PermitCache()  # with its second of memory
    id = uuid4()
    await link(client, ugel, director, "d-1", id=id)
    await confirmed(world, id)
    token = signed(KEY, sub="d-1")
    auth = {"Authorization": f"Bearer {token}"}
    assert (await client.get("/v1/me", headers=auth)).status_code == 200
    gone = await client.delete(f"/v1/external-identities/{id}", headers=ugel)
    assert gone.status_code == 204
    later = now() + timedelta(seconds=1.1)
    claims = await app.state.external.read(token, now=later)
    with pytest.raises(UnknownIdentity):
        await permits.permit(app.state.database, claims, Scope.ME_READ, now=later)


async def test_an_ended_appointment_counts_no_more(
    client: AsyncClient, world: World, provider: Provider
) -> None:
    person = await world.appoint(Role.DIRECTOR, await world.school(BAGUA), until=today())
    await linked(world, person, "d-1")
    refused = await client.get("/v1/coverage", headers=bearer("d-1"))
    assert problem(refused) == (403, "missing-scope")


async def test_only_who_may_let_somebody_in_links_them(
    client: AsyncClient, world: World, ugel: Auth, director: UUID
) -> None:
    specialist = await world.appoint(Role.UGEL, CHACHAPOYAS)
    school = await world.school(BAGUA)
    await world.appoint(Role.TEACHER, school, person=specialist)
    assert problem(await link(client, ugel, specialist, "s-1")) == (403, "enrolled-above")
    colleague = await world.login(Role.DIRECTOR, await world.school(BAGUA))
    assert problem(await link(client, colleague, director, "d-1")) == (404, "not-found")
    dre = await world.login(Role.DRE, AMAZONAS)
    assert problem(await link(client, dre, director, "d-1")) == (403, "may-not-enrol")
    nobody = await world.person()
    assert problem(await link(client, ugel, nobody, "n-1")) == (404, "not-found")


async def test_nobody_links_themselves(client: AsyncClient, world: World) -> None:
    person = await world.appoint(Role.UGEL, BAGUA)
    assert problem(await link(client, world.auth(person), person, "u-1")) == (403, "own-identity")


async def test_one_identity_is_one_person_and_a_link_does_not_change(
    client: AsyncClient, world: World, ugel: Auth, director: UUID
) -> None:
    other, id = await world.appoint(Role.DIRECTOR, await world.school(BAGUA)), uuid4()
    await link(client, ugel, director, "d-1", id=id)
    assert problem(await link(client, ugel, other, "d-1")) == (409, "identity-taken")
    assert problem(await link(client, ugel, director, "d-2", id=id)) == (409, "another-identity")
    assert (await link(client, ugel, director, "d-2")).status_code == 201, "two for one person"


async def test_links_are_seen_and_undone_within_reach_only(
    client: AsyncClient, world: World, ugel: Auth, director: UUID
) -> None:
    id = await linked(world, director, "d-1")
    chachapoyas = await world.login(Role.UGEL, CHACHAPOYAS)
    seen = (await client.get("/v1/external-identities", headers=chachapoyas)).json()
    assert seen["items"] == []
    for at in (id, uuid4()):
        path = f"/v1/external-identities/{at}"
        assert problem(await client.delete(path, headers=chachapoyas)) == (404, "not-found")
    assert problem(await link(client, chachapoyas, director, "x", id=id)) == (404, "not-found")
    (shown,) = (await client.get("/v1/external-identities", headers=ugel)).json()["items"]
    assert (shown["id"], shown["actor"]["id"]) == (str(id), str(director))
    of_other = {"actor": str(uuid4())}
    none = await client.get("/v1/external-identities", params=of_other, headers=ugel)
    assert naming_nothing(none) == ["actor"]


async def test_somebody_who_holds_nothing_any_more_is_unlinked_all_the_same(
    client: AsyncClient, world: World, ugel: Auth
) -> None:
    person = await world.appoint(Role.DIRECTOR, await world.school(BAGUA), until=today())
    id = await linked(world, person, "d-1")
    gone = await client.delete(f"/v1/external-identities/{id}", headers=ugel)
    assert gone.status_code == 204


async def test_who_linked_whom_is_kept_and_the_subject_is_not(
    client: AsyncClient, connection: Connection, ugel: Auth, director: UUID
) -> None:
    id = uuid4()
    await link(client, ugel, director, "rosa@example.org", id=id)
    await client.delete(f"/v1/external-identities/{id}", headers=ugel)
    rows = await connection.fetch(
        "select kind, payload::text from event where subject = $1 order by seq", f"actor/{director}"
    )
    assert [row["kind"] for row in rows] == ["identity.linked", "identity.unlinked"]
    assert all(str(id) in row["payload"] and "rosa" not in row["payload"] for row in rows)


@pytest.mark.parametrize("subject", ["", "x" * 256, "a\u0000b", "a\nb"])
async def test_a_subject_is_a_short_text(
    client: AsyncClient, ugel: Auth, director: UUID, subject: str
) -> None:
    refused = await link(client, ugel, director, subject)
    assert problem(refused) == (422, "invalid-request")
    assert [error["field"] for error in refused.json()["errors"]] == ["/subject"]


@pytest.mark.parametrize("role", [Role.CP, Role.TEACHER, Role.INTEGRATOR])
async def test_others_link_nobody(
    client: AsyncClient, world: World, director: UUID, role: Role
) -> None:
    place = "pe" if role is Role.INTEGRATOR else await world.school(BAGUA)
    auth = await world.login(role, place)
    assert problem(await link(client, auth, director, "d-1")) == (403, "missing-scope")
