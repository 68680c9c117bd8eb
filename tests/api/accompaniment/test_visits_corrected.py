"""What was told of a visit is corrected by its visitor, until its dialogue was held (F44)."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient, Response

from domain.access.roles import Role
from tests.answers import codes, problem
from tests.talks import Talk, promise, talk
from tests.visits import WHY, Scene, at, booked, bookings, events, scene, visit
from tests.world import BAGUA, Auth, Connection, World


def as_told() -> dict[str, Any]:
    return {
        "began_at": at(8, days=-1).isoformat(), "finished_at": at(8.75, days=-1).isoformat(),
        "students_present": 27,
    }  # fmt: skip


@pytest.fixture
async def here(world: World) -> Scene:
    return await scene(world)


@pytest.fixture
def cp(here: Scene) -> Auth:
    return here.auth(here.cp)


async def tell(
    client: AsyncClient, auth: Auth, id: UUID, what: str, body: Any, *, seen: int | None = None
) -> Response:
    headers = auth | ({"If-Match": f'"{seen}"'} if seen else {})
    return await client.put(f"/v1/visits/{id}/{what}", json=body, headers=headers)


async def planned(here: Scene) -> UUID:
    """A visit that was to be yesterday at eight."""
    return await visit(here.world, here.place, here.cp, here.teacher, starts_at=at(8, days=-1))


async def test_a_mistyped_hour_is_corrected_and_both_are_taken_when_it_really_was(
    client: AsyncClient, here: Scene, cp: Auth, connection: Connection
) -> None:
    id = await planned(here)
    first = await tell(client, cp, id, "done", as_told())
    mended = as_told() | {"finished_at": at(9.25, days=-1).isoformat(), "students_present": 17}
    unsaid = await tell(client, cp, id, "done", mended)
    assert problem(unsaid) == (428, "version-required")
    answer = await tell(client, cp, id, "done", mended, seen=first.json()["version"])
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert (body["status"], body["students_present"]) == ("done", 17)
    assert await bookings(connection, id) == {
        (person, at(8, days=-1), at(9.25, days=-1)) for person in (here.cp, here.teacher)
    }
    assert await events(connection, id) == ["visit.done", "visit.corrected"]
    again = await tell(client, cp, id, "done", mended, seen=first.json()["version"])
    assert (again.status_code, again.json()) == (200, body), "a repeated request is no second"
    late = await tell(client, cp, id, "done", as_told(), seen=first.json()["version"])
    assert problem(late) == (412, "stale-version"), "what was corrected since is not taken back"
    assert len(await events(connection, id)) == 2


async def test_what_was_not_done_was_done_after_all_and_the_other_way(
    client: AsyncClient, here: Scene, cp: Auth, connection: Connection
) -> None:
    id = await planned(here)
    await tell(client, cp, id, "not-done", {"reason": WHY})
    assert await bookings(connection, id) == set()
    done = await tell(client, cp, id, "done", as_told(), seen=2)
    assert (done.json()["status"], done.json()["reason"]) == ("done", None)
    assert len(await bookings(connection, id)) == 2
    missed = await tell(client, cp, id, "not-done", {"reason": WHY}, seen=3)
    body = missed.json()
    assert (body["status"], body["reason"]) == ("not_done", WHY)
    assert (body["began_at"], body["students_present"]) == (None, None)
    assert await bookings(connection, id) == set()
    other = await tell(client, cp, id, "not-done", {"reason": "Hubo huelga."}, seen=4)
    assert other.json()["reason"] == "Hubo huelga."
    assert await events(connection, id) == [
        "visit.missed", "visit.done", "visit.missed", "visit.corrected",
    ]  # fmt: skip


async def test_what_was_done_after_all_was_where_nobody_was_elsewhere(
    client: AsyncClient, here: Scene, cp: Auth
) -> None:
    id = await planned(here)
    await tell(client, cp, id, "not-done", {"reason": WHY})
    await booked(here.world, here.teacher, at(8.5, days=-1), at(9, days=-1))
    refused = await tell(client, cp, id, "done", as_told(), seen=2)
    assert (problem(refused), codes(refused)) == ((409, "person-busy"), [("/teacher_id", "busy")])
    day_before = {"began_at": at(8, days=-2).isoformat(), "finished_at": at(9, days=-2).isoformat()}
    another = await tell(client, cp, id, "done", {**as_told(), **day_before}, seen=2)
    assert ("/began_at", "another-day") in codes(another)


async def test_section_and_area_of_a_done_visit_are_corrected_and_its_time_is_not(
    client: AsyncClient, here: Scene, cp: Auth, connection: Connection
) -> None:
    id = await visit(
        here.world, here.place, here.cp, here.teacher, status="done", starts_at=at(8, days=-1)
    )
    times = {"starts_at": at(8, days=-1).isoformat(), "ends_at": at(8.75, days=-1).isoformat()}
    draft = here.draft(section="3.º A", area=None) | times
    path, seen = f"/v1/visits/{id}", cp | {"If-Match": '"1"'}
    assert problem(await client.put(path, json=draft, headers=cp)) == (428, "version-required")
    answer = await client.put(path, json=draft, headers=seen)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert (body["status"], body["section"], body["area"]) == ("done", "3.º A", None)
    assert body["students_present"] == 20, "the rest stays"
    assert await events(connection, id) == ["visit.corrected"]
    again = await client.put(path, json=draft, headers=seen)
    assert (again.status_code, again.json()["version"]) == (200, body["version"])
    later = draft | {"ends_at": at(9, days=-1).isoformat()}
    moved = await client.put(path, json=later, headers=cp | {"If-Match": '"2"'})
    assert problem(moved) == (409, "visit-differs")


async def correct(it: Talk, what: str, **more: Any) -> Response:
    """Its visitor tells otherwise what stands, to the version that they read."""
    stands = (await it.client.get(f"/v1/visits/{it.visit}", headers=it.mine)).json()
    body: dict[str, Any] = {
        "not-done": {"reason": WHY},
        "done": {
            "began_at": stands["began_at"], "finished_at": stands["finished_at"],
            "students_present": 3,
        },
        "": {
            "institution": stands["institution"]["code"], "section": "1.° B", "area": "Arte",
            **{n: stands[n] for n in ("stage", "starts_at", "ends_at")},
            "teacher_id": stands["teacher"]["id"],
        },
    }[what]  # fmt: skip
    headers = it.mine | {"If-Match": f'"{stands["version"]}"'}
    path = f"/v1/visits/{it.visit}/{what}".rstrip("/")
    return await it.client.put(path, json=body | more, headers=headers)


async def test_once_its_dialogue_was_held_it_stays_as_it_is(
    client: AsyncClient, world: World
) -> None:
    it = await (await talk(client, world)).bring("prepared")
    assert (await correct(it, "done")).status_code == 200
    assert (await correct(it, "")).status_code == 200
    held = await it.hold()
    assert held.status_code == 200, held.text
    other: dict[str, dict[str, Any]] = {
        "done": {"students_present": 5}, "not-done": {}, "": {"section": "4.° C"},
    }  # fmt: skip
    for what, more in other.items():
        assert problem(await correct(it, what, **more)) == (409, "visit-talked-over")
    stands = (await client.get(f"/v1/visits/{it.visit}", headers=it.mine)).json()
    assert (stands["students_present"], stands["section"]) == (3, "1.° B")


async def test_what_others_rest_on_was_done(client: AsyncClient, world: World) -> None:
    begun = await (await talk(client, world)).bring("preparing")
    assert (await correct(begun, "not-done")).status_code == 200, "nobody else knows of it"
    prepared = await (await talk(client, world)).bring("prepared")
    assert problem(await correct(prepared, "not-done")) == (409, "visit-relied-on")
    first = await (await talk(client, world, days=10)).bring("prepared")
    due = promise()
    await first.hold(due)
    reviewing = await talk(client, world, like=first)
    await reviewing.review(due["id"], "met")
    assert problem(await correct(reviewing, "not-done")) == (409, "visit-relied-on")
    assert (await correct(reviewing, "done")).status_code == 200


async def test_what_is_told_meanwhile_overtakes_a_correction(
    client: AsyncClient, world: World
) -> None:
    it = await (await talk(client, world)).bring("preparing")
    path = f"/v1/visits/{it.visit}"

    async def version() -> int:
        seen: int = (await client.get(path, headers=it.mine)).json()["version"]
        return seen

    before = await version()
    await it.prepare()
    assert await version() > before
    before = await version()
    await it.hold()
    assert await version() > before


async def test_nobody_corrects_a_visit_of_somebody_else(
    client: AsyncClient, here: Scene, cp: Auth
) -> None:
    id = await planned(here)
    await tell(client, cp, id, "done", as_told())
    beside = await here.world.login(Role.CP, await here.world.school(BAGUA))
    for auth in (here.auth(here.ct, Role.CT), beside):
        refused = await tell(client, auth, id, "done", as_told() | {"students_present": 3}, seen=2)
        assert problem(refused) == (404, "not-found")


async def test_a_plan_that_was_closed_since_does_not_keep_from_correcting(
    client: AsyncClient, here: Scene, cp: Auth
) -> None:
    plan = uuid4()
    await here.world.save(
        "accompaniment_plan", id=plan, kind="accompaniment", year=here.year, place=here.place,
        author_id=here.cp, author_role="cp", status="draft", diagnosis="x", goals="[]",
        strategies="[]", calendar="[]",
    )  # fmt: skip
    id = await visit(
        here.world, here.place, here.cp, here.teacher, status="done", starts_at=at(8, days=-1),
        plan_id=plan,
    )  # fmt: skip
    since, until = at(8, days=-1), at(8.75, days=-1)
    draft = here.draft(section="3.º A", starts_at=since.isoformat(), ends_at=until.isoformat())
    seen = cp | {"If-Match": '"1"'}
    path = f"/v1/visits/{id}"
    answer = await client.put(path, json=draft | {"plan_id": str(plan)}, headers=seen)
    assert answer.status_code == 200, answer.text
    seen = cp | {"If-Match": '"2"'}
    unknown = await client.put(path, json=draft | {"plan_id": str(uuid4())}, headers=seen)
    assert codes(unknown) == [("/plan_id", "unknown-plan")]
