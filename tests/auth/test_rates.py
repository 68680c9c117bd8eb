"""Requests of machines are counted in blocks: exact in the long run, and no statement for each."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from typing_extensions import override

from auth.rates import RequestLimiter, TooManyRequests
from tests.clock import now
from tests.conftest import OneConnection
from tests.world import Connection


class Counted(OneConnection):
    """Counts the statements that it runs."""

    statements = 0

    @override
    async def once(self, query: str, /, *args: object) -> Any:
        self.statements += 1
        return await super().once(query, *args)


@pytest.fixture
def db(connection: Connection) -> Counted:
    return Counted(connection)


async def spend(db: Counted, limiters: list[RequestLimiter], per_minute: int, seconds: int) -> int:
    """How many pass when each limiter is asked ten times a second."""
    client, passed = uuid4(), 0
    for tenth in range(10 * seconds):
        for limiter in limiters:
            try:
                moment = now() + timedelta(seconds=tenth / 10)
                await limiter.spend(db, client, per_minute, now=moment)
                passed += 1
            except TooManyRequests:
                pass
    return passed


@pytest.mark.parametrize("per_minute", [1, 7, 60, 300])
@pytest.mark.parametrize("processes", [1, 3])
async def test_all_processes_together_let_pass_what_was_allowed(
    db: Counted, per_minute: int, processes: int
) -> None:
    limiters = [RequestLimiter() for _ in range(processes)]
    passed = await spend(db, limiters, per_minute, 60)
    allowed = per_minute + max(1, per_minute // 4)
    held = processes * max(1, per_minute // 12)
    assert allowed - held <= passed <= allowed


async def test_a_request_costs_no_statement_but_one_in_a_block(db: Counted) -> None:
    limiter, client = RequestLimiter(), uuid4()
    for n in range(300):
        await limiter.spend(db, client, 600, now=now() + timedelta(seconds=n / 10))
    assert db.statements == 300 / (600 / 12)


async def test_who_asks_too_often_is_refused_from_memory(db: Counted) -> None:
    limiter, client = RequestLimiter(), uuid4()
    waits = []
    for _ in range(100):
        try:
            await limiter.spend(db, client, 12, now=now())
        except TooManyRequests as refused:
            waits.append(refused.facts["seconds"])
    assert len(waits) == 97
    assert set(waits) == {5}
    assert db.statements == 4, "three that passed, and the first refusal"
    await limiter.spend(db, client, 12, now=now() + timedelta(seconds=5))


async def test_clients_do_not_spend_each_others_requests(db: Counted) -> None:
    limiter, one, other = RequestLimiter(), uuid4(), uuid4()
    await limiter.spend(db, one, 1, now=now())
    with pytest.raises(TooManyRequests):
        await limiter.spend(db, one, 1, now=now())
    await limiter.spend(db, other, 1, now=now())


async def test_a_clock_that_runs_behind_fills_nothing_twice(db: Counted) -> None:
    client = uuid4()
    for n in range(20):
        late = timedelta(seconds=-30 if n % 2 else 0)
        try:
            await RequestLimiter().spend(db, client, 12, now=now() + late)
        except TooManyRequests:
            continue
        assert n < 3
