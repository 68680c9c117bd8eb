"""Over random histories what is owed is what an independent, naive model says, row by row.

A history is a list of things that happen to two schools; obligations are settled at any moment
between them, of one school or of all. At the end both must own the same rows.
"""

import asyncio
from collections.abc import Iterator
from typing import Any, TypeAlias

import asyncpg
import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from domain.access.permits import NATION
from persistence.calls import OpenCall
from persistence.reporting.obligations.settling import Settlement, settle_obligations
from persistence.transaction import Transaction
from tests.persistence.reporting.histories import CUTS, DAYS, NOW, STREAMS, Play, Row
from tests.world import Connection, World

OpenDatabase: TypeAlias = tuple[asyncio.Runner, Connection]

TOLD = """
select array_agg(told.id) from (
    select distinct on (e.subject) substr(e.subject, 12)::uuid as id, e.kind
    from event e where e.kind in ('obligation.began', 'obligation.ended')
    order by e.subject, e.seq desc
) told where told.kind = 'obligation.began'
"""
OWED = "select array_agg(id) from obligation"
"""What is owed, as who follows the log has it, and as it is."""
schools = st.integers(0, 1)
EDGES = sorted({day for first, last in CUTS.values() for day in (first, last, last + 1)})
days = st.one_of(st.sampled_from(EDGES), st.integers(0, DAYS))
"""Often where a window begins or ends: rules err there."""
spans = st.tuples(days, st.integers(1, 15))
posts = st.integers(1, 3)
roles = st.sampled_from(("cp", "ct"))
streams = st.sampled_from(tuple(STREAMS))
steps = st.one_of(
    st.tuples(st.just("appoint"), schools, roles, posts, spans),
    st.tuples(st.just("succeed"), schools, roles, posts, days),
    st.tuples(st.just("standing"), schools, days, st.booleans()),
    st.tuples(st.just("transfer"), schools),
    st.tuples(st.just("posts"), schools, st.integers(0, 3), st.integers(0, 3)),
    st.tuples(st.just("exempt"), st.integers(0, 30)),
    st.tuples(st.just("file"), st.integers(0, 30)),
    st.tuples(st.just("annul"), st.integers(0, 30)),
    st.tuples(st.just("stream"), streams, st.booleans()),
    st.tuples(st.just("cut"), st.sampled_from((2, 3)), st.integers(-3, 3)),
    st.tuples(st.just("settle"), st.sampled_from((0, 1, None))),
)
histories = st.lists(steps, min_size=3, max_size=25)


@pytest.fixture(scope="module")
def database(database_url: str) -> Iterator[OpenDatabase]:
    """One connection for all histories: a new one plans every statement anew."""
    with asyncio.Runner() as runner:
        db = runner.run(connected(database_url))
        yield runner, db
        runner.run(db.close())


async def connected(url: str) -> Connection:
    return await asyncpg.connect(url)


def played(database: OpenDatabase, history: list[tuple[Any, ...]], other: list[int]) -> None:
    """One history, settled on the way and at the end, beside the same facts settled once."""
    runner, db = database

    async def once(*, only_at_the_end: bool) -> dict[Row, str]:
        outer = db.transaction()
        await outer.start()
        try:
            play = Play(db, World(db, None))  # type: ignore[arg-type]  # nobody signs in
            await play.set_up()
            before = set(await db.fetchval(OWED) or ())
            for name, *about in history:
                if not (only_at_the_end and name in {"settle", "exempt", "file", "annul"}):
                    await play.happen(name, *about)
            for which in other if only_at_the_end else (None,):
                await play.happen("settle", which)
            rows = await play.owed()
            assert rows == play.model.rows
            call = OpenCall(Transaction(db), NOW)
            assert await settle_obligations(call, [NATION]) == Settlement(0, 0)
            told, owed = [set(await db.fetchval(each) or ()) for each in (TOLD, OWED)]
            assert told == owed - before, "the log tells another list"
            return rows
        finally:
            await outer.rollback()

    async def both() -> None:
        states = await once(only_at_the_end=False)
        late = await once(only_at_the_end=True)
        closed = {row for row, state in states.items() if state != "open"}
        assert states.keys() - closed == late.keys() - closed, "the order of settling matters"

    runner.run(both())


def holds(examples: int) -> settings:
    return settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        phases=(Phase.explicit, Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )


orders = st.permutations([0, 1])
EXCLUDED = [("standing", which, 0, False) for which in (0, 1)]


@holds(6)
@given(history=histories, order=orders)
@example(history=[("settle", None), ("exempt", 5), *EXCLUDED], order=[0, 1])
@example(history=[("settle", None), ("file", 5), *EXCLUDED], order=[1, 0])
@example(history=[("settle", 0), ("file", 3), ("annul", 0), *EXCLUDED], order=[1, 0])
@example(history=[*EXCLUDED, ("standing", 0, 25, True), ("standing", 0, 26, False)], order=[0, 1])
def test_no_history_loses_or_doubles_an_obligation(
    database: OpenDatabase, history: list[tuple[Any, ...]], order: list[int]
) -> None:
    played(database, history, order)


@pytest.mark.slow
@holds(60)
@given(history=histories, order=orders)
def test_none_of_many_histories_loses_or_doubles_an_obligation(
    database: OpenDatabase, history: list[tuple[Any, ...]], order: list[int]
) -> None:
    played(database, history, order)


@pytest.mark.slow
@holds(600)
@given(history=st.lists(steps, min_size=10, max_size=60), order=orders)
def test_no_long_history_loses_or_doubles_an_obligation(
    database: OpenDatabase, history: list[tuple[Any, ...]], order: list[int]
) -> None:
    played(database, history, order)
