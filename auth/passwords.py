"""Passwords: argon2id at OWASP's settings, in threads of their own so that no request waits."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from domain.errors import Unauthenticated

# OWASP: 19 MiB, 2 passes, 1 lane. Each hash takes some 25 ms of one core.
_HASH = PasswordHash((Argon2Hasher(memory_cost=19 * 1024, time_cost=2, parallelism=1),))
_THREADS = ThreadPoolExecutor(2, thread_name_prefix="argon2")


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


async def check_password(password: str, kept: str | None) -> None:
    """Pass, or `WrongCredentials`. `kept=None` (no such user) costs the same time."""

    def matches() -> bool:
        return _HASH.verify(password, kept or _nobodys_hash()) and kept is not None

    if not await asyncio.get_running_loop().run_in_executor(_THREADS, matches):
        raise WrongCredentials
