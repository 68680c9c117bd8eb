"""PostgreSQL as the other modules see it: a database, the right to read or write, its answers."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Literal, NewType, NoReturn, Protocol, TypeVar

import asyncpg
from asyncpg import Record
from asyncpg.pool import PoolAcquireContext

from domain.errors import DomainError, NotFound, Noun, StaleVersion, Unavailable
from persistence.transaction import Transaction

Json = NewType("Json", str)
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Versioned:
    """A resource as JSON, with the version that its ETag carries."""

    body: Json
    version: int
    created: bool = False


@dataclass(frozen=True, slots=True)
class StoredResource:
    """A resource without a version, as JSON, and whether this request made it."""

    body: Json
    created: bool


ACQUIRE_SECONDS = 10.0
CONNECTIONS_FOR_READERS = 2
"""Connections that no transaction takes: changes that wait for one another delay no read."""
STATEMENT_SECONDS = 15
IDLE_IN_TRANSACTION_SECONDS = 20
STATEMENTS_CACHED = 512


class DatabaseUnavailable(Unavailable):
    """PostgreSQL is away, starting, full or too slow; the request may be repeated as it is."""

    code = "database-unavailable"
    title_es, title_en = "Servicio momentáneamente no disponible", "Service unavailable"
    es = "La base de datos no responde. Nada se ha perdido: reintente en unos segundos."
    en = "The database does not answer. Nothing was lost: try again in a few seconds."

    def __init__(self, *, entangled: bool = False) -> None:
        super().__init__()
        self.entangled = entangled
        """True when PostgreSQL ended this change for another's sake: it may run again at once."""


# What asyncpg raises when the server goes away, refuses connections, or gives up a statement.
LOST = (
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
)
# What ends one of two changes that cannot both be, whole and at once; the other goes on.
ENTANGLED = (asyncpg.DeadlockDetectedError, asyncpg.SerializationError)

PLACE_GONE = "_place_exists"
"""How the names of the constraints end that tie a row to the path of its place. Places are never
deleted: what violates one is a transfer at the same moment."""


class _Rehearsed(Exception):
    """Ends a rehearsal: what undoes its transaction."""


class Reading(Protocol):
    """Answers one statement at a time; nothing holds from one to the next."""

    async def fetch(self, query: str, /, *args: object) -> Sequence[Record]:
        """All rows."""

    async def fetchrow(self, query: str, /, *args: object) -> Record | None:
        """The first row, or None."""

    async def fetchval(self, query: str, /, *args: object) -> Any:
        """The first column of the first row, or None."""


class Changing(Reading, Protocol):
    """May also change rows, one statement at a time."""

    async def once(self, query: str, /, *args: object) -> Record | None:
        """Run one statement that changes rows; the first row it answers, or None."""


class Storing(Changing, Protocol):
    """Each statement is a whole transaction of its own."""

    holds: Literal[False]


class Writing(Changing, Protocol):
    """Inside one transaction: locks and changes hold until its end."""

    holds: Literal[True]

    async def copy_records_to_table(
        self,
        table_name: str,
        *,
        records: Iterable[Sequence[object]],
        columns: Iterable[str] | None = None,
    ) -> str:
        """Load many rows at once (COPY)."""


class Transacting(Protocol):
    """May open a transaction; `services.running` alone does."""

    def transaction(self) -> AbstractAsyncContextManager[Writing]:
        """One transaction: committed when the block ends, rolled back when it raises."""

    def rehearsal(self) -> AbstractAsyncContextManager[Writing]:
        """A transaction that never happened once the block has ended."""


class Overtaken(Exception):
    """Somebody else stored first: what was decided no longer rests on what is there.

    Not a refusal: the use case is run again. `refusal` is the answer if it never gets through.
    """

    def __init__(self, refusal: DomainError) -> None:
        self.refusal = refusal
        super().__init__(refusal)


