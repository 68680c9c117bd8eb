"""The log of events: told within reach, by kind to whoever may know, in an order without gaps."""

from typing import Any
from uuid import uuid4

import pytest
from httpx import AsyncClient

from domain.access.roles import Role
from domain.access.scopes import ROLE_SCOPES, Scope
from tests.answers import naming_nothing
from tests.clock import now
from tests.events import fed, happened, read_events
from tests.world import AMAZONAS, BAGUA, CHACHAPOYAS, PIURA, Connection, World


def ids(items: list[dict[str, Any]]) -> list[int]:
    return [each["id"] for each in items]


async def test_each_sees_what_happened_in_their_territory(
    client: AsyncClient, world: World
) -> None:
    school = await world.school(BAGUA)
    at = {
        place: await happened(world, "report.filed", f"report/{uuid4()}", place)
        for place in ("pe", AMAZONAS, BAGUA, school, CHACHAPOYAS, PIURA)
    }
    seen = {
        Role.MINEDU: ("pe", [PIURA, CHACHAPOYAS, school, BAGUA, AMAZONAS, "pe"]),
        Role.DRE: (AMAZONAS, [CHACHAPOYAS, school, BAGUA, AMAZONAS]),
        Role.UGEL: (BAGUA, [school, BAGUA]),
        Role.DIRECTOR: (school, [school]),
    }
    for role, (place, places) in seen.items():
        auth = await world.login(role, place)
        assert ids(await read_events(client, auth)) == [at[p] for p in places]
        assert ids((await fed(client, auth, None))[0]) == [at[p] for p in reversed(places)]


@pytest.mark.parametrize("role", [Role.CP, Role.CT, Role.TEACHER])
async def test_others_read_no_log(client: AsyncClient, world: World, role: Role) -> None:
    answer = await client.get(
        "/v1/events", headers=await world.login(role, await world.school(BAGUA))
    )
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/missing-scope")


async def test_the_history_of_one_report_reads_as_a_story(
    client: AsyncClient, world: World
) -> None:
    school = await world.school(BAGUA, name="San Martín")
    author = await world.appoint(Role.CP, school)
    reviewer = await world.appoint(Role.DIRECTOR, school)
    subject = f"report/{uuid4()}"
    await happened(world, "report.filed", subject, school, by=author, cut="2024-coordinator-1")
    await happened(world, "report.returned", subject, school, by=reviewer, reason="Falta evidencia")
    await happened(world, "report.filed", f"report/{uuid4()}", school)
    auth = world.auth(reviewer)
    returned, filed = await read_events(client, auth, subject=subject)
    assert (filed["kind"], filed["subject"], filed["reason"]) == ("report.filed", subject, None)
    assert filed["actor"] == {"id": str(author), "machine": False, "name": "Rosa Quispe Ñahui"}
    assert filed["data"] == {"cut": "2024-coordinator-1"}
    assert filed["place"] == {
        "kind": "institution", "code": school.rpartition(".")[2], "name": "San Martín",
    }  # fmt: skip
    assert (returned["kind"], returned["reason"]) == ("report.returned", "Falta evidencia")
    assert [
        e["kind"] for e in await read_events(client, auth, subject=subject, order="oldest")
    ] == [
        "report.filed",
        "report.returned",
    ]


async def test_a_history_out_of_reach_is_refused_as_that_of_nothing(
    client: AsyncClient, world: World
) -> None:
    subject = f"report/{uuid4()}"
    await happened(world, "report.filed", subject, await world.school(BAGUA))
    auth = await world.login(Role.DRE, PIURA)
    for asked in (subject, f"report/{uuid4()}"):
        answer = await client.get(f"/v1/events?subject={asked}", headers=auth)
        assert naming_nothing(answer) == ["subject"]


async def test_filters_narrow_alone_and_together(client: AsyncClient, world: World) -> None:
    one, other = await world.school(BAGUA), await world.school(CHACHAPOYAS)
    person = await world.person()
    filed = await happened(world, "report.filed", "report/1", one, by=person)
    exempt = await happened(world, "obligation.exempted", "obligation/2", one)
    far = await happened(world, "report.filed", "report/3", other, by=person)
    auth = await world.login(Role.MINEDU, "pe")
    for order, turned in (("newest", -1), ("oldest", 1)):

        async def found(**params: Any) -> list[int]:
            return ids(await read_events(client, auth, order=order, **params))  # noqa: B023  used at once

        assert await found(kind="report.filed") == [filed, far][::turned]
        assert await found(actor=str(person)) == [filed, far][::turned]
        assert await found(iged="010002") == [filed, exempt][::turned]
        assert await found(institution=one.rpartition(".")[2], kind="report.filed") == [filed]
        assert await found(region="010000") == [filed, exempt, far][::turned]
        assert await found(region="200000") == []
        assert await found(actor=str(person), iged="010001") == [far]
        assert await found(subject="report/1", kind="obligation.exempted") == []


