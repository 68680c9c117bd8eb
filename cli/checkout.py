"""What a checkout has and an installed package has not: the PostgreSQL that comes along, and the
demonstration. Only this module imports them, when a command needs them."""

import asyncio
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from cli.console import fail
from cli.data_folder import DEMONSTRATION_PASSWORD
from persistence.database import connected

NOT_INSTALLED = frozenset({"demonstration", "embedded"})
"""The top packages that the wheel leaves out."""


@dataclass(frozen=True, slots=True)
class DemonstrationAccess:
    """With what one signs in to the demonstration: users by one password, a client by its own."""

    password: str
    file: Path
    client: UUID
    secret: str


@contextmanager
def _only_in_a_checkout(instead: str) -> Iterator[None]:
    """The block imports what the wheel leaves out; where it is not, the command ends and says so.

    `instead`: what to do, in Spanish.
    """
    try:
        yield
    except ModuleNotFoundError as absent:
        if (absent.name or "").partition(".")[0] not in NOT_INSTALLED:
            raise
        fail(f"No viene con el paquete instalado. {instead}")


def embedded_database(home: Path) -> AbstractContextManager[str]:
    """A block in which the PostgreSQL of the checkout runs, by its URL; ends the command, plainly,
    when that cannot be."""
    with _only_in_a_checkout(
        "Para usar la base de datos incorporada, ejecútelo desde el repositorio con: make run."
        " Aquí, indique la suya en JEC_DATABASE_URL."
    ):
        from embedded.launcher import running
        from embedded.problem import ServerProblem

    @contextmanager
    def served() -> Iterator[str]:
        try:
            with running(home) as url:
                yield url
        except ServerProblem as problem:
            fail(str(problem))

    return served()


def load_demonstration(url: str, home: Path) -> DemonstrationAccess:
    """Put the demonstration into the database, or what a new day adds to it."""
    with _only_in_a_checkout(
        "Para cargar la demostración, ejecútelo desde el repositorio con: make run."
    ):
        from demonstration.machine import CLIENT, machine_secret
        from demonstration.password import read_or_make_password
        from demonstration.seeding import store_demonstration

    async def store() -> None:
        async with connected(url, connections=1) as database:
            await store_demonstration(database, password, now=datetime.now(UTC))

    file = home / DEMONSTRATION_PASSWORD
    password = read_or_make_password(file)
    asyncio.run(store())
    return DemonstrationAccess(password, file, CLIENT, machine_secret(password))


def walk_through(
    url: str, *, institution: str | None, data: Path | None, svg: Path | None, yes: bool
) -> None:
    """Walk through the service that runs at an address; see `demonstration.walkthrough`."""
    with _only_in_a_checkout("El recorrido se ejecuta desde el repositorio con: make demo."):
        from demonstration.walkthrough.command import walk

    walk(url, institution=institution, data=data, svg=svg, yes=yes)
