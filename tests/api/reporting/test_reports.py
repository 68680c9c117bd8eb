"""Filing over HTTP, as each declarant meets it: one type of problem per cause."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from httpx import AsyncClient

from domain.access.roles import Role
from domain.access.scopes import Scope
from tests.answers import problem
from tests.api.reporting.reports import body, file, filled
from tests.clock import now
from tests.world import BAGUA, CALLAO, CALLAO_OWN, CHACHAPOYAS, Connection, World


async def test_a_specialist_files_stream_1(client: AsyncClient, world: World, school: str) -> None:
    cut = await world.cut("implementation")
    owed = await world.obligation(cut, school)
    auth = await world.login(Role.UGEL, BAGUA)

    answer = await file(client, auth, await body(world, owed, "ficha-implementacion"))

    assert answer.status_code == 201, answer.text
    receipt = answer.json()
    assert (receipt["status"], receipt["late"], receipt["observations"]) == ("submitted", False, 1)
    assert 0 <= receipt["score"] <= 1


async def test_a_director_files_stream_2_about_a_coordinator(
    client: AsyncClient, world: World, school: str
) -> None:
    cut = await world.cut("coordinator")
    owed = await world.obligation(cut, school, "cp", 1)
    cp = await world.appoint(Role.CP, school)
    auth = await world.login(Role.DIRECTOR, school)
    answer = await file(client, auth, await body(world, owed, "ficha-cp"), id := uuid4())
    assert answer.status_code == 201, answer.text
    seen = await client.get(f"/v1/reports/{id}", headers=world.auth(cp))
    assert seen.status_code == 200, "the coordinator reads the report about them"


async def test_a_cp_files_stream_3_about_teachers(
    client: AsyncClient, world: World, school: str
) -> None:
    cut = await world.cut("teacher_accompaniment")
    owed = await world.obligation(cut, school, "cp", 1)
    teachers = [await world.appoint(Role.TEACHER, school) for _ in range(2)]
    auth = await world.login(Role.CP, school)
    observed = [await filled(world, "matriz-dialogo", teacher_id=str(t)) for t in teachers]
    report = await body(world, owed, "matriz-dialogo", observations=observed)
    answer = await file(client, auth, report)
    assert answer.status_code == 201, answer.text
    assert answer.json()["observations"] == 2


async def test_dre_callao_files_for_the_schools_it_manages(
    client: AsyncClient, world: World
) -> None:
    school = await world.school(CALLAO_OWN)
    owed = await world.obligation(await world.cut("implementation"), school)
    callao = await world.login(Role.DRE, CALLAO)
    amazonas = await world.login(Role.DRE, "pe.010000")
    report = await body(world, owed, "ficha-implementacion")
    assert problem(await file(client, amazonas, report)) == (403, "missing-scope")
    with_scope = world.auth(await world.appoint(Role.DRE, "pe.020000"))
    assert problem(await file(client, with_scope, report)) == (403, "no-role-carries")
    scopes = [Scope.REPORTS_FILE, Scope.REPORTS_READ]
    person = await world.person()
    await world.db.execute(
        "update appointment set person_id = $1 where role = 'dre' and place = $2", person, CALLAO
    )
    assert callao
    await world.vouch(person, "pe")
    assert (await file(client, world.auth(person, scopes), report)).status_code == 201


async def test_the_event_stands_beside_the_report(
    client: AsyncClient, world: World, school: str, connection: Connection
) -> None:
    owed = await world.obligation(await world.cut("implementation"), school)
    auth = await world.login(Role.UGEL, BAGUA)
    receipt = (await file(client, auth, await body(world, owed, "ficha-implementacion"))).json()
    event = await connection.fetchrow("select * from event where kind = 'report.filed'")
    assert event is not None
    assert (event["subject"], event["place"]) == (f"report/{receipt['id']}", school)
    data = json.loads(event["payload"])
    assert (data["obligation_id"], data["observations"]) == (str(owed), 1)
    assert "content_hash" not in data, "it would tell a mark of conduct"


async def test_other_content_under_the_same_id_is_refused(
    client: AsyncClient, world: World, school: str
) -> None:
    owed = await world.obligation(await world.cut("implementation"), school)
    auth = await world.login(Role.UGEL, BAGUA)
    report, id = await body(world, owed, "ficha-implementacion"), uuid4()
    await file(client, auth, report, id)
    answer = await file(client, auth, report | {"narrative": "Otra."}, id)
    assert problem(answer) == (409, "report-differs")


async def test_a_second_report_for_the_same_obligation_is_refused(
    client: AsyncClient, world: World, school: str
) -> None:
    owed = await world.obligation(await world.cut("implementation"), school)
    auth = await world.login(Role.UGEL, BAGUA)
    await file(client, auth, await body(world, owed, "ficha-implementacion"))
    answer = await file(client, auth, await body(world, owed, "ficha-implementacion"))
    assert problem(answer) == (409, "already-filed")


@pytest.mark.parametrize(
    ("opens", "closes", "refusal"),
    [(1, 10, "cut-not-open"), (-10, -1, "cut-closed")],
)
async def test_outside_its_window_a_cut_takes_nothing(
    client: AsyncClient, world: World, school: str, opens: int, closes: int, refusal: str
) -> None:
    owed = await world.obligation(
        await world.cut("implementation", opens=opens, closes=closes), school
    )
    auth = await world.login(Role.UGEL, BAGUA)
    answer = await file(client, auth, await body(world, owed, "ficha-implementacion"))
    assert problem(answer) == (409, refusal)


async def test_an_extension_takes_a_late_report(
    client: AsyncClient, world: World, school: str, connection: Connection
) -> None:
    cut = await world.cut("implementation", opens=-10, closes=-1)
    owed = await world.obligation(cut, school)
    await world.extend(cut, BAGUA, now() + timedelta(days=2))
    auth = await world.login(Role.UGEL, BAGUA)
    answer = await file(client, auth, await body(world, owed, "ficha-implementacion"))
    assert (answer.status_code, answer.json()["late"]) == (201, True)
    elsewhere = await world.obligation(cut, await world.school(CHACHAPOYAS))
    other = await world.login(Role.UGEL, CHACHAPOYAS)
    answer = await file(client, other, await body(world, elsewhere, "ficha-implementacion"))
    assert problem(answer) == (409, "cut-closed")


async def test_an_obligation_out_of_reach_does_not_exist(client: AsyncClient, world: World) -> None:
    other = await world.school(CHACHAPOYAS)
    owed = await world.obligation(await world.cut("implementation"), other)
    auth = await world.login(Role.UGEL, BAGUA)
    answer = await file(client, auth, await body(world, owed, "ficha-implementacion"))
    assert problem(answer) == (404, "not-found")


async def test_another_role_of_the_school_is_the_wrong_declarant(
    client: AsyncClient, world: World, school: str
) -> None:
    owed = await world.obligation(await world.cut("implementation"), school)
    auth = await world.login(Role.DIRECTOR, school)
    answer = await file(client, auth, await body(world, owed, "ficha-implementacion"))
    assert problem(answer) == (403, "wrong-declarant")
    assert "el especialista JEC de la UGEL" in answer.json()["detail"]


async def test_a_cp_does_not_declare_for_the_second_cp_post(
    client: AsyncClient, world: World, school: str
) -> None:
    owed = await world.obligation(await world.cut("teacher_accompaniment"), school, "cp", 2)
    auth = await world.login(Role.CP, school, post=1)
    answer = await file(client, auth, await body(world, owed, "matriz-dialogo"))
    assert problem(answer) == (403, "wrong-declarant")


async def test_a_director_who_is_also_the_cp_does_not_report_on_themselves(
    client: AsyncClient, world: World, school: str
) -> None:
    owed = await world.obligation(await world.cut("coordinator"), school, "cp", 1)
    director = await world.appoint(Role.DIRECTOR, school)
    await world.appoint(Role.CP, school, person=director)
    answer = await file(client, world.auth(director), await body(world, owed, "ficha-cp"))
    assert problem(answer) == (403, "self-report")


async def test_an_unsworn_report_is_refused(client: AsyncClient, world: World, school: str) -> None:
    owed = await world.obligation(await world.cut("implementation"), school)
    auth = await world.login(Role.UGEL, BAGUA)
    answer = await file(client, auth, await body(world, owed, "ficha-implementacion", sworn=False))
    assert problem(answer) == (422, "not-sworn")


async def test_a_retired_version_is_refused(
    client: AsyncClient, world: World, school: str, connection: Connection
) -> None:
    owed = await world.obligation(await world.cut("implementation"), school)
    await connection.execute(
        "update instrument_version set state = 'retired', retired_at = $1"
        " where instrument_code = 'ficha-implementacion'",
        now(),
    )
    auth = await world.login(Role.UGEL, BAGUA)
    answer = await file(client, auth, await body(world, owed, "ficha-implementacion"))
    assert problem(answer) == (409, "instrument-version-retired")


async def test_an_exempt_obligation_takes_no_report(
    client: AsyncClient, world: World, school: str
) -> None:
    owed = await world.obligation(await world.cut("implementation"), school)
    dre = await world.login(Role.DRE, "pe.010000")
    excused = await client.put(
        f"/v1/obligations/{owed}/exemption",
        json={"reason": "Local clausurado por emergencia."},
        headers=dre,
    )
    assert (excused.status_code, excused.json()["state"]) == (200, "exempt")
    auth = await world.login(Role.UGEL, BAGUA)
    answer = await file(client, auth, await body(world, owed, "ficha-implementacion"))
    assert problem(answer) == (409, "obligation-exempt")
    assert "emergencia" in answer.json()["detail"]


async def test_every_fault_of_every_observation_is_named_at_once(
    client: AsyncClient, world: World, school: str
) -> None:
    owed = await world.obligation(await world.cut("teacher_accompaniment"), school, "cp", 1)
    stranger = await world.appoint(Role.TEACHER, await world.school(CHACHAPOYAS))
    auth = await world.login(Role.CP, school)
    observed = [
        await filled(world, "matriz-dialogo", teacher_id=str(stranger)),
        await filled(world, "matriz-dialogo", answers={"nope": 1}),
        await filled(world, "ficha-cp", observed_on="2001-01-01"),
    ]
    report = await body(world, owed, "matriz-dialogo", observations=observed)
    answer = await file(client, auth, report)
    assert problem(answer) == (422, "invalid-report")
    faults = {(e["field"], e["code"]) for e in answer.json()["errors"]}
    assert {
        ("/observations/0/teacher_id", "teacher-not-in-school"),
        ("/observations/1/teacher_id", "teacher-missing"),
        ("/observations/1/answers/nope", "unknown-item"),
        ("/observations/2/instrument", "wrong-instrument"),
        ("/observations/2/observed_on", "outside-period"),
    } <= faults


async def test_a_refused_report_leaves_nothing(
    client: AsyncClient, world: World, school: str, connection: Connection
) -> None:
    owed = await world.obligation(await world.cut("implementation"), school)
    auth = await world.login(Role.UGEL, BAGUA)
    await file(client, auth, await body(world, owed, "ficha-implementacion", sworn=False))
    row = await connection.fetchrow(
        "select (select count(*) from report), (select count(*) from observation),"
        " (select count(*) from event), (select count(*) from obligation where late is not null)"
    )
    assert tuple(row or ()) == (0, 0, 0, 0)


async def test_individual_results_stay_in_the_school_and_its_ugel(
    client: AsyncClient, world: World, school: str
) -> None:
    owed = await world.obligation(await world.cut("teacher_accompaniment"), school, "cp", 1)
    teacher = await world.appoint(Role.TEACHER, school)
    cp = await world.login(Role.CP, school)
    one = await filled(world, "matriz-dialogo", teacher_id=str(teacher))
    report = await body(world, owed, "matriz-dialogo", observations=[one])
    id = uuid4()
    assert (await file(client, cp, report, id)).status_code == 201
    for role, place in ((Role.UGEL, BAGUA), (Role.DIRECTOR, school)):
        seen = (
            await client.get(f"/v1/reports/{id}", headers=await world.login(role, place))
        ).json()
        assert len(seen["filled"]) == 1
        assert seen["score"] is not None
    for role, place in ((Role.DRE, "pe.010000"), (Role.MINEDU, "pe")):
        auth = await world.login(role, place)
        seen = (await client.get(f"/v1/reports/{id}", headers=auth)).json()
        assert (seen["withheld"], seen["filled"], seen["score"], seen["narrative"]) == (
            True, [], None, None,
        )  # fmt: skip
        (row,) = (await client.get("/v1/reports", headers=auth)).json()["items"]
        assert row["score"] is None


async def test_a_ct_does_not_read_the_reports_of_the_cp(
    client: AsyncClient, world: World, school: str
) -> None:
    owed = await world.obligation(await world.cut("teacher_accompaniment"), school, "cp", 1)
    teacher = await world.appoint(Role.TEACHER, school)
    one = await filled(world, "matriz-dialogo", teacher_id=str(teacher))
    id, cp = uuid4(), await world.login(Role.CP, school)
    report = await body(world, owed, "matriz-dialogo", observations=[one])
    assert (await file(client, cp, report, id)).status_code == 201
    ct = await world.login(Role.CT, school)
    assert (await client.get(f"/v1/reports/{id}", headers=ct)).status_code == 404
    assert (await client.get("/v1/reports", headers=ct)).json()["items"] == []
    assert len((await client.get("/v1/reports", headers=cp)).json()["items"]) == 1


async def test_reports_out_of_reach_are_not_listed(
    client: AsyncClient, world: World, school: str
) -> None:
    owed = await world.obligation(await world.cut("implementation"), school)
    await file(
        client,
        await world.login(Role.UGEL, BAGUA),
        await body(world, owed, "ficha-implementacion"),
    )
    other = await world.login(Role.UGEL, CHACHAPOYAS)
    assert (await client.get("/v1/reports", headers=other)).json()["items"] == []


async def test_pages_of_reports_follow_each_other(client: AsyncClient, world: World) -> None:
    cut = await world.cut("implementation")
    auth = await world.login(Role.UGEL, BAGUA)
    for _ in range(3):
        owed = await world.obligation(cut, await world.school(BAGUA))
        await file(client, auth, await body(world, owed, "ficha-implementacion"))
    first = (await client.get("/v1/reports", params={"limit": 2}, headers=auth)).json()
    rest = (
        await client.get(
            "/v1/reports", params={"limit": 2, "cursor": first["next_cursor"]}, headers=auth
        )
    ).json()
    assert (len(first["items"]), len(rest["items"]), rest["next_cursor"]) == (2, 1, None)
    assert not {r["id"] for r in first["items"]} & {r["id"] for r in rest["items"]}


async def test_a_cursor_of_other_filters_is_refused(client: AsyncClient, world: World) -> None:
    cut = await world.cut("implementation")
    auth = await world.login(Role.UGEL, BAGUA)
    for _ in range(2):
        owed = await world.obligation(cut, await world.school(BAGUA))
        await file(client, auth, await body(world, owed, "ficha-implementacion"))
    page = (await client.get("/v1/reports", params={"limit": 1}, headers=auth)).json()
    stale = {"limit": 1, "cursor": page["next_cursor"], "cut": cut}
    assert problem(await client.get("/v1/reports", params=stale, headers=auth)) == (
        422,
        "invalid-cursor",
    )
    forged = {"limit": 1, "cursor": page["next_cursor"][:-4] + "AAAA"}
    assert problem(await client.get("/v1/reports", params=forged, headers=auth)) == (
        422,
        "invalid-cursor",
    )