async def test_a_wider_filter_than_ones_reach_tells_ones_reach(
    client: AsyncClient, world: World
) -> None:
    mine = await happened(world, "report.filed", "report/1", await world.school(BAGUA))
    await happened(world, "report.filed", "report/2", await world.school(CHACHAPOYAS))
    auth = await world.login(Role.UGEL, BAGUA)
    assert ids(await read_events(client, auth, region="010000")) == [mine]
    assert naming_nothing(await client.get("/v1/events?iged=010001", headers=auth)) == ["iged"]


async def test_who_holds_two_places_one_in_the_other_is_told_once(
    client: AsyncClient, world: World
) -> None:
    school = await world.school(BAGUA)
    person = await world.appoint(Role.UGEL, BAGUA)
    await world.appoint(Role.DIRECTOR, school, person=person)
    await world.appoint(Role.DIRECTOR, other := await world.school(CHACHAPOYAS), person=person)
    first = await happened(world, "report.filed", "report/1", school)
    second = await happened(world, "report.filed", "report/2", other)
    auth = world.auth(person)
    assert ids(await read_events(client, auth)) == [second, first]
    assert ids((await fed(client, auth, None))[0]) == [first, second]


@pytest.mark.parametrize(
    "kind",
    [
        "password.changed", "second-factor.confirmed", "second-factor.removed", "sessions.ended",
        "identity.confirmed", "enrolment.redeemed", "account.bootstrapped", "contact.changed",
        "retention.applied", "nobody.thought-of-it",
    ],
)  # fmt: skip
async def test_how_somebody_signs_in_is_told_to_nobody(
    client: AsyncClient, world: World, kind: str
) -> None:
    person = await world.person()
    subject = f"actor/{person}"
    await happened(world, kind, subject, "pe", by=person)
    auth = await world.login(Role.MINEDU, "pe")
    assert naming_nothing(await client.get(f"/v1/events?kind={kind}", headers=auth)) == ["kind"]
    for params in ({}, {"subject": subject}, {"actor": str(person)}):
        assert await read_events(client, auth, **params) == []
        assert await read_events(client, auth, order="oldest", **params) == []


@pytest.mark.parametrize(
    ("kind", "scope"),
    [
        ("enrolment.made", Scope.ACCOUNTS_ENROL),
        ("identity.linked", Scope.ACCOUNTS_ENROL),
        ("access.granted", Scope.ACCESS_GRANT),
        ("correction.asked", Scope.PRIVACY_ANSWER),
        ("client.made", Scope.CLIENTS_WRITE),
        ("actor.changed", Scope.ACTORS_READ),
        ("report.filed", Scope.REPORTS_READ),
    ],
)
async def test_an_event_needs_the_scope_over_what_it_is_about(
    client: AsyncClient, world: World, kind: str, scope: Scope
) -> None:
    id = await happened(world, kind, "thing/1", AMAZONAS)
    person = await world.appoint(Role.DRE, AMAZONAS)
    carried = ROLE_SCOPES[Role.DRE]
    assert ids(await read_events(client, world.auth(person, carried))) == [id]
    assert await read_events(client, world.auth(person, carried - {scope})) == []


async def test_temporary_access_reads_history_but_not_what_is_administered(
    client: AsyncClient, world: World
) -> None:
    """Who has it administers nothing there; what they administer at home they are told there."""
    home, lent = await world.school(BAGUA), await world.school(BAGUA)
    person = await world.appoint(Role.DIRECTOR, home)
    await world.grant(Role.DIRECTOR, lent, person=person)
    at_home = await happened(world, "enrolment.made", "actor/1", home)
    await happened(world, "enrolment.made", "actor/2", lent)
    filed = await happened(world, "report.filed", "report/1", lent)
    auth = world.auth(person, ROLE_SCOPES[Role.DIRECTOR])
    assert ids(await read_events(client, auth)) == [filed, at_home]


