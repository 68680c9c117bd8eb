"""One meaning of `PUT`, for every one that the contract names.

A client that lost our answer repeats its request as it was: it is answered again, and nothing is
written twice. Who changes what is there names the version that they read. What lies out of reach
is not there. What a `PUT` answers beyond this, its own tests hold.
"""

import pytest
from fastapi import FastAPI
from httpx import AsyncClient

from api import contract
from tests.answers import outcome
from tests.contract.puts import (
    calendar,
    people,
    plans,
    reports,
    school_work,
    territory,
    visits,
)
from tests.contract.puts.put import Row, Stage
from tests.world import World

PUTS = {
    item["put"]["operationId"]: item["put"]
    for item in contract.load()["paths"].values()
    if "put" in item
}
AREAS = (people, territory, calendar, reports, plans, visits, school_work)
ROWS: dict[str, Row] = {op: row for area in AREAS for op, row in area.ROWS.items()}

DONE_ONCE = {
    "makeMyCalendarLink": "each request makes a new secret, and the former one useless",
    "changeMyPassword": "the present password, which it proves itself by, is no longer that",
    "confirmMySecondFactor": "a code counts once: nobody who saw it may use it again",
}
"""Which are no statement of how something is to be, and so not repeated: their own tests."""
SAID_FOR_GOOD = {
    "cancelCollaborativeSession": "what was called off is never held, nor called off otherwise",
    "minuteCollaborativeSession": "after its minutes nothing of a session changes",
}
"""Versioned, and yet nothing takes the place of what was said first."""
FIRST_UNSAID = {
    "recordVisitDone": "whoever made a visit tells of it as they planned it, and nobody else does",
    "recordVisitNotDone": "as of one that was made",
}
"""Steps whose first request needs no version; one that is named has to stand."""
OWN_WORK = dict.fromkeys(
    ("putReportDraft", "putPlan", "putPlanAmendment", "putDialogue"),
    "one's own work in progress, which nobody else reads yet",
)
"""Kept without an event."""
ANYBODY_MAKES = {
    "putActor": "a person who acts nowhere yet is in nobody's reach",
    "askCorrection": "everybody asks for corrections of their own",
    "putTrialFilling": "a form on trial is everybody's who tries forms",
}
"""Under an id that is free; what was made is another's."""
OF_NOBODY_ELSE = {
    "putMyContact": "everybody has one, of their own",
    "putInstitution": "the IGED that it names is out of reach first: 422, tests/access/test_matrix",
    **dict.fromkeys(
        ("openYear", "putStream", "putReportCut", "putWorkload", "releaseResults"),
        "the calendar, and what is told of it, is the nation's; the ministry alone writes it",
    ),
    **dict.fromkeys(
        ("putInstrument", "putInstrumentVersion", "moveInstrumentVersion"),
        "forms are the nation's; the ministry alone writes them",
    ),
    "annulReport": "the ministry alone annuls, and reaches every report",
}
"""Nobody whose role carries the scope is out of reach of these."""

CREATES = {op for op, put in PUTS.items() if "201" in put["responses"]}
VERSIONED = {op for op, put in PUTS.items() if "428" in put["responses"]}
REPEATED = sorted(PUTS.keys() - DONE_ONCE.keys())
REPLACED = sorted(VERSIONED - SAID_FOR_GOOD.keys())
MADE = sorted(VERSIONED & CREATES)
STEPS = sorted(VERSIONED - CREATES)
HIDDEN = sorted(set(REPEATED) - OF_NOBODY_ELSE.keys())
ANOTHER = (999, "unreadable", "")
"""Versions that nothing has here."""


@pytest.fixture
def stage(client: AsyncClient, world: World, app: FastAPI) -> Stage:
    return Stage(client, world, app)


async def events(stage: Stage) -> int:
    many: int = await stage.world.db.fetchval("select count(*) from event")
    return many


def test_every_put_of_the_contract_has_one_row() -> None:
    assert sorted([*(op for area in AREAS for op in area.ROWS), *DONE_ONCE]) == sorted(PUTS)


