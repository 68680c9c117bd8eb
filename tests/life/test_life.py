"""A report's life, exhaustively: every state, act, person and window, run against rules written
apart from the product; for readers in docs/report-life.md (JEC_WRITE_DOCS=1 writes it)."""

import os
from pathlib import Path

import pytest
from httpx import AsyncClient, Response

from domain.reports import MOVES, Act, Status
from tests.life.page import rendered
from tests.life.rules import expected
from tests.life.stage import ACTS, PEOPLE, STATES, WINDOWS, Stage
from tests.world import Connection, World

pytestmark = pytest.mark.slow
PAGE = Path(__file__).parents[2] / "docs" / "report-life.md"
FOUND: dict[tuple[str, str, str, str], str] = {}
"""By state, act, person and window."""


def outcome(answer: Response) -> str:
    if answer.is_success:
        return str(answer.status_code)
    return f"{answer.status_code} {answer.json()['type'].removeprefix('/problems/')}"


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("window", WINDOWS)
async def test_every_act_of_everybody(
    client: AsyncClient, world: World, connection: Connection, state: str, window: str
) -> None:
    stage = Stage(client, world)
    await stage.set(state, WINDOWS[window])
    wrong = []
    for act in ACTS:
        for who in PEOPLE:
            undo = connection.transaction()
            await undo.start()
            told = outcome(await stage.act(act, who))
            await undo.rollback()
            FOUND[state, act, who, window] = told
            if told != (right := expected(state, act, who, WINDOWS[window])):
                wrong.append(f"{who} / {act}: {told}, not {right}")
    assert not wrong, "\n".join(wrong)


def test_every_move_is_there_and_no_other() -> None:
    assert {(s.value, a.value) for s, a in MOVES} == {
        ("submitted", "return"), ("submitted", "approve"), ("returned", "correct"),
        ("submitted", "annul"), ("returned", "annul"), ("approved", "annul"),
        ("returned", "return"),
    }  # fmt: skip
    assert {s for s in Status if not any((s, a) in MOVES for a in Act)} == {Status.ANNULLED}


def test_the_page_is_what_was_found() -> None:
    if len(FOUND) < len(STATES) * len(WINDOWS) * len(ACTS) * len(PEOPLE):
        pytest.skip("only with the whole run")
    page = rendered(FOUND)
    if os.environ.get("JEC_WRITE_DOCS"):
        PAGE.write_text(page, "utf-8")
    assert PAGE.read_text("utf-8") == page, "run with JEC_WRITE_DOCS=1 and read the difference"