class Database:
    """A pool of connections. Reads take one for a single statement; a write, for its transaction.

    Its statements leave no session state behind, so the pool's reset query, which costs a round
    trip for every use, is switched off.
    """

    holds: Literal[False] = False

    def __init__(self, pool: "asyncpg.Pool[Record]", *, writers: int) -> None:
        self._pool = pool
        self._writers = asyncio.Semaphore(writers)

    async def fetch(self, query: str, /, *args: object) -> Sequence[Record]:
        """All rows."""
        with unavailable_when_lost():
            async with self._connection() as connection:
                return await connection.fetch(query, *args)

    async def fetchrow(self, query: str, /, *args: object) -> Record | None:
        """The first row, or None."""
        with unavailable_when_lost():
            async with self._connection() as connection:
                return await connection.fetchrow(query, *args)

    async def fetchval(self, query: str, /, *args: object) -> Any:
        """The first column of the first row, or None."""
        with unavailable_when_lost():
            async with self._connection() as connection:
                return await connection.fetchval(query, *args)

    async def once(self, query: str, /, *args: object) -> Record | None:
        """Run one statement that changes rows: durable, with all its parts, when this returns."""
        return await self.fetchrow(query, *args)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Writing]:
        """One transaction: committed when the block ends, rolled back when it raises."""
        with unavailable_when_lost():
            async with (
                _turn(self._writers),
                self._connection() as connection,
                connection.transaction(),
            ):
                yield Transaction(connection)

    @asynccontextmanager
    async def rehearsal(self) -> AsyncIterator[Writing]:
        """A transaction that never happened once the block has ended: to see what a change does."""
        with suppress(_Rehearsed):
            async with self.transaction() as transaction:
                yield transaction
                raise _Rehearsed

    def _connection(self) -> "PoolAcquireContext[Record]":
        """The next connection. The pool's timer costs as much as a small statement, so it is set
        only where there is something to wait for."""
        idle = self._pool.get_idle_size()
        return self._pool.acquire(timeout=None if idle else ACQUIRE_SECONDS)


class NoDatabase:
    """In place of a database that must not be used yet: whatever is asked of it, it is away."""

    holds: Literal[False] = False

    async def fetch(self, _: str, /, *_args: object) -> NoReturn:
        """Refuse."""
        raise DatabaseUnavailable

    fetchrow = fetchval = once = fetch

    def transaction(self) -> NoReturn:
        """Refuse."""
        raise DatabaseUnavailable

    rehearsal = transaction


@asynccontextmanager
async def _turn(writers: asyncio.Semaphore) -> AsyncIterator[None]:
    """Wait for a turn to write, as long as for a connection."""
    async with asyncio.timeout(ACQUIRE_SECONDS):
        await writers.acquire()
    try:
        yield
    finally:
        writers.release()


@asynccontextmanager
async def connected(url: str, *, connections: int = 8) -> AsyncIterator[Database]:
    """A database for as long as the block lasts. Opens no connection before it is asked."""
    pool = asyncpg.create_pool(
        url,
        min_size=0,
        max_size=connections,
        timeout=ACQUIRE_SECONDS,
        reset=_keep,
        statement_cache_size=STATEMENTS_CACHED,
        max_cacheable_statement_size=0,  # any size: what is not kept is planned anew each time
        server_settings={
            "timezone": "UTC",
            "statement_timeout": f"{STATEMENT_SECONDS}s",
            "idle_in_transaction_session_timeout": f"{IDLE_IN_TRANSACTION_SECONDS}s",
            "application_name": "jec",
        },
    )
    async with pool:
        yield Database(pool, writers=max(1, connections - CONNECTIONS_FOR_READERS))


async def _keep(_: object) -> None:
    """Replaces the pool's reset; see `Database`."""


@contextmanager
def unavailable_when_lost() -> Iterator[None]:
    """Tell the loss of the server as `DatabaseUnavailable`, so that the client tries again; and so,
    `entangled`, a deadlock, and a school that moved to another IGED between what a request read and
    what it writes."""
    try:
        yield
    except LOST as lost:
        raise DatabaseUnavailable from lost
    except ENTANGLED as ended:
        raise DatabaseUnavailable(entangled=True) from ended
    except asyncpg.ForeignKeyViolationError as moved:
        if (moved.constraint_name or "").endswith(PLACE_GONE):
            raise DatabaseUnavailable(entangled=True) from moved
        raise


def overtaken(refusal: Callable[[], DomainError]) -> Callable[[], Overtaken]:
    """What a constraint says that only whoever comes second violates."""
    return lambda: Overtaken(refusal())


def as_stored(row: Record | None, what: Noun) -> Versioned:
    """The resource that a guarded change answered (`body`, `version`), or `Overtaken`."""
    if row is None:
        raise Overtaken(StaleVersion(what=what))
    return Versioned(Json(row["body"]), row["version"], created=row["version"] == 1)


def as_read(row: Record | None, what: Noun) -> Versioned:
    """The resource that a read answered (`body`, `version`), or `NotFound`."""
    seen = found(row, what)
    return Versioned(Json(seen["body"]), seen["version"])


def found(answer: Answer | None, what: Noun) -> Answer:
    """The answer, or `NotFound`: what is absent and what is out of reach look the same."""
    if answer is None:
        raise NotFound(what=what)
    return answer
