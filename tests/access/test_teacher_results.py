"""One teacher's results leave the school to its UGEL's specialist only.

Whatever anybody else reads, one by one or in lists, figures, counts and events, holds neither score
nor answer nor narrative.
"""

import json
from collections.abc import Iterator
from uuid import UUID

import pytest
from httpx import AsyncClient

from domain.access.roles import Role
from domain.access.scopes import ROLE_SCOPES
from tests.access.requests import calls
from tests.access.targets import Target, make_targets
from tests.world import BAGUA, CHACHAPOYAS, Auth, Connection, World

TRACES = ("0.1357", "EvidenciaMarcada", "NarraciónMarcada")
STREAM = "teacher_accompaniment"


async def with_results(world: World, school: str) -> tuple[UUID, UUID, str]:
    """A report of the third stream whose contents can be recognized; itself, a teacher, its cut."""
    cut = await world.cut(STREAM, opens=-30, closes=-10)
    report, (teacher, *_) = await world.accompanied(school, cut, [1, 3])
    await world.db.execute(
        "update report set score = 0.1357, narrative = 'NarraciónMarcada' where id = $1", report
    )
    await world.db.execute(
        "update observation set score = 0.1357, answers = answers || $2 where report_id = $1",
        report,
        json.dumps({"d1-evidencias": "EvidenciaMarcada"}),
    )
    return report, teacher, cut


def reads(target: Target, report: UUID, cut: str) -> Iterator[str]:
    for call in calls(target).values():
        if call.method == "GET" and call.fits(target.level):
            yield call.path
    yield f"/v1/reports/{report}"
    yield f"/v1/reports?cut={cut}"
    yield from (f"/v1/coverage?by={by}" for by in ("stream", "cut", "region", "iged"))
    levels = ("nation", "region", "iged", "institution")
    yield from (f"/v1/results?cut={cut}&by={by}" for by in levels)


async def others(world: World, school: str, *, dre: UUID) -> dict[str, Auth]:
    elsewhere = await world.school(BAGUA)
    return {
        "minedu": await world.login(Role.MINEDU, "pe"),
        "dre": world.auth(dre, ROLE_SCOPES[Role.DRE]),
        "other ugel": await world.login(Role.UGEL, CHACHAPOYAS),
        "other director": await world.login(Role.DIRECTOR, elsewhere),
        "integrator": await world.login(Role.INTEGRATOR, "pe"),
        "other cp": await world.login(Role.CP, school, post=2),
        "ct": await world.login(Role.CT, school),
        "psychologist": await world.login(Role.PSYCHOLOGIST, school),
        "colleague": await world.login(Role.TEACHER, school),
    }


@pytest.mark.slow
async def test_nobody_else_reads_a_teachers_results_anywhere(
    client: AsyncClient, world: World
) -> None:
    targets = await make_targets(world)
    target, dre = targets["institution"], targets["region"].director
    report, _, cut = await with_results(world, target.school)
    minedu = await world.login(Role.MINEDU, "pe")
    assert (await client.put(f"/v1/results/{cut}", headers=minedu)).status_code == 201
    for who, auth in (await others(world, target.school, dre=dre)).items():
        answered = 0
        for path in reads(target, report, cut):
            answer = await client.get(path, headers=auth)
            answered += answer.status_code == 200
            assert not any(trace in answer.text for trace in TRACES), (who, path, answer.text)
        assert answered > 5


async def test_the_specialist_the_director_and_the_teacher_do(
    client: AsyncClient, world: World
) -> None:
    school = await world.school(BAGUA)
    report, teacher, _ = await with_results(world, school)
    for role, place in ((Role.UGEL, BAGUA), (Role.DIRECTOR, school)):
        auth = await world.login(role, place)
        shown = await client.get(f"/v1/reports/{report}", headers=auth)
        assert all(trace in shown.text for trace in TRACES)
    own = await client.get("/v1/me/data", headers=world.auth(teacher))
    assert "EvidenciaMarcada" in own.text


async def test_no_event_of_a_filing_holds_results(
    client: AsyncClient, world: World, connection: Connection
) -> None:
    school, cut = await world.school(BAGUA), await world.cut(STREAM)
    owed = await world.obligation(cut, school, "cp", 1)
    teacher = await world.appoint(Role.TEACHER, school)
    answers = await world.answers("matriz-dialogo") | {"d1-evidencias": "EvidenciaMarcada"}
    body = {
        "obligation_id": str(owed),
        "sworn": True,
        "narrative": "NarraciónMarcada",
        "observations": [
            {
                "id": str(UUID(int=7)),
                "instrument": "matriz-dialogo",
                "version": 1,
                "observed_on": (await connection.fetchval("select current_date - 1")).isoformat(),
                "teacher_id": str(teacher),
                "answers": answers,
            }
        ],
    }
    cp = await world.login(Role.CP, school)
    filed = await client.put(f"/v1/reports/{UUID(int=8)}", json=body, headers=cp)
    assert filed.status_code == 201, filed.text
    events = str(await connection.fetch("select kind, subject, payload from event"))
    assert "report.filed" in events
    assert str(filed.json()["score"]) not in events
    assert str(teacher) not in events
    assert not any(trace in events for trace in TRACES)
