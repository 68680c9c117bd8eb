"""Drafts that meet: of two tablets, of two lives under one id, of two ids for one obligation."""

import json
from typing import Any
from uuid import uuid4

import pytest
from httpx import AsyncClient, Response

from domain.access.roles import Role
from services.reporting.reports import file
from tests.answers import problem
from tests.api.reporting.filing import Filed, correct, file_about_cp, review, version_of
from tests.world import BAGUA, Auth, Connection, World


def path_of(id: object) -> str:
    return f"/v1/report-drafts/{id}"


def seen(auth: Auth, read: Response) -> Auth:
    return auth | {"If-Match": read.headers["etag"]}


def work_on(report: Filed, **more: Any) -> dict[str, Any]:
    about = {name: report.sent[name] for name in ("obligation_id", "narrative", "observations")}
    return about | more


async def submit(client: AsyncClient, id: object, auth: Auth) -> Response:
    return await client.post(f"{path_of(id)}/submission", json={"sworn": True}, headers=auth)


async def annul(client: AsyncClient, world: World, report: Filed) -> None:
    minedu = await world.login(Role.MINEDU, "pe")
    body = {"version": await version_of(client, report), "reason": "Declarado por error."}
    done = await client.put(f"{report.path}/annulments/{uuid4()}", json=body, headers=minedu)
    assert done.status_code == 201, done.text


@pytest.fixture
async def returned(client: AsyncClient, world: World) -> Filed:
    report = await file_about_cp(client, world)
    await review(client, report, "returned")
    return report


async def test_a_draft_begun_anew_is_not_taken_for_the_one_that_was_read(
    client: AsyncClient, returned: Filed
) -> None:
    auth, path = returned.author, path_of(returned.id)
    old = await client.put(path, json=work_on(returned, narrative="De una."), headers=auth)
    for _ in range(2):  # and what was saved over it does not catch up with the other either
        assert (await client.delete(path, headers=auth)).status_code == 204
        anew = await client.put(path, json=work_on(returned, narrative="De otra."), headers=auth)
        assert anew.status_code == 201
        late = work_on(returned, narrative="Vieja.")
        refused = await client.put(path, json=late, headers=seen(auth, old))
        assert problem(refused) == (412, "stale-version")
        old = await client.put(path, json=late, headers=seen(auth, anew))
        assert old.status_code == 200


async def test_a_correction_is_not_overwritten_from_before_the_report_was_filed(
    client: AsyncClient, returned: Filed
) -> None:
    auth, path = returned.author, path_of(returned.id)
    before = await client.put(path, json=work_on(returned), headers=auth)
    version = await version_of(client, returned)
    changed = await client.put(
        path, json=work_on(returned, narrative="Corregido."), headers=seen(auth, before)
    )
    assert changed.status_code == 200
    assert (await submit(client, returned.id, auth | {"If-Match": f'"{version}"'})).is_success
    await review(client, returned, "returned")
    afternoon = work_on(returned, narrative="Toda una tarde.")
    assert (await client.put(path, json=afternoon, headers=auth)).status_code == 201
    for stale in (before, changed):
        late = await client.put(path, json=work_on(returned), headers=seen(auth, stale))
        assert problem(late) == (412, "stale-version")
    assert (await client.get(path, headers=auth)).json()["narrative"] == "Toda una tarde."


async def test_filing_spends_the_draft_it_filed_and_none_begun_since(
    client: AsyncClient, returned: Filed, monkeypatch: pytest.MonkeyPatch
) -> None:
    auth, path = returned.author, path_of(returned.id)
    await client.put(path, json=work_on(returned, narrative="Corregido."), headers=auth)
    version = await version_of(client, returned)

    async def filed_twice(*arguments: Any, **more: Any) -> Any:
        done = await file(*arguments, **more)
        await client.delete(path, headers=auth)  # the other submission spent it
        await client.put(path, json=work_on(returned, narrative="De nuevo."), headers=auth)
        return done

    monkeypatch.setattr("services.reporting.report_drafts.file", filed_twice)
    assert (await submit(client, returned.id, auth | {"If-Match": f'"{version}"'})).is_success
    assert (await client.get(path, headers=auth)).json()["narrative"] == "De nuevo."


