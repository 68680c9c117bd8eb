"""Visits in the calendar behind a secret address, in the agenda, and in what is held about one."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from httpx import AsyncClient
from icalendar import Calendar

from domain.access.roles import Role
from persistence.calls import OpenCall
from persistence.people.retention import UNNAME_PERSONS
from persistence.transaction import Transaction
from tests.clock import now, today
from tests.counting import Counting
from tests.visits import WHY, Scene, at, scene, visit
from tests.world import Auth, Connection, World


@pytest.fixture
async def here(world: World) -> Scene:
    return await scene(world, name="Ñuñurco")


async def address(client: AsyncClient, auth: Auth) -> str:
    url: str = (await client.put("/v1/me/calendar-link", headers=auth)).json()["url"]
    return url.removeprefix("http://127.0.0.1:8000")


async def entries(client: AsyncClient, path: str) -> dict[str, Any]:
    answer = await client.get(path)
    assert answer.status_code == 200, answer.text
    return {str(e["UID"]): e for e in Calendar.from_ical(answer.content).walk("VEVENT")}


async def test_both_find_the_visit_and_neither_the_others_name(
    client: AsyncClient, world: World, here: Scene
) -> None:
    id = await visit(world, here.place, here.cp, here.teacher, status="confirmed")
    await visit(world, here.place, here.ct, here.other, role="ct")
    for person, says in (
        (here.cp, "Visita en aula: 2.º B, Matemática (Ñuñurco)"),
        (here.teacher, "Recibo visita en aula: 2.º B, Matemática (Ñuñurco)"),
    ):
        path = await address(client, world.auth(person))
        ((uid, entry),) = (await entries(client, path)).items()
        assert uid == f"visit-{id}@jec"
        assert str(entry["SUMMARY"]) == says
        assert (entry["DTSTART"].dt, entry["DTEND"].dt) == (at(10), at(10.75))
        assert (str(entry["STATUS"]), str(entry["TRANSP"])) == ("CONFIRMED", "OPAQUE")
        text = (await client.get(path)).text
        assert "Quispe" not in text
        assert not {str(here.cp), str(here.teacher)} & set(text.split())


async def test_it_is_tentative_until_the_teacher_agrees_and_then_counts_up(
    client: AsyncClient, world: World, here: Scene
) -> None:
    id = await visit(world, here.place, here.cp, here.teacher)
    path = await address(client, world.auth(here.cp))
    (before,) = (await entries(client, path)).values()
    await client.put(f"/v1/me/visits/{id}/confirmation", headers=world.auth(here.teacher))
    (after,) = (await entries(client, path)).values()
    assert (str(before["STATUS"]), str(after["STATUS"])) == ("TENTATIVE", "CONFIRMED")
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (1, 2)
    assert before["UID"] == after["UID"]


@pytest.mark.parametrize("status", ["cancelled", "not_done", "moved"])
async def test_what_was_called_off_disappears(
    client: AsyncClient, world: World, here: Scene, status: str
) -> None:
    await visit(world, here.place, here.cp, here.teacher, status=status)
    assert await entries(client, await address(client, world.auth(here.cp))) == {}


async def test_what_was_declined_disappears_and_what_was_done_stays_as_it_was(
    client: AsyncClient, world: World, here: Scene
) -> None:
    await visit(world, here.place, here.cp, here.other, reason=WHY)
    done = await visit(
        world, here.place, here.cp, here.teacher, status="done", starts_at=at(8, days=-3),
        began_at=at(8.5, days=-3),
    )  # fmt: skip
    await visit(world, here.place, here.cp, here.teacher, status="done", starts_at=at(8, days=-62))
    ((uid, entry),) = (await entries(client, await address(client, world.auth(here.cp)))).items()
    assert uid == f"visit-{done}@jec"
    assert entry["DTSTART"].dt == at(8.5, days=-3)


async def test_of_a_school_that_one_left_nothing_is_told(
    client: AsyncClient, world: World, here: Scene
) -> None:
    gone = await world.appoint(Role.CP, here.place, post=2, until=today())
    await visit(world, here.place, gone, here.teacher)
    assert await entries(client, await address(client, world.auth(gone))) == {}


async def agenda(client: AsyncClient, auth: Auth) -> dict[str, Any]:
    answer = await client.get("/v1/me/agenda", headers=auth)
    assert answer.status_code == 200, answer.text
    visits: dict[str, Any] = answer.json()["visits"]
    return visits


async def test_the_agenda_has_the_visits_that_wait_for_one(
    client: AsyncClient, world: World, here: Scene, app: FastAPI
) -> None:
    over = await visit(world, here.place, here.cp, here.teacher, starts_at=at(8, days=-2))
    coming = await visit(world, here.place, here.cp, here.teacher, reason="Hay evaluación.")
    for status in ("done", "cancelled", "moved"):
        await visit(
            world, here.place, here.cp, here.other, status=status, starts_at=at(15, days=-2)
        )
    await visit(world, here.place, here.ct, here.other, role="ct", starts_at=at(12))

    def ids(visits: dict[str, Any]) -> list[tuple[str, bool, bool]]:
        return [(i["id"], i["visiting"], i["over"]) for i in visits["items"]]

    body = await agenda(client, world.auth(here.cp))
    assert ids(body) == [(str(over), True, True), (str(coming), True, False)]
    assert body["waiting"] == 2
    item = body["items"][1]
    assert (item["reason"], item["other"]["id"]) == ("Hay evaluación.", str(here.teacher))
    assert ids(await agenda(client, world.auth(here.teacher))) == [(str(coming), False, False)]
    counting = app.state.database = Counting(app.state.database)
    await client.get("/v1/me/calendar-link", headers=world.auth(here.cp))
    one = counting.statements
    await agenda(client, world.auth(here.cp))
    assert counting.statements == 2 * one, "still one statement"


async def test_what_is_held_about_one_has_the_visits(
    client: AsyncClient, world: World, here: Scene
) -> None:
    id = await visit(world, here.place, here.cp, here.teacher, status="cancelled")
    await visit(world, here.place, here.ct, here.other, role="ct")
    for person, visiting in ((here.cp, True), (here.teacher, False)):
        body = (await client.get("/v1/me/data", headers=world.auth(person))).json()
        assert [(v["id"], v["visiting"], v["reason"]) for v in body["visits"]] == [
            (str(id), visiting, WHY)
        ]
        assert body["counts"]["visits"] == 1


async def past_of(connection: Connection, person: UUID) -> None:
    """As if the person had left eleven years ago."""
    await connection.execute(
        "update appointment set valid = daterange('2001-01-01', '2002-01-01') where person_id = $1",
        person,
    )
    await connection.execute(
        "update person set updated_at = $2 where id = $1", person, now() - timedelta(days=4015)
    )
    await connection.execute("delete from session where person_id = $1", person)


async def test_with_a_persons_name_the_reasons_of_their_visits_go_and_the_visits_stay(
    world: World, here: Scene, connection: Connection
) -> None:
    id = await visit(world, here.place, here.cp, here.teacher, status="cancelled")
    other = await visit(world, here.place, here.ct, here.other, role="ct", status="cancelled")
    held = await visit(world, here.place, here.cp, here.teacher, starts_at=at(15))
    await past_of(connection, here.teacher)
    call = OpenCall(Transaction(connection), now())
    await UNNAME_PERSONS.value(call, before=now() - timedelta(days=3650))
    reasons = {
        row["id"]: row["reason"]
        for row in await connection.fetch("select id, reason from classroom_visit")
    }
    assert reasons[id] == "Retirado por plazo."
    assert reasons[other] == WHY
    rows = await connection.fetch("select person_id from booking where subject_id = $1", held)
    assert [row["person_id"] for row in rows] == [here.cp]