def test_what_is_said_of_some_is_said_of_those_that_could_do_otherwise() -> None:
    assert SAID_FOR_GOOD.keys() <= VERSIONED
    assert FIRST_UNSAID.keys() <= set(STEPS)
    assert OWN_WORK.keys() <= set(REPEATED)
    assert ANYBODY_MAKES.keys() <= set(HIDDEN)
    assert OF_NOBODY_ELSE.keys() <= set(REPEATED)


@pytest.mark.parametrize("op", REPEATED)
async def test_what_is_repeated_is_answered_again_and_changes_nothing(
    stage: Stage, op: str
) -> None:
    put = await ROWS[op](stage)
    nothing = await events(stage)
    first = await put.first(stage.client)
    assert first.status_code == (201 if op in CREATES else 200)
    before = await events(stage)
    assert (before == nothing) == (op in OWN_WORK)
    for version in (put.seen, None, *ANOTHER) if op in VERSIONED else (None,):
        again = await put.send(stage.client, version=version)
        assert (again.status_code, put.body_of(again)) == (200, put.body_of(first)), again.text
        assert again.headers.get("etag") == first.headers.get("etag")
        assert op not in VERSIONED or again.headers["etag"]
        assert await events(stage) == before


@pytest.mark.parametrize("op", REPLACED)
async def test_other_content_names_the_version_that_it_replaces(stage: Stage, op: str) -> None:
    put = await ROWS[op](stage)
    first = await put.first(stage.client)
    stands = await put.meanwhile() if put.meanwhile else first.headers["etag"].strip('"')
    before = await events(stage)
    unsaid = await put.send(stage.client, body=put.other)
    assert outcome(unsaid) == (428, "version-required")
    for version in ANOTHER:
        stale = await put.send(stage.client, body=put.other, version=version)
        assert outcome(stale) == (412, "stale-version"), version
    assert await events(stage) == before
    changed = await put.send(stage.client, body=put.other, version=stands)
    assert changed.status_code == 200, changed.text
    assert changed.headers["etag"] not in {first.headers["etag"], f'"{stands}"'}
    assert put.body_of(changed) != put.body_of(first)
    assert put.misses(changed) == {}
    assert (await events(stage) == before) == (op in OWN_WORK)


@pytest.mark.parametrize("op", MADE)
async def test_what_is_not_there_yet_has_no_version(stage: Stage, op: str) -> None:
    put = await ROWS[op](stage)
    before = await events(stage)
    for version in (1, *ANOTHER):
        refused = await put.send(stage.client, version=version)
        assert outcome(refused) == (412, "stale-version"), version
    assert await events(stage) == before
    assert (await put.first(stage.client)).status_code == 201, "nothing was there"


@pytest.mark.parametrize("op", STEPS)
async def test_a_step_names_the_version_that_it_starts_from(stage: Stage, op: str) -> None:
    put = await ROWS[op](stage)
    before = await events(stage)
    if op not in FIRST_UNSAID:
        assert outcome(await put.send(stage.client)) == (428, "version-required")
    for version in ANOTHER:
        stale = await put.send(stage.client, version=version)
        assert outcome(stale) == (412, "stale-version"), version
    assert await events(stage) == before
    await put.first(stage.client)


@pytest.mark.parametrize("op", HIDDEN)
async def test_who_is_out_of_reach_is_told_nothing(stage: Stage, op: str) -> None:
    put = await ROWS[op](stage)
    assert put.stranger, "somebody whose role carries the scope"
    before = await events(stage)
    unmade = None
    if op not in ANYBODY_MAKES:
        unmade = await put.send(stage.client, by=put.stranger, version=put.seen)
        assert outcome(unmade) == (404, "not-found")
    assert await events(stage) == before
    await put.first(stage.client)
    before = await events(stage)
    made = await put.send(stage.client, by=put.stranger, version=put.seen)
    assert outcome(made) == (404, "not-found"), made.text
    assert unmade is None or made.json() == unmade.json()
    assert "etag" not in made.headers
    assert await events(stage) == before
