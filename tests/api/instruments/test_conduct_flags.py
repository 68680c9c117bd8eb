"""A mark of conduct (marca) is read by the school's director, its UGEL's specialist, and who wrote
it; for others there is no telling whether there is one."""

import json
from uuid import UUID, uuid4

from httpx import AsyncClient

from domain.access.roles import Role
from tests.clock import now, today
from tests.world import AMAZONAS, BAGUA, Auth, Connection, World

FLAG = "x-marca"
DEFINITION = {
    "scales": {},
    "sections": [
        {
            "code": "A",
            "title": "A",
            "items": [
                {"code": "x-uno", "kind": "boolean", "text": "¿Se hizo?", "required": True},
                {
                    "code": FLAG,
                    "kind": "boolean",
                    "text": "¿Se observó maltrato?",
                    "required": True,
                    "conduct_flag": True,
                },
            ],
        }
    ],
}


async def report_about_a_cp(world: World, *, raised: bool) -> tuple[str, UUID, UUID, UUID]:
    """A report of the second stream on a form that may raise a mark; its school, itself, author and
    coordinator."""
    await world.save(
        "instrument_version", instrument_code="ficha-cp", version=2, state="published",
        definition=json.dumps(DEFINITION), published_at=now(),
    )  # fmt: skip
    school = await world.school(BAGUA)
    cut = await world.cut("coordinator")
    owed = await world.obligation(cut, school, "cp", 1)
    author, cp = await world.appoint(Role.DIRECTOR, school), await world.appoint(Role.CP, school)
    report = uuid4()
    await world.save(
        "report", id=report, obligation_id=owed, cut_code=cut, place=school, iged_code="010002",
        author_id=author, author_role="director", about_id=cp, status="submitted", sworn=True,
        late=False, observations=1, filed_at=now(), content_hash="x",
    )  # fmt: skip
    await world.save(
        "observation", id=uuid4(), report_id=report, ordinal=1, instrument_code="ficha-cp",
        instrument_version=2, observed_on=today(),
        answers=json.dumps({"x-uno": True, FLAG: raised}),
    )  # fmt: skip
    return school, report, author, cp


async def answers(client: AsyncClient, auth: Auth, report: UUID) -> dict[str, object]:
    shown = await client.get(f"/v1/reports/{report}", headers=auth)
    assert shown.status_code == 200, shown.text
    (filled,) = shown.json()["filled"]
    answers: dict[str, object] = filled["answers"]
    return answers


async def test_the_director_the_specialist_and_the_author_read_a_mark(
    client: AsyncClient, world: World
) -> None:
    _, report, author, _ = await report_about_a_cp(world, raised=True)
    for auth in (world.auth(author), await world.login(Role.UGEL, BAGUA)):
        assert (await answers(client, auth, report))[FLAG] is True


async def test_others_read_the_report_without_the_item_raised_or_not(
    client: AsyncClient, world: World
) -> None:
    shown = []
    for raised in (True, False):
        savepoint = world.db.transaction()
        await savepoint.start()
        _, report, _, cp = await report_about_a_cp(world, raised=raised)
        others = [
            world.auth(cp),
            await world.login(Role.DRE, AMAZONAS),
            await world.login(Role.MINEDU, "pe"),
        ]
        shown += [await answers(client, auth, report) for auth in others]
        await savepoint.rollback()
    assert shown == [{"x-uno": True}] * 6


async def test_no_event_list_or_figure_tells_of_a_mark(
    client: AsyncClient, world: World, connection: Connection
) -> None:
    school = await world.school(BAGUA)
    cut = await world.cut("teacher_accompaniment")
    owed = await world.obligation(cut, school, "cp", 1)
    teacher = await world.appoint(Role.TEACHER, school)
    cp = world.auth(await world.appoint(Role.CP, school))
    filled = await world.answers("matriz-dialogo") | {"d4-marca": True}
    observation = {
        "id": str(uuid4()),
        "instrument": "matriz-dialogo",
        "version": 1,
        "observed_on": today().isoformat(),
        "teacher_id": str(teacher),
        "answers": filled,
    }
    report = {"obligation_id": str(owed), "sworn": True, "observations": [observation]}
    path = f"/v1/reports/{uuid4()}"
    receipt = await client.put(path, json=report, headers=cp)
    assert receipt.status_code == 201, receipt.text
    ugel = await world.login(Role.UGEL, BAGUA)
    lists = [
        await client.get(listed, headers=ugel)
        for listed in ("/v1/reports", f"/v1/results?cut={cut}&by=institution", "/v1/obligations")
    ]
    events = await connection.fetch("select payload from event")
    assert "marca" not in "".join([receipt.text, *(each.text for each in lists), str(events)])
    (seen,) = (await client.get(path, headers=ugel)).json()["filled"]
    assert seen["answers"]["d4-marca"] is True
