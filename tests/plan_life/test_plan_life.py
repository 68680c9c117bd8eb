"""A plan's life, exhaustively: every state, act and person, run against rules written apart from
the product; for readers in docs/plan-life.md (JEC_WRITE_DOCS=1 writes it)."""

import os
from pathlib import Path

import pytest
from httpx import AsyncClient, Response

from domain.plans import MOVES, Act, Status
from tests.plan_life.page import rendered
from tests.plan_life.rules import TAKEN, expected
from tests.plan_life.stage import ACTS, PEOPLE, STATES, Stage
from tests.world import Connection, World

pytestmark = pytest.mark.slow
PAGE = Path(__file__).parents[2] / "docs" / "plan-life.md"
FOUND: dict[tuple[str, str, str], str] = {}
"""By state, act and person."""


def outcome(answer: Response) -> str:
    if answer.is_success:
        return str(answer.status_code)
    return f"{answer.status_code} {answer.json()['type'].removeprefix('/problems/')}"


@pytest.mark.parametrize("state", STATES)
async def test_every_act_of_everybody(
    client: AsyncClient, world: World, connection: Connection, state: str
) -> None:
    stage = Stage(client, world)
    await stage.set(state)
    wrong = []
    for act in ACTS:
        for who in PEOPLE:
            undo = connection.transaction()
            await undo.start()
            told = outcome(await stage.act(act, who))
            await undo.rollback()
            FOUND[state, act, who] = told
            if told != (right := expected(state, act, who)):
                wrong.append(f"{who} / {act}: {told}, not {right}")
    assert not wrong, "\n".join(wrong)


def test_every_move_is_there_and_no_other() -> None:
    moves = {(state, act) for state, acts in TAKEN.items() for act in acts}
    assert {(s.value, a.value) for s, a in MOVES} == moves
    assert {s for s in Status if not any((s, a) in MOVES for a in Act)} == {Status.CLOSED}


def test_the_page_is_what_was_found() -> None:
    if len(FOUND) < len(STATES) * len(ACTS) * len(PEOPLE):
        pytest.skip("only with the whole run")
    page = rendered(FOUND)
    if os.environ.get("JEC_WRITE_DOCS"):
        PAGE.write_text(page, "utf-8")
    assert PAGE.read_text("utf-8") == page, "run with JEC_WRITE_DOCS=1 and read the difference"
