"""A plan's life, exhaustively: every state, act and person, run against rules written apart from
the product; for readers in docs/plan-life.md (JEC_WRITE_DOCS=1 writes it)."""

import pytest
from httpx import AsyncClient

from domain.accompaniment.plans.amending import AMENDMENT_MOVES
from domain.accompaniment.plans.life import MOVES, PlanAct, PlanStatus
from tests.plan_life.page import rendered
from tests.plan_life.rules import TAKEN, expected
from tests.plan_life.stage import ACTS, PEOPLE, STATES, Stage
from tests.state_machines import check, check_page, everybody
from tests.world import Connection, World

pytestmark = pytest.mark.slow
FOUND: dict[tuple[str, str, str], str] = {}
"""By state, act and person."""


@pytest.mark.parametrize("state", STATES)
async def test_every_act_of_everybody(
    client: AsyncClient, world: World, connection: Connection, state: str
) -> None:
    stage = Stage(client, world)
    await stage.set(state)
    found = await everybody(connection, ACTS, PEOPLE, stage.act)
    FOUND.update({(state, *who): answer for who, answer in found.items()})
    check(found, lambda act, who: expected(state, act, who))


def test_every_move_is_there_and_no_other() -> None:
    moves = {(state, act) for state, acts in TAKEN.items() for act in acts}
    amended = {(state, "amend") for state in ("approved", "in_execution")}
    assert {(s.value, a.value) for s, a in MOVES} == moves | amended
    assert {s for s in PlanStatus if not any((s, a) in MOVES for a in PlanAct)} == {
        PlanStatus.CLOSED
    }


def test_every_move_of_an_amendment_is_there_and_no_other() -> None:
    assert {(s.value, a.value): after.value for (s, a), after in AMENDMENT_MOVES.items()} == {
        ("draft", "save"): "draft", ("draft", "submit"): "submitted",
        ("submitted", "return"): "returned", ("submitted", "approve"): "approved",
        ("returned", "save"): "returned", ("returned", "submit"): "submitted",
        **{(state, "withdraw"): "withdrawn" for state in ("draft", "submitted", "returned")},
    }  # fmt: skip


def test_the_page_is_what_was_found() -> None:
    check_page("plan-life.md", FOUND, (STATES, ACTS, PEOPLE), lambda: rendered(FOUND))
