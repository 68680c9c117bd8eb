"""Who wrote a report reads it for good, and by that nothing else (model, rule 5)."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient

from domain.access.permits import scopes_of
from domain.access.roles import Role
from domain.access.scopes import PERSONAL, Scope
from tests.api.reporting.filing import correct, file_about_cp, review
from tests.clock import now, today
from tests.world import BAGUA, CHACHAPOYAS, Auth, World


def day_of_leaving() -> date:
    return today() - timedelta(days=1)


async def written(
    world: World, school: str, author: UUID, role: Role, stream: str = "implementation", n: int = 7
) -> str:
    """A filed report; its id."""
    cut = await world.cut(stream, ordinal=n, opens=20 * n, closes=20 * n + 9)
    subject, post = ("cp", 1) if stream != "implementation" else ("institution", 0)
    id = uuid4()
    await world.save(
        "report",
        id=id,
        obligation_id=await world.obligation(cut, school, subject, post),
        cut_code=cut,
        place=school,
        iged_code=school.split(".")[2],
        author_id=author,
        author_role=role,
        status="submitted",
        sworn=True,
        late=False,
        observations=1,
        score=0.5,
        narrative="Lo que vi.",
        filed_at=now() - timedelta(days=n),
        content_hash="x",
    )
    return str(id)


def signed_in(world: World, person: UUID) -> Auth:
    """With what a session of somebody who holds nothing is begun with."""
    return world.auth(person, scopes_of([]))


async def seen(client: AsyncClient, auth: Auth, *ids: str) -> set[str]:
    """The ids of these that are answered one by one, which must be those that are listed."""
    listed = (await client.get("/v1/reports", headers=auth)).json()["items"]
    found = set()
    for id in ids:
        answer = await client.get(f"/v1/reports/{id}", headers=auth)
        assert answer.status_code in {200, 404}
        found |= {id} if answer.status_code == 200 else set()
    assert {row["id"] for row in listed} == found
    return found


@pytest.mark.parametrize(
    ("role", "stream"),
    [
        (Role.UGEL, "implementation"),
        (Role.DIRECTOR, "coordinator"),
        (Role.CP, "teacher_accompaniment"),
    ],
)
async def test_a_past_author_reads_what_they_wrote_and_nothing_of_others(
    client: AsyncClient, world: World, school: str, role: Role, stream: str
) -> None:
    at = BAGUA if role is Role.UGEL else school
    author = await world.appoint(role, at, until=today())
    mine = await written(world, school, author, role, stream)
    successor = await world.appoint(role, at, since=today())
    other = await written(world, school, successor, role, stream, n=8)
    auth = signed_in(world, author)
    assert await seen(client, auth, mine, other) == {mine}
    one = (await client.get(f"/v1/reports/{mine}", headers=auth)).json()
    assert (one["withheld"], one["narrative"], one["score"]) == (False, "Lo que vi.", 0.5)


async def test_what_was_about_a_past_coordinator_is_theirs_no_more(
    client: AsyncClient, world: World, school: str
) -> None:
    cp = await world.appoint(Role.CP, school, until=today())
    director = await world.appoint(Role.DIRECTOR, school)
    about_me = await written(world, school, director, Role.DIRECTOR, "coordinator")
    await world.db.execute("update report set about_id = $1", cp)
    assert await seen(client, signed_in(world, cp), about_me) == set()


async def test_a_past_author_sees_nothing_else_of_the_school(
    client: AsyncClient, world: World, school: str
) -> None:
    author = await world.appoint(Role.DIRECTOR, school, until=today())
    await written(world, school, author, Role.DIRECTOR, "coordinator")
    auth, code = world.auth(author), school.rpartition(".")[2]
    for path in (f"/v1/institutions/{code}", "/v1/obligations", "/v1/actors", "/v1/coverage"):
        answer = await client.get(path, headers=auth)
        assert answer.status_code == 403, path
        assert answer.json()["type"] == "/problems/no-role-carries"


async def test_who_moved_on_reads_the_old_and_the_new(
    client: AsyncClient, world: World, school: str
) -> None:
    author = await world.appoint(Role.CP, school, until=today())
    old = await written(world, school, author, Role.CP, "teacher_accompaniment")
    new_school = await world.school(CHACHAPOYAS)
    await world.appoint(Role.CP, new_school, person=author)
    new = await written(world, new_school, author, Role.CP, "teacher_accompaniment", n=8)
    assert await seen(client, world.auth(author), old, new) == {old, new}


async def test_who_never_held_anything_reads_an_empty_list(
    client: AsyncClient, world: World, school: str
) -> None:
    theirs = await written(
        world, school, await world.appoint(Role.UGEL, BAGUA), Role.UGEL, "implementation"
    )
    assert await seen(client, signed_in(world, await world.person()), theirs) == set()


async def test_a_past_author_files_nothing_more(
    client: AsyncClient, world: World, school: str
) -> None:
    author = await world.appoint(Role.UGEL, BAGUA, until=today())
    body = {"obligation_id": str(uuid4()), "sworn": True, "observations": []}
    refused = await client.put(f"/v1/reports/{uuid4()}", json=body, headers=world.auth(author))
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/no-role-carries")


def test_everybody_may_sign_in_for_what_they_wrote_and_for_themselves_only() -> None:
    assert scopes_of([]) == PERSONAL | {Scope.REPORTS_READ, Scope.VISITS_READ}


async def test_a_past_author_reads_nothing_of_what_their_successor_wrote(
    client: AsyncClient, world: World
) -> None:
    report = await file_about_cp(client, world)
    await review(client, report, "returned", comments=[{"text": "Al primero."}])
    await world.db.execute("delete from appointment where role = 'director'")
    successor = await world.login(Role.DIRECTOR, report.school)
    new = await correct(client, report, by=successor, version=2, narrative="Del sucesor.")
    assert new.status_code == 200
    again = await review(
        client, report, "returned", version=3, note="Nota.", comments=[{"text": "Al sucesor."}]
    )
    assert again.status_code == 201
    past = report.author
    shown = (await client.get(report.path, headers=past)).json()
    assert (shown["withheld"], shown["narrative"], shown["filled"]) == (True, None, [])
    assert shown["score"] is None
    listed = (await client.get("/v1/reports", headers=past)).json()["items"]
    assert [(row["id"], row["score"]) for row in listed] == [(str(report.id), None)]
    body = (await client.get(f"{report.path}/reviews", headers=past)).json()
    assert body["withheld"] is True
    reviews = [
        (r["revision"], r["note"], [c["text"] for c in r["comments"]]) for r in body["items"]
    ]
    assert reviews == [(1, None, ["Al primero."]), (2, None, [])]
    rows = (await client.get(f"{report.path}/revisions", headers=past)).json()["items"]
    assert [(row["revision"], row["withheld"]) for row in rows] == [(2, True), (1, False)]
    second = (await client.get(f"{report.path}/revisions/2", headers=past)).json()
    assert (second["narrative"], second["filled"]) == (None, [])
    first = (await client.get(f"{report.path}/revisions/1", headers=past)).json()
    assert first["narrative"] == report.sent["narrative"]
    path = f"{report.path}/revisions/2/difference?since=1"
    compared = (await client.get(path, headers=past)).json()
    assert (compared["withheld"], compared["changes"]) == (True, [])
    for who in (successor, report.reviewer):
        shown = (await client.get(report.path, headers=who)).json()
        assert (shown["withheld"], shown["narrative"]) == (False, "Del sucesor.")


async def test_who_still_sees_the_school_reads_what_a_colleague_corrected(
    client: AsyncClient, world: World
) -> None:
    report = await file_about_cp(client, world)
    await review(client, report, "returned")
    deputy = world.auth(await world.grant(Role.DIRECTOR, report.school))
    assert (await correct(client, report, by=deputy, version=2)).status_code == 200
    shown = (await client.get(report.path, headers=report.author)).json()
    assert (shown["withheld"], shown["narrative"]) == (False, "Con lo que faltaba.")
