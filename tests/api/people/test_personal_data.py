"""What is held about me, in one file: all of it, no secret, and nobody else's."""

import json
from typing import Any
from uuid import uuid4

from httpx import AsyncClient

from domain.access.roles import Role
from tests.api.reporting.filing import file_about_teachers, review
from tests.clock import now, today
from tests.world import BAGUA, Auth, World

FLAG = "d4-marca"


async def data(client: AsyncClient, auth: Auth) -> dict[str, Any]:
    answer = await client.get("/v1/me/data", headers=auth)
    assert answer.status_code == 200, answer.text
    assert "attachment" in answer.headers["content-disposition"]
    assert answer.headers["cache-control"] == "no-store"
    body: dict[str, Any] = answer.json()
    return body


async def test_a_teacher_reads_what_was_observed_of_them_without_marks(
    client: AsyncClient, world: World
) -> None:
    school, cut = await world.school(BAGUA), await world.cut("teacher_accompaniment")
    _, (one, other) = await world.accompanied(school, cut, [2, 3])
    body = await data(client, world.auth(one))
    (seen,) = body["observations"]
    assert (seen["score"], seen["cut"]) == (0.5, cut)
    assert seen["answers"]["d1-nivel"] == 2
    assert FLAG not in seen["answers"]
    assert "d5-marca" not in seen["answers"]
    assert str(other) not in json.dumps(body)


async def test_who_one_is_and_how_one_signs_in_is_told_without_secrets(
    client: AsyncClient, world: World
) -> None:
    person = await world.appoint(Role.DIRECTOR, await world.school(BAGUA))
    secret = f"$argon2id${uuid4().hex}"
    await world.save(
        "account", person_id=person, username=f"rquispe{uuid4().hex[:6]}", password_hash=secret
    )
    await world.correction(person)
    await world.save(
        "event",
        at=now(),
        actor_id=person,
        place="pe",
        kind="actor.unnamed",
        subject="x/1",
        payload="{}",
    )
    body = await data(client, world.auth(person))
    assert body["person"]["id"] == str(person)
    assert body["account"]["username"].startswith("rquispe")
    assert [a["role"] for a in body["appointments"]] == ["director"]
    assert len(body["sessions"]) == 1
    assert [(e["kind"], e["by_me"]) for e in body["events"]] == [("actor.unnamed", True)]
    assert [c["field"] for c in body["corrections"]] == ["paternal_surname"]
    text = json.dumps(body)
    assert secret not in text
    assert "seed" not in text


async def test_reports_written_are_told_without_those_they_are_about(
    client: AsyncClient, world: World
) -> None:
    school, cut = await world.school(BAGUA), await world.cut("teacher_accompaniment")
    report, teachers = await world.accompanied(school, cut, [2, 3])
    author = await world.db.fetchval("select author_id from report where id = $1", report)
    body = await data(client, world.auth(author))
    assert [r["id"] for r in body["reports_written"]] == [str(report)]
    assert not {str(t) for t in teachers} & set(json.dumps(body).split('"'))


async def test_a_list_without_end_is_cut_and_counted(client: AsyncClient, world: World) -> None:
    person = await world.appoint(Role.MINEDU, "pe")
    await world.db.execute(
        "insert into event (at, actor_id, place, kind, subject, payload)"
        " select $2, $1, 'pe', 'visit.done', 'x/' || n, '{}' from generate_series(1, 1200) n",
        person,
        now(),
    )
    body = await data(client, world.auth(person))
    assert (len(body["events"]), body["counts"]["events"]) == (1000, 1200)
    assert body["events"][0]["subject"] == "x/1200", "the latest stay"


async def test_somebody_who_holds_nothing_any_more_reads_it_too(
    client: AsyncClient, world: World
) -> None:
    person = await world.appoint(Role.CP, await world.school(BAGUA), until=today())
    assert (await data(client, world.auth(person)))["person"]["id"] == str(person)


async def test_what_one_wrote_around_reports_is_told(client: AsyncClient, world: World) -> None:
    report = await file_about_teachers(client, world)
    teacher = world.auth(report.observed)
    answer = {"text": "De acuerdo.", "agrees": True}
    path = f"/v1/me/observations/{report.observation}/reply"
    assert (await client.put(path, json=answer, headers=teacher)).status_code == 201
    body = {"text": "Faltaba la evidencia."}
    await client.put(f"{report.path}/messages/{uuid4()}", json=body, headers=report.reviewer)
    await review(client, report, "returned")
    work = {"obligation_id": str(report.owed), "narrative": "Lo que faltaba."}
    await client.put(f"/v1/report-drafts/{report.id}", json=work, headers=report.author)
    assert [y["text"] for y in (await data(client, teacher))["replies"]] == ["De acuerdo."]
    shown = await data(client, report.reviewer)
    assert [m["text"] for m in shown["messages"]] == ["Faltaba la evidencia."]
    assert [v["decision"] for v in shown["reviews_given"]] == ["returned"]
    own = await data(client, report.author)
    assert [d["narrative"] for d in own["report_drafts"]] == ["Lo que faltaba."]
