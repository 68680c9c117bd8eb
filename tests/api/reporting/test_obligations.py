"""Who owes what, who is missing and why."""

from datetime import timedelta
from uuid import UUID, uuid4

from httpx import AsyncClient

from domain.access.roles import Role
from tests.answers import naming_nothing
from tests.api.reporting.coverage import counted, listed, total
from tests.api.reporting.reports import body, file
from tests.clock import now, today
from tests.world import AMAZONAS, BAGUA, CHACHAPOYAS, World


async def test_the_missing_are_named_with_why(client: AsyncClient, world: World) -> None:
    cut = await world.cut("implementation")
    plain, vacant, excused, extended = [
        await world.school(place, name=name)
        for place, name in (
            (BAGUA, "A sin más"),
            ("pe.010000.010003", "B sin especialista"),
            (BAGUA, "C exonerada"),
            (BAGUA, "D con prórroga"),
        )
    ]
    ids = {p: await world.obligation(cut, p) for p in (plain, vacant, excused, extended)}
    specialist = await world.appoint(Role.UGEL, BAGUA)
    await world.extend(cut, extended, now() + timedelta(days=20))
    dre = await world.login(Role.DRE, AMAZONAS)
    await client.put(
        f"/v1/obligations/{ids[excused]}/exemption",
        json={"reason": "Infraestructura inhabitable."},
        headers=dre,
    )
    rows = {row["institution"]["name"]: row for row in await listed(client, dre)}  # type: ignore[index]
    assert {name: row["why"] for name, row in rows.items()} == {
        "A sin más": "not_filed",
        "B sin especialista": "vacant_post",
        "C exonerada": "exempt",
        "D con prórroga": "extension",
    }
    assert rows["A sin más"]["owed_by"]["id"] == str(specialist)  # type: ignore[index]
    assert rows["B sin especialista"]["owed_by"] is None
    missing = await listed(client, dre, missing="true")
    assert "C exonerada" not in {row["institution"]["name"] for row in missing}  # type: ignore[index]


async def test_a_succession_hands_the_obligation_over(client: AsyncClient, world: World) -> None:
    school = await world.school(BAGUA)
    owed = await world.obligation(await world.cut("coordinator"), school, "cp", 1)
    await world.appoint(Role.CP, school)
    await world.appoint(Role.DIRECTOR, school, until=today() - timedelta(days=3))
    new = await world.appoint(Role.DIRECTOR, school, since=today() - timedelta(days=3))
    auth = await world.login(Role.UGEL, BAGUA)
    row = (await client.get(f"/v1/obligations/{owed}", headers=auth)).json()
    assert row["owed_by"]["id"] == str(new)


async def test_a_school_out_of_reach_is_neither_listed_nor_counted(
    client: AsyncClient, world: World
) -> None:
    cut = await world.cut("implementation")
    there = await world.obligation(cut, await world.school(CHACHAPOYAS))
    auth = await world.login(Role.UGEL, BAGUA)
    assert await listed(client, auth) == []
    assert total(await counted(client, auth)) == (0, 0, 0, 0, 0)
    assert (await client.get(f"/v1/obligations/{there}", headers=auth)).status_code == 404
    assert naming_nothing(await client.get("/v1/coverage?iged=010001", headers=auth)) == ["iged"]


async def test_what_was_filed_cannot_be_excused(client: AsyncClient, world: World) -> None:
    owed = await world.obligation(await world.cut("implementation"), await world.school(BAGUA))
    auth = await world.login(Role.UGEL, BAGUA)
    await file(client, auth, await body(world, owed, "ficha-implementacion"))
    answer = await client.put(
        f"/v1/obligations/{owed}/exemption",
        json={"reason": "Demasiado tarde para esto."},
        headers=await world.login(Role.DRE, AMAZONAS),
    )
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/obligation-fulfilled")


async def test_an_exemption_can_be_withdrawn(client: AsyncClient, world: World) -> None:
    owed = await world.obligation(await world.cut("implementation"), await world.school(BAGUA))
    dre = await world.login(Role.DRE, AMAZONAS)
    address = f"/v1/obligations/{owed}/exemption"
    await client.put(address, json={"reason": "Huayco en la carretera."}, headers=dre)
    assert total(await counted(client, dre)) == (0, 0, 0, 0, 1)
    answer = await client.delete(address, headers=dre)
    assert answer.json()["state"] == "pending"
    assert total(await counted(client, dre)) == (1, 0, 0, 1, 0)
    kinds = await world.db.fetch("select kind from event order by seq")
    assert [k["kind"] for k in kinds] == ["obligation.exempted", "obligation.restored"]


async def test_me_tells_what_i_am_may_do_and_owe(client: AsyncClient, world: World) -> None:
    school = await world.school(BAGUA)
    owed = await world.obligation(await world.cut("teacher_accompaniment"), school, "cp", 1)
    await world.obligation("2024-teacher_accompaniment-9", school, "ct", 1)
    auth = await world.login(Role.CP, school)
    me = (await client.get("/v1/me", headers=auth)).json()
    (appointment,) = me["person"]["appointments"]
    assert (appointment["role"], appointment["in_force"]) == ("cp", True)
    (files,) = (r for r in me["rights"] if r["scope"] == "reports:file")
    assert files["places"] == [school]
    assert files["where"][0]["kind"] == "institution"
    assert [item["id"] for item in me["owes"]["items"]] == [str(owed)]
    assert (me["owes"]["pending"], me["owes"]["overdue"]) == (1, 0)


async def test_a_specialist_owes_for_each_school_a_deputy_for_none(
    client: AsyncClient, world: World
) -> None:
    cut = await world.cut("implementation")
    for _ in range(3):
        await world.obligation(cut, await world.school(BAGUA))
    responsible = await world.login(Role.UGEL, BAGUA)
    deputy = await world.person()
    await world.db.execute(
        "insert into appointment (id, person_id, role, place, regime, valid)"
        " values ($1, $2, 'ugel', $3, 'tenured', '[2020-01-01,)')",
        uuid4(),
        deputy,
        BAGUA,
    )
    assert (await client.get("/v1/me", headers=responsible)).json()["owes"]["pending"] == 3
    assert (await client.get("/v1/me", headers=world.auth(deputy))).json()["owes"]["pending"] == 0


async def test_someone_without_appointments_is_told_who_they_are(
    client: AsyncClient, world: World
) -> None:
    person: UUID = await world.person()
    me = (await client.get("/v1/me", headers=world.auth(person))).json()
    assert me["person"]["id"] == str(person)
    assert me["owes"] == {"pending": 0, "overdue": 0, "items": []}
