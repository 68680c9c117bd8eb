"""Signing in: whether an unknown user can be told by the clock, and what a thousand at once do to
those who read."""

import asyncio
import random
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from statistics import NormalDist, median, quantiles
from time import perf_counter
from typing import Any
from urllib.parse import urlencode

from auth.passwords import hash_password
from bench import load
from bench.asking import asking
from bench.scenarios import Callers
from bench.serving import Served
from domain.access.roles import Role
from persistence.statements import Command

PASSWORD = "huayno y marinera 1821"  # noqa: S105  of a throw-away database
SAMPLES = 600
EACH_NAME = 4
"""Failures on one name: one more and it would be locked."""
CROWD = 1000
READ_EVERY = 0.01  # seconds
IDLE_SECONDS = 5.0
CHANCE = 0.01
"""How seldom the clocks of equals may look as different as this."""

STORE_ACCOUNTS = Command("""
insert into account (person_id, username, password_hash)
select person, 'bench.' || n, :hashed
from unnest(:people::uuid[]) with ordinality as p (person, n)
""")


@dataclass(frozen=True, slots=True)
class SigningIn:
    """Seconds. `known`: wrong passwords of users that exist; `unknown`: of names nobody has.
    `idle`, `stormed`: reads without and with a crowd that signs in; `crowd`: until all were in."""

    known: Sequence[float]
    unknown: Sequence[float]
    idle: Sequence[float]
    stormed: Sequence[float]
    crowd: float

    @property
    def difference(self) -> tuple[float, float, float]:
        """Of the medians, with the ends of its 95 % interval (bootstrap)."""
        seeded = random.Random(1821)  # noqa: S311  resampling
        drawn = sorted(
            median(seeded.choices(self.known, k=len(self.known)))
            - median(seeded.choices(self.unknown, k=len(self.unknown)))
            for _ in range(2000)
        )
        return median(self.known) - median(self.unknown), drawn[50], drawn[1949]

    @property
    def chance(self) -> float:
        """How often equals differ so much (Mann-Whitney, two-sided)."""
        ranked = sorted([(t, 1) for t in self.known] + [(t, 0) for t in self.unknown])
        ranks = sum(rank for rank, (_, known) in enumerate(ranked, start=1) if known)
        n, m = len(self.known), len(self.unknown)
        u = ranks - n * (n + 1) / 2
        z = (u - n * m / 2) / (n * m * (n + m + 1) / 12) ** 0.5
        return 2 * (1 - NormalDist().cdf(abs(z)))

    @property
    def alike(self) -> bool:
        """True when the clock tells nothing."""
        return self.chance > CHANCE

    @property
    def slower(self) -> float:
        """The p99 of reads while the crowd comes in, as a multiple of the idle one."""
        return p99(self.stormed) / p99(self.idle)


def p99(waits: Sequence[float]) -> float:
    """Seconds that one in a hundred waits longer than."""
    return quantiles(waits, n=100)[98]


async def signing_in(who: Callers, product: Served) -> SigningIn:
    """Knock on the door, one by one and all at once."""
    people = list(who.directors.items())[:CROWD]
    hashed = await hash_password(PASSWORD)
    async with asking(who.url) as call:
        await STORE_ACCOUNTS.row(call, people=[person for _, person in people], hashed=hashed)
    known, unknown = await _knock(product.port)
    code, person = people[0]
    read = load.request("GET", f"/v1/institutions/{code}", token=who.token(person, Role.DIRECTOR))
    idle = await _read_until(product.port, read, asyncio.create_task(asyncio.sleep(IDLE_SECONDS)))
    with ProcessPoolExecutor(1, get_context("spawn")) as elsewhere:
        began = perf_counter()
        crowd = asyncio.get_running_loop().run_in_executor(elsewhere, _crowd, product.port)
        stormed = await _read_until(product.port, read, crowd)
        return SigningIn(known, unknown, idle, stormed, perf_counter() - began)


async def _knock(port: int) -> tuple[list[float], list[float]]:
    """Wrong passwords for users and for nobody, in turns, so that a slow moment meets both."""
    waits: tuple[list[float], list[float]] = ([], [])
    for n in range(SAMPLES + 20):
        for kind, name in enumerate((f"bench.{n // EACH_NAME + 1}", f"nadie.{n // EACH_NAME + 1}")):
            run = await load.press(port, [_form(name, "no es esta")], expected=401, connections=1)
            if n >= 20:
                waits[kind].append(run.latencies[0])
    return waits


async def _read_until(port: int, read: bytes, until: "asyncio.Future[Any]") -> list[float]:
    """One read after another at a steady pace, until something is over."""
    reader, writer = await asyncio.open_connection(load.HOST, port)
    waits = []
    due = perf_counter()
    while not until.done():
        due += READ_EVERY
        await asyncio.sleep(max(0, due - perf_counter()))
        began = perf_counter()
        writer.write(read)
        await _answer(reader)
        waits.append(perf_counter() - began)
    writer.close()
    return waits


def _crowd(port: int) -> float:
    """All sign in at once; who is told to come back does. Seconds until the last is in."""
    return asyncio.run(_all_in(port))


async def _all_in(port: int) -> float:
    began = perf_counter()
    await asyncio.gather(*(_come_in(port, f"bench.{n + 1}") for n in range(CROWD)))
    return perf_counter() - began


async def _come_in(port: int, name: str) -> None:
    while True:
        reader, writer = await asyncio.open_connection(load.HOST, port)
        writer.write(_form(name, PASSWORD))
        status, wait = await _answer(reader)
        writer.close()
        if status == 200:
            return
        assert status in {429, 503}, status
        await asyncio.sleep(wait * random.uniform(1, 2))  # noqa: S311  as a patient client does


async def _answer(reader: asyncio.StreamReader) -> tuple[int, float]:
    """The status of a whole answer, and its `Retry-After`."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    lines = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
    await reader.readexactly(int(lines["content-length"]))
    return int(head.split(" ")[1]), float(lines.get("retry-after", 1))


def _form(name: str, password: str) -> bytes:
    sent = {"grant_type": "password", "username": name, "password": password}
    body = urlencode(sent).encode()
    lines = [
        "POST /v1/auth/token HTTP/1.1",
        f"host: {load.HOST}",
        "content-type: application/x-www-form-urlencoded",
        f"content-length: {len(body)}",
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body
