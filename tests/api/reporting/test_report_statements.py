"""How many statements each request around a report costs, beside the one that reads the permit:
a number that nobody raises without being asked why."""

from collections.abc import Awaitable, Callable
from uuid import uuid4

import pytest
from fastapi import FastAPI
from httpx import AsyncClient, Response

from tests.api.reporting.filing import Filed, correct, file_about_cp, review
from tests.api.reporting.reports import body
from tests.counting import Counting
from tests.world import World

PERMIT = 1
Act = Callable[[AsyncClient, World, Filed], Awaitable[Response]]


async def refile(client: AsyncClient, world: World, report: Filed) -> Response:
    return await client.put(report.path, json=report.sent, headers=report.author)


async def file_another(client: AsyncClient, world: World, report: Filed) -> Response:
    owed = await world.obligation(report.cut, report.school, "cp", 2)
    other = await body(world, owed, "ficha-cp")
    return await client.put(f"/v1/reports/{uuid4()}", json=other, headers=report.author)


async def read(client: AsyncClient, world: World, report: Filed) -> Response:
    return await client.get(report.path, headers=report.author)


async def queue(client: AsyncClient, world: World, report: Filed) -> Response:
    return await client.get("/v1/reports?to_review=true", headers=report.reviewer)


async def approve(client: AsyncClient, world: World, report: Filed) -> Response:
    return await review(client, report, "approved", version=1)


async def approve_many(client: AsyncClient, world: World, report: Filed) -> Response:
    items = [
        {"review_id": str(uuid4()), "report_id": str(id), "version": 1}
        for id in (report.id, *(uuid4() for _ in range(50)))
    ]
    return await client.post("/v1/report-approvals", json={"items": items}, headers=report.reviewer)


async def begin_draft(client: AsyncClient, world: World, report: Filed) -> Response:
    work = {"obligation_id": str(report.owed)}
    return await client.put(f"/v1/report-drafts/{uuid4()}", json=work, headers=report.author)


async def say(client: AsyncClient, world: World, report: Filed) -> Response:
    path = f"{report.path}/messages/{uuid4()}"
    return await client.put(path, json={"text": "¿Y?"}, headers=report.author)


async def compare(client: AsyncClient, world: World, report: Filed) -> Response:
    path = f"{report.path}/revisions/1/difference?since=1"
    return await client.get(path, headers=report.author)


@pytest.mark.parametrize(
    ("act", "statements"),
    [
        (file_another, 2),  # the facts, and all that is stored
        (refile, 2),  # the facts, and the receipt
        (read, 1),
        (queue, 1),
        (approve, 3),  # the facts, whether it was given, and all that is stored
        (approve_many, 3),  # as many for fifty
        (begin_draft, 3),  # what stands, the facts, and the draft
        (say, 2),
        (compare, 2),
    ],
)
async def test_what_a_request_costs(
    client: AsyncClient, world: World, app: FastAPI, act: Act, statements: int
) -> None:
    report = await file_about_cp(client, world)
    await correct(client, report, version=1)  # the forms are known by now
    counting = Counting(app.state.database)
    app.state.database = counting
    answer = await act(client, world, report)
    assert answer.is_success, answer.text
    assert counting.statements - PERMIT == statements