async def test_who_did_it_is_named_to_those_who_may_know_of_them(
    client: AsyncClient, world: World
) -> None:
    school = await world.school(BAGUA)
    specialist = await world.appoint(Role.UGEL, BAGUA)
    machine = await world.client(AMAZONAS, name="SIAGIE de Amazonas")
    await happened(world, "obligation.exempted", "obligation/1", school, by=specialist)
    await happened(world, "institution.changed", "institution/1", school, by=machine)
    await happened(world, "report_cut.changed", "report-cut/1", school)
    director, dre = await world.login(Role.DIRECTOR, school), await world.login(Role.DRE, AMAZONAS)
    by = {"id": str(specialist), "machine": False}
    through = {"id": str(machine), "machine": True}
    assert [e["actor"] for e in await read_events(client, director)] == [
        None,
        through | {"name": None},
        by | {"name": None},
    ]
    assert [e["actor"] for e in await read_events(client, dre)] == [
        None,
        through | {"name": "SIAGIE de Amazonas"},
        by | {"name": "Rosa Quispe Ñahui"},
    ]


async def test_a_forms_definition_is_read_where_the_form_is(
    client: AsyncClient, world: World
) -> None:
    await happened(
        world, "instrument_version.drafted", "instrument/ficha-cp/2", "pe", definition={"a": 1}, v=2
    )
    (event,) = await read_events(client, await world.login(Role.MINEDU, "pe"))
    assert event["data"] == {"v": 2}


async def test_the_feed_is_read_on_from_its_cursor_and_so_never_twice(
    client: AsyncClient, world: World
) -> None:
    auth = await world.login(Role.UGEL, BAGUA)
    assert await fed(client, auth, None) == ([], None)
    made = [await happened(world, "report.filed", f"report/{n}", BAGUA) for n in range(5)]
    met: list[int] = []
    cursor: str | None = None
    for _ in range(4):
        items, cursor = await fed(client, auth, cursor, limit=2)
        met += ids(items)
        assert cursor is not None, "where to read on is told at the end too"
    assert met == made
    late = await happened(world, "report.filed", "report/9", BAGUA)
    items, _ = await fed(client, auth, cursor)
    assert ids(items) == [late]


async def test_pages_of_history_lose_and_repeat_none(client: AsyncClient, world: World) -> None:
    auth = await world.login(Role.DRE, AMAZONAS)
    made = [await happened(world, "report.filed", f"report/{n}", BAGUA) for n in range(5)]
    met: list[int] = []
    params: dict[str, Any] = {"limit": 2}
    while True:
        page = (await client.get("/v1/events", params=params, headers=auth)).json()
        met += ids(page["items"])
        if page["next_cursor"] is None:
            break
        params["cursor"] = page["next_cursor"]
    assert met == made[::-1]


async def test_the_feed_keeps_back_what_a_change_under_way_may_come_before(
    client: AsyncClient, world: World, connection: Connection
) -> None:
    """This test's own transaction is under way: its event is history to itself, and not yet fed."""
    await connection.execute(
        "insert into event (at, place, kind, subject, payload)"
        " values ($1, 'pe', 'actor.unnamed', 'actor/1', '{}')",
        now(),
    )
    auth = await world.login(Role.MINEDU, "pe")
    assert [e["kind"] for e in await read_events(client, auth)] == ["actor.unnamed"]
    assert await fed(client, auth, None) == ([], None)


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"order": "random"}, "?order"),
        ({"subject": "report/../x y"}, "?subject"),
        ({"kind": "filed"}, "?kind"),
        ({"actor": "Rosa"}, "?actor"),
        ({"subject": "report/\u0000"}, "?subject"),
    ],
)
async def test_a_wrong_question_names_its_field(
    client: AsyncClient, world: World, params: dict[str, str], field: str
) -> None:
    auth = await world.login(Role.MINEDU, "pe")
    answer = await client.get("/v1/events", params=params, headers=auth)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


async def test_a_cursor_of_one_order_does_not_open_the_other(
    client: AsyncClient, world: World
) -> None:
    await happened(world, "report.filed", "report/1", "pe")
    auth = await world.login(Role.MINEDU, "pe")
    _, cursor = await fed(client, auth, None)
    params = {"order": "newest", "cursor": cursor}
    answer = await client.get("/v1/events", params=params, headers=auth)
    assert answer.json()["type"] == "/problems/invalid-cursor"
