"""Who would wait for minutes is told so at once."""

import asyncio

import pytest
from fastapi import FastAPI
from httpx import AsyncClient

from auth.queue import Queue, TooManyAtOnce
from auth.sign_in_queue import SignInQueue


async def test_so_many_at_once_so_many_waiting_and_the_rest_later() -> None:
    queue, let_go = Queue(at_once=2, waiting=3), asyncio.Event()
    inside, most = 0, 0

    async def one() -> bool:
        nonlocal inside, most
        async with queue.turn():
            inside += 1
            most = max(most, inside)
            await let_go.wait()
            inside -= 1
        return True

    under_way = [asyncio.create_task(one()) for _ in range(5)]
    await asyncio.sleep(0)
    for _ in range(3):
        with pytest.raises(TooManyAtOnce):
            await one()
    let_go.set()
    assert await asyncio.gather(*under_way) == [True] * 5
    assert most == 2
    assert await one(), "there is room again"


async def test_who_gives_up_waiting_leaves_room() -> None:
    queue, let_go = Queue(at_once=1, waiting=1), asyncio.Event()

    async def one() -> None:
        async with queue.turn():
            await let_go.wait()

    first, second = asyncio.create_task(one()), asyncio.create_task(one())
    await asyncio.sleep(0)
    second.cancel()
    await asyncio.gather(second, return_exceptions=True)
    third = asyncio.create_task(one())
    await asyncio.sleep(0)
    let_go.set()
    await asyncio.gather(first, third)


async def test_a_sign_in_too_many_is_told_when_to_try_again(
    client: AsyncClient, app: FastAPI
) -> None:
    full = Queue(at_once=0, waiting=0)
    app.state.sign_ins = SignInQueue(app.state.sign_ins.counter, full)
    form = {"grant_type": "password", "username": "rosa", "password": "x"}
    answer = await client.post("/v1/auth/token", data=form)
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/too-many-at-once")
    assert answer.headers["retry-after"] == "1"
