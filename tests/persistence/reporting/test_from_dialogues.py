"""Which dialogues may be reported, as the one fragment that decides it has it."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.accompaniment.dialogues.life import ANSWER_TERM, DialogueStatus
from persistence.calls import OpenCall
from persistence.reporting.reports.from_dialogues import FINISHED
from persistence.statements import Query
from persistence.transaction import Transaction
from tests.world import Connection

NOW = datetime(2026, 6, 10, 15, tzinfo=UTC)
IS_FINISHED = Query(f"""
select {FINISHED} from (
    select :status::text as status, :held_to::timestamptz as held_to,
        :confirmed_at::timestamptz as visitor_agreed_at
) d
""")


async def is_finished(
    connection: Connection,
    status: DialogueStatus,
    confirmed_days: float | None,
    held_days: float | None,
) -> bool:
    """Of a dialogue that was held, and confirmed by its visitor, so many days ago."""
    held_to, confirmed_at = (
        None if days is None else NOW - timedelta(days=days) for days in (held_days, confirmed_days)
    )
    found: bool = await IS_FINISHED.value(
        OpenCall(Transaction(connection), NOW),
        status=status,
        held_to=held_to,
        confirmed_at=confirmed_at,
    )
    return found


@pytest.mark.parametrize(
    ("status", "confirmed", "days", "finished"),
    [
        (DialogueStatus.PREPARING, False, None, False),
        (DialogueStatus.PREPARED, False, None, False),
        (DialogueStatus.HELD, False, 300, False),
        (DialogueStatus.HELD, True, 6.99, False),
        (DialogueStatus.HELD, True, 7, True),
        (DialogueStatus.AGREED, True, 0, True),
        (DialogueStatus.DISAGREED, True, 0, True),
    ],
)
async def test_a_dialogue_is_finished_when_both_spoke_or_the_teacher_let_the_term_pass(
    connection: Connection,
    status: DialogueStatus,
    confirmed: bool,
    days: float | None,
    finished: bool,
) -> None:
    assert timedelta(days=7) == ANSWER_TERM
    assert await is_finished(connection, status, days if confirmed else None, days) is finished


@pytest.mark.parametrize(("days", "finished"), [(6.99, False), (7, True)])
async def test_the_term_runs_from_the_confirmation_where_that_came_later(
    connection: Connection, days: float, finished: bool
) -> None:
    assert await is_finished(connection, DialogueStatus.HELD, days, 30) is finished


@pytest.mark.parametrize(("days", "finished"), [(6.99, False), (7, True)])
async def test_the_term_runs_from_the_end_of_the_dialogue_where_that_came_later(
    connection: Connection, days: float, finished: bool
) -> None:
    assert await is_finished(connection, DialogueStatus.HELD, 30, days) is finished
