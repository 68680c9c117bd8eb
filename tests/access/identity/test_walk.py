"""Some thousand steps over what offices may do: no session comes to hold what no office at or above
the appointment vouched for, and no hand reads by an account what its own office could not."""

import asyncio

import pytest
from fastapi import FastAPI
from httpx import AsyncClient
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from auth import passwords
from tests.access.identity.identities import KEY
from tests.access.identity.steps import Steps
from tests.access.identity.walking import Walk
from tests.auth.provider import Provider
from tests.world import World

STEPS = 30
MET = ("hands in accounts", "with what waits", "reset")


@pytest.fixture
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Thousands of them are hashed."""
    cheap = Argon2Hasher(memory_cost=8, time_cost=1, parallelism=1)
    monkeypatch.setattr(passwords, "_HASH", PasswordHash((cheap,)))
    passwords._nobodys_hash.cache_clear()


@pytest.mark.slow
@pytest.mark.usefixtures("quick_passwords")
async def test_no_walk_ends_in_somebody_elses_rights_records_or_account(
    client: AsyncClient, world: World, app: FastAPI
) -> None:
    app.state.external = Provider(KEY).reader()
    Walk.met.clear()

    Walk.loop, Walk.new_steps = asyncio.get_running_loop(), lambda: Steps(client, world)
    many = settings(
        max_examples=max(settings().max_examples * 2 // 5, 8), stateful_step_count=STEPS,
        deadline=None, suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    await asyncio.to_thread(run_state_machine_as_test, Walk, settings=many)
    print(Walk.met)
    assert Walk.met["steps"] > 200
    assert min(Walk.met[name] for name in MET) > 0, Walk.met
