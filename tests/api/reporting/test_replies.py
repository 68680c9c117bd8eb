"""What an observed teacher answered is told of the content that it answers, and never lost."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient, Response

from domain.access.roles import Role
from persistence.reporting.my_observations import load_reply_facts
from services.reporting import my_observations
from tests.answers import problem
from tests.api.reporting.filing import Filed, correct, file_about_teachers, review
from tests.world import AMAZONAS, Connection, World

NO: dict[str, Any] = {"text": "No estoy de acuerdo.", "agrees": False}
MINE = "/v1/me/observations"


async def reply(
    client: AsyncClient, world: World, report: Filed, sent: Any = NO, version: int | None = None
) -> Response:
    headers = world.auth(report.observed)
    if version is not None:
        headers |= {"If-Match": f'"{version}"'}
    return await client.put(f"{MINE}/{report.observation}/reply", json=sent, headers=headers)


@pytest.fixture
async def dropped(client: AsyncClient, world: World) -> Filed:
    """A report that gave an answered observation a new id when it was corrected."""
    report = await file_about_teachers(client, world)
    assert (await reply(client, world, report)).status_code == 201
    await review(client, report, "returned")
    anew = report.sent["observations"][0] | {"id": str(uuid4())}
    assert (await correct(client, report, observations=[anew])).status_code == 200
    return report


async def test_a_disagreement_stands_in_the_revision_that_it_answered(
    client: AsyncClient, world: World, dropped: Filed
) -> None:
    for who in (dropped.author, dropped.reviewer):
        replies = []
        for n in (1, 2):
            shown = await client.get(f"{dropped.path}/revisions/{n}", headers=who)
            replies.append(shown.json()["filled"][0]["replies"])
        assert [(r["text"], r["agrees"], r["revision"]) for r in replies[0]] == [
            ("No estoy de acuerdo.", False, 1)
        ]
        assert replies[1] == []
    path = f"{dropped.path}/revisions/2/difference?since=1"
    compared = await client.get(path, headers=dropped.reviewer)
    assert "No estoy" not in compared.text, "it is no part of the content"
    dre = await world.login(Role.DRE, AMAZONAS)
    shown = (await client.get(f"{dropped.path}/revisions/1", headers=dre)).json()
    assert (shown["withheld"], shown["filled"]) == (True, [])


async def test_a_reply_is_told_of_the_revision_that_it_answers_last(
    client: AsyncClient, world: World
) -> None:
    report = await file_about_teachers(client, world)
    await reply(client, world, report)
    await review(client, report, "returned")
    await correct(client, report)
    assert (await reply(client, world, report, NO | {"text": "Tampoco."}, 1)).status_code == 200
    replies = []
    for n in (1, 2):
        shown = await client.get(f"{report.path}/revisions/{n}", headers=report.reviewer)
        replies.append([each["text"] for each in shown.json()["filled"][0]["replies"]])
    assert replies == [[], ["Tampoco."]]


async def test_a_teacher_goes_on_reading_what_they_answered(
    client: AsyncClient, world: World, dropped: Filed
) -> None:
    teacher = world.auth(dropped.observed)
    items = (await client.get(MINE, headers=teacher)).json()["items"]
    replies = {
        each["id"]: (each["present"], each["reply"] and each["reply"]["text"]) for each in items
    }
    assert replies.pop(dropped.observation) == (False, "No estoy de acuerdo.")
    assert list(replies.values()) == [(True, None)]
    (then,) = [each for each in items if not each["present"]]
    sent = dropped.sent["observations"][0]
    assert then["observed_on"] == sent["observed_on"]
    assert then["answers"].items() <= sent["answers"].items()
    late = await reply(client, world, dropped, NO | {"text": "Mejor sí."}, 1)
    assert problem(late) == (404, "not-found"), "it is answered no more"


async def test_what_was_dropped_is_paged_with_the_rest(
    client: AsyncClient, world: World, dropped: Filed
) -> None:
    teacher, seen = world.auth(dropped.observed), []
    page = (await client.get(f"{MINE}?limit=1", headers=teacher)).json()
    while page["next_cursor"]:
        seen += page["items"]
        path = f"{MINE}?limit=1&cursor={page['next_cursor']}"
        page = (await client.get(path, headers=teacher)).json()
    assert len({each["id"] for each in [*seen, *page["items"]]}) == 2


async def test_nobody_else_reads_a_dropped_observation_as_theirs(
    client: AsyncClient, world: World, dropped: Filed, connection: Connection
) -> None:
    other = await world.login(Role.TEACHER, dropped.school)
    assert (await client.get(MINE, headers=other)).json()["items"] == []
    minedu = await world.login(Role.MINEDU, "pe")
    body = {"version": 3, "reason": "Declarado por error."}
    path = f"{dropped.path}/annulments/{uuid4()}"
    assert (await client.put(path, json=body, headers=minedu)).status_code == 201
    mine = await client.get(MINE, headers=world.auth(dropped.observed))
    assert mine.json()["items"] == [], "annulled observations are told no more"


@pytest.mark.parametrize(
    ("meanwhile", "first", "refusal"),
    [
        ("approved", False, (409, "reply-closed")),
        ("annulled", False, (404, "not-found")),
        ("annulled", True, (404, "not-found")),
    ],
)
async def test_what_was_decided_in_the_same_instant_is_answered_no_more(
    client: AsyncClient,
    world: World,
    connection: Connection,
    monkeypatch: pytest.MonkeyPatch,
    meanwhile: str,
    first: bool,
    refusal: tuple[int, str],
) -> None:
    report = await file_about_teachers(client, world)
    if not first:
        await reply(client, world, report)
    load = load_reply_facts

    async def decided(call: Any, observation: UUID) -> Any:
        facts = await load(call, observation)
        await connection.execute("update report set status = $1", meanwhile)
        return facts

    monkeypatch.setattr(my_observations, "load_reply_facts", decided)
    changed = NO | {"text": "De acuerdo, si así se aprueba."}
    late = await reply(client, world, report, changed, None if first else 1)
    assert problem(late) == refusal
    rows = await connection.fetch("select text from observation_reply")
    assert [row["text"] for row in rows] == ([] if first else [NO["text"]])
