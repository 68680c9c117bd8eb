"""Passwords: argon2id at OWASP's settings, in threads of their own so that no request waits."""

import asyncio
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from domain.errors import Unauthenticated

# OWASP: 19 MiB, 2 passes, 1 lane. Each hash takes some 25 ms of one core.
_HASH = PasswordHash((Argon2Hasher(memory_cost=19 * 1024, time_cost=2, parallelism=1),))
THREADS = max(1, min(2, (os.cpu_count() or 1) - 1))
"""One core is left to those who read; more than two threads would hold memory and gain little."""
_NICE = 5


def _yield_the_cores() -> None:
    """On Linux a thread has a niceness of its own: whoever reads goes before whoever signs in."""
    with suppress(OSError, AttributeError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)


_THREADS = ThreadPoolExecutor(THREADS, "argon2", initializer=_yield_the_cores)


class WrongCredentials(Unauthenticated):
    """Unknown user or wrong password: one answer for both, and one price."""

    code = "wrong-credentials"
    title_es, title_en = "Usuario o contraseña incorrectos", "Wrong user or password"
    es = "El usuario o la contraseña no son correctos."
    en = "The user or the password is not right."


@cache
def _nobodys_hash() -> str:
    return _HASH.hash("the password of a user who does not exist")


async def hash_password(password: str) -> str:
    """The argon2id hash to keep."""
    return await asyncio.get_running_loop().run_in_executor(_THREADS, _HASH.hash, password)


async def check_password(password: str, stored: str | None) -> None:
    """Pass, or `WrongCredentials`. `kept=None` (no such user) costs the same time."""

    def matches() -> bool:
        nobodys = _nobodys_hash()  # made by whoever comes first, known or not
        return _HASH.verify(password, stored or nobodys) and stored is not None

    if not await asyncio.get_running_loop().run_in_executor(_THREADS, matches):
        raise WrongCredentials