async def test_work_on_a_report_that_was_annulled_goes_on_under_a_new_id(
    client: AsyncClient, world: World, returned: Filed
) -> None:
    auth, old, new = returned.author, path_of(returned.id), uuid4()
    await client.put(old, json=work_on(returned, narrative="Horas."), headers=auth)
    await annul(client, world, returned)
    refused = await submit(client, returned.id, auth | {"If-Match": '"3"'})
    assert problem(refused) == (409, "report-annulled")
    anew = [returned.sent["observations"][0] | {"id": str(uuid4())}]
    work = work_on(returned, narrative="Horas.", observations=anew)
    answer = await client.put(path_of(new), json=work, headers=auth)
    assert problem(answer) == (428, "draft-under-other-id")
    assert str(returned.id) in answer.json()["detail"]
    read = await client.get(old, headers=auth)
    assert read.json()["narrative"] == "Horas.", "kept until somebody who read it says so"
    stale = await client.put(path_of(new), json=work, headers=auth | {"If-Match": '"999999"'})
    assert problem(stale) == (412, "stale-version")
    moved = await client.put(path_of(new), json=work, headers=seen(auth, read))
    assert (moved.status_code, moved.json()["id"]) == (201, str(new))
    assert moved.json()["started_at"] == read.json()["started_at"]
    assert (await client.get(old, headers=auth)).status_code == 404
    again = await client.put(path_of(new), json=work, headers=seen(auth, read))
    assert again.status_code == 200, "a lost answer is harmless"
    assert (await submit(client, new, auth)).status_code == 201


async def test_what_was_begun_under_another_id_becomes_the_correction(
    client: AsyncClient, returned: Filed
) -> None:
    auth, work, other = returned.author, work_on(returned, narrative="Corregido."), uuid4()
    assert (await client.put(path_of(other), json=work, headers=auth)).status_code == 201
    assert problem(await submit(client, other, auth)) == (409, "already-filed")
    moved = await client.put(path_of(returned.id), json=work, headers=auth)
    assert moved.status_code == 201, "it says the same: nothing of it is lost"
    version = await version_of(client, returned)
    done = await submit(client, returned.id, auth | {"If-Match": f'"{version}"'})
    assert (done.status_code, done.json()["revision"]) == (200, 2)


@pytest.mark.parametrize("annulled", [False, True])
async def test_a_draft_that_can_be_filed_makes_no_room(
    client: AsyncClient, world: World, returned: Filed, annulled: bool
) -> None:
    auth, work = returned.author, work_on(returned)
    stays, other = returned.id, uuid4()
    if annulled:  # then its id is the one that leads nowhere
        await annul(client, world, returned)
        stays, other = other, stays
    begun = await client.put(path_of(stays), json=work, headers=auth)
    assert begun.status_code == 201
    refused = await client.put(path_of(other), json=work, headers=seen(auth, begun))
    assert problem(refused) == (409, "draft-exists")


async def test_a_draft_makes_no_room_for_an_id_that_leads_nowhere_either(
    client: AsyncClient, world: World, returned: Filed
) -> None:
    auth, work = returned.author, work_on(returned)
    begun = await client.put(path_of(uuid4()), json=work, headers=auth)
    refused = await client.put(path_of(uuid4()), json=work, headers=seen(auth, begun))
    assert problem(refused) == (409, "draft-exists")
    elsewhere = await file_about_cp(client, world, cut=returned.cut)
    owed = await world.obligation(returned.cut, elsewhere.school, "cp", 2)
    own = work | {"obligation_id": str(owed)}
    first = await client.put(path_of(elsewhere.id), json=own, headers=elsewhere.author)
    assert first.status_code == 201
    room = await client.put(path_of(uuid4()), json=own, headers=elsewhere.author)
    assert room.status_code == 201, "that id is of a report about another obligation"


async def test_another_takes_its_place_only_by_who_may_declare_it(
    client: AsyncClient, world: World, returned: Filed, connection: Connection
) -> None:
    auth, work = returned.author, work_on(returned)
    await client.put(path_of(returned.id), json=work, headers=auth)
    await annul(client, world, returned)
    left = "delete from appointment where role = 'director' returning person_id"
    await world.appoint(Role.UGEL, BAGUA, person=await connection.fetchval(left))
    refused = await client.put(path_of(uuid4()), json=work, headers=auth)
    assert problem(refused) == (403, "wrong-declarant")


