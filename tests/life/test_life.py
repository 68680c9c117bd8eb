"""A report's life, exhaustively: every state, act, person and window, run against rules written
apart from the product; for readers in docs/report-life.md (JEC_WRITE_DOCS=1 writes it)."""

import pytest
from httpx import AsyncClient

from domain.reporting.reports.life import MOVES, ReportAct, ReportStatus
from tests.life.page import rendered
from tests.life.rules import expected
from tests.life.stage import ACTS, PEOPLE, STATES, WINDOWS, Stage
from tests.state_machines import check, check_page, everybody
from tests.world import Connection, World

pytestmark = pytest.mark.slow
FOUND: dict[tuple[str, str, str, str], str] = {}
"""By state, act, person and window."""


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("window", WINDOWS)
async def test_every_act_of_everybody(
    client: AsyncClient, world: World, connection: Connection, state: str, window: str
) -> None:
    stage = Stage(client, world)
    await stage.set(state, WINDOWS[window])
    found = await everybody(connection, ACTS, PEOPLE, stage.act)
    FOUND.update({(state, *who, window): answer for who, answer in found.items()})
    check(found, lambda act, who: expected(state, act, who, WINDOWS[window]))


def test_every_move_is_there_and_no_other() -> None:
    assert {(s.value, a.value) for s, a in MOVES} == {
        ("submitted", "return"), ("submitted", "approve"), ("returned", "correct"),
        ("submitted", "annul"), ("returned", "annul"), ("approved", "annul"),
        ("returned", "return"),
    }  # fmt: skip
    assert {s for s in ReportStatus if not any((s, a) in MOVES for a in ReportAct)} == {
        ReportStatus.ANNULLED
    }


def test_the_page_is_what_was_found() -> None:
    axes = (STATES, WINDOWS, ACTS, PEOPLE)
    check_page("report-life.md", FOUND, axes, lambda: rendered(FOUND))