async def test_a_draft_is_changed_whatever_becomes_of_its_obligation(
    client: AsyncClient, world: World, connection: Connection
) -> None:
    school = await world.school(BAGUA)
    owed = await world.obligation(await world.cut("implementation"), school)
    auth, path = await world.login(Role.UGEL, BAGUA), path_of(uuid4())
    work = {"obligation_id": str(owed), "narrative": "Antes."}
    begun = await client.put(path, json=work, headers=auth)
    await connection.execute("delete from obligation where id = $1", owed)
    changed = await client.put(
        path, json=work | {"narrative": "Después."}, headers=seen(auth, begun)
    )
    assert (changed.status_code, changed.json()["narrative"]) == (200, "Después.")
    gone = await client.put(path_of(uuid4()), json=work, headers=auth)
    assert gone.status_code == 404, "but none is begun for it"


async def test_a_check_answers_what_filing_would(
    client: AsyncClient, world: World, returned: Filed, connection: Connection
) -> None:
    auth, path = returned.author, path_of(returned.id)
    await client.put(path, json=work_on(returned, narrative="Corregido."), headers=auth)
    assert (await client.get(f"{path}/check", headers=auth)).status_code == 204
    other = world.auth(await world.grant(Role.DIRECTOR, returned.school))
    elsewhere = path_of(uuid4())
    await client.put(elsewhere, json=work_on(returned), headers=other)
    filed = await client.get(f"{elsewhere}/check", headers=other)
    assert problem(filed) == (409, "already-filed")
    await annul(client, world, returned)
    assert problem(await client.get(f"{path}/check", headers=auth)) == (409, "report-annulled")


async def test_a_check_lets_nobody_declare_about_themselves(
    client: AsyncClient, world: World, returned: Filed, connection: Connection
) -> None:
    await connection.execute("delete from appointment where role in ('director', 'cp')")
    await world.appoint(Role.DIRECTOR, returned.school, person=returned.observed)
    auth, path = world.auth(returned.observed), path_of(returned.id)
    assert (await client.put(path, json=work_on(returned), headers=auth)).status_code == 201
    assert problem(await client.get(f"{path}/check", headers=auth)) == (403, "self-report")


async def test_a_draft_is_measured_as_it_was_sent(client: AsyncClient, returned: Filed) -> None:
    auth = returned.author | {"Content-Type": "application/json"}

    def of(words: int) -> bytes:
        answers = {f"i{n}": "ñ" * 9_000 for n in range(words)}
        filled = [{"id": str(uuid4()), "answers": answers}]
        return json.dumps(work_on(returned, observations=filled), ensure_ascii=False).encode()

    answer = await client.put(path_of(returned.id), content=of(48), headers=auth)
    assert answer.status_code == 201, "864 kB: six times that if ñ were \\u00f1"
    more = await client.put(path_of(returned.id), content=of(51), headers=seen(auth, answer))
    assert problem(more) == (422, "draft-too-large")
    assert "900 kB" in more.json()["detail"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({f"a{n}": {"c": 1} for n in range(40)}, {f"b{n}": {"c": 1} for n in range(40)}),
        ({"r": {f"a{n}": 1 for n in range(15)}}, {"r": {f"b{n}": 1 for n in range(15)}}),
    ],
)
async def test_no_table_grows_section_by_section_beyond_what_can_be_sent_back(
    client: AsyncClient, returned: Filed, first: dict[str, Any], second: dict[str, Any]
) -> None:
    auth, path = returned.author, path_of(returned.id)
    await client.put(path, json=work_on(returned, observations=[]), headers=auth)
    section = f"{path}/observations/{uuid4()}"
    answer = await client.patch(section, json={"answers": {"t": first}}, headers=auth)
    assert answer.status_code == 200
    refused = await client.patch(section, json={"answers": {"t": second}}, headers=auth)
    assert problem(refused) == (422, "draft-too-large")
    filled = [{"id": o["id"], "answers": o["answers"]} for o in answer.json()["filled"]]
    back = work_on(returned, observations=filled, narrative="De vuelta.")
    assert (await client.put(path, json=back, headers=seen(auth, answer))).status_code == 200


async def test_what_is_corrected_directly_leaves_a_draft_that_the_next_correction_takes_up(
    client: AsyncClient, returned: Filed
) -> None:
    auth, other = returned.author, uuid4()
    begun = await client.put(path_of(other), json=work_on(returned), headers=auth)
    assert (await correct(client, returned)).status_code == 200
    await review(client, returned, "returned")
    work = work_on(returned, narrative="Otra vez.")
    moved = await client.put(path_of(returned.id), json=work, headers=seen(auth, begun))
    assert moved.status_code == 201
