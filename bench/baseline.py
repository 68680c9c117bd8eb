"""The least that could answer: an ASGI function over asyncpg, running the product's own statements.

No framework, token, permit, validation or decision; the same server, pool settings, statements and
requests. What the product does beyond it is what the ratios show. The place that the statements
reach is the first part of the path: `/pe.150000.150102/v1/obligations`.
"""

import json
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from os import environ
from typing import Any, TypeAlias
from uuid import UUID

import asyncpg

from domain.access.permits import HeldRole, Place
from domain.access.roles import Role
from domain.accompaniment.practice.figures import LATE_AFTER
from domain.peru_time import day_of
from persistence import database
from persistence.accompaniment.agenda.reading import AGENDA
from persistence.accompaniment.practice import teachers
from persistence.accompaniment.practice.indicators import INDICATORS
from persistence.accompaniment.practice.school import SCHOOL
from persistence.paging import PagedQuery
from persistence.reporting import coverage
from persistence.reporting.obligations import reading as obligations
from persistence.reporting.obligations.owing import held_json
from persistence.reporting.reports import reading as reports
from persistence.reporting.reports import storing
from persistence.statements import Query
from persistence.territory.institutions import reading as institutions

Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Arguments: TypeAlias = tuple[object, ...]

NOBODY = UUID(int=0)
PAGE = 50


def place(_: list[str], last: str) -> dict[str, object]:
    """A school, as a filter names it."""
    return {"place_kind": "institution", "place_code": last}


def all_of_region(reach: list[str], _: str) -> dict[str, object]:
    """What an agenda is told beside its reach: the caller is a UGEL's specialist."""
    nobody, nowhere = held_json([]), list[str]()
    held = held_json([HeldRole(Role.UGEL, Place(reach[0]), 1)])
    author = UUID(environ.get("BENCH_AUTHOR", str(NOBODY)))
    return {
        "filing": held, "reviewing": held, "planning": nobody, "filing_roots": reach,
        "owing_roots": reach, "granting_roots": nowhere, "answering_roots": reach,
        "deciding_roots": nowhere, "by": author,
    }  # fmt: skip


ReadArguments: TypeAlias = Callable[[list[str], str], dict[str, object]]
"""What a statement is given beside what all are, by the reach and the last part of the path."""
READS: dict[str, tuple[Query, ReadArguments]] = {
    "reports/": (reports.REPORT_SEEN, lambda _, last: {"id": UUID(last)}),
    "institutions/": (institutions.ONE_INSTITUTION, lambda _, last: {"code": last}),
    "reports": (reports.REPORTS, lambda *_: {"reviewing_places": [], "reviewing_roles": []}),
    "reports?to_review=true": (
        reports.REPORTS,
        lambda reach, _: {
            "reviewing_places": reach,
            "reviewing_roles": ["ugel"],
            "to_review": True,
        },
    ),
    "me/agenda": (AGENDA, all_of_region),
    "obligations": (obligations.OBLIGATIONS, lambda *_: {}),
    "institutions": (institutions.INSTITUTIONS, lambda *_: {}),
    "practice": (INDICATORS, lambda *_: {"with_ended": False}),
    "practice/": (SCHOOL, place),
    "practice/teachers": (teachers.TEACHERS, lambda *_: {}),
    "coverage/region": (coverage.BY_REGION, lambda *_: {}),
    "coverage/institution": (coverage.BY_INSTITUTION, lambda *_: {}),
}
"""Statement of each path below `/v1/`; after a final slash comes a key."""


def arguments(statement: Query, reach: list[str], more: Mapping[str, object]) -> Arguments:
    """The values of a statement in its own order; what is not given is null."""
    now, today = _now(), _today()
    roots = dict.fromkeys(("roots", "visit_roots", "teacher_roots", "result_roots"), reach)
    values: dict[str, object] = roots | {
        "own_roots": [], "by": NOBODY, "knows_people": True, "now": now, "today": today,
        "limit": PAGE, "depth": 4,
        "year": int(environ.get("BENCH_YEAR", today.year)), "late_after": LATE_AFTER,
    }  # fmt: skip
    if isinstance(statement, PagedQuery):
        values |= {f"after_{name}": value for name, value in statement.first.items()}
    values |= more
    return tuple(values.get(name) for name in statement.names)


def read(path: str, reach: list[str]) -> tuple[str, Arguments]:
    """The SQL behind a path, and its arguments."""
    kind, slash, last = path.partition("/")
    statement, arguments_of = READS.get(path) or READS[kind + slash]
    return statement.text, arguments(statement, reach, arguments_of(reach, last))


def report_row(body: dict[str, Any], last: str, *, author: UUID, closes_at: datetime) -> Arguments:
    """The arguments of STORE_REPORT, from what was sent and with nothing checked."""
    rows = [
        {**sent, "ordinal": n, "score": "0.5"} for n, sent in enumerate(body["observations"], 1)
    ]
    values = {
        "id": UUID(last),
        "obligation_id": UUID(body["obligation_id"]),
        "by": author,
        "author_role": "ugel",
        "narrative": body["narrative"],
        "now": _now(),
        "late": False,
        "closes_at": closes_at,
        "rows": json.dumps(rows),
        "fingerprint": sha256(last.encode()).hexdigest(),
        "captured_in_time": False,
        "claimed": False,
        "observations": [str(row["id"]) for row in rows],
    }
    return tuple(values.get(name) for name in storing.STORE_REPORT.names)


def _now() -> datetime:
    return datetime.now(UTC)


def _today() -> date:
    return day_of(_now())


class Baseline:
    """The application; its pool is made when the server starts it."""

    pool: "asyncpg.Pool[asyncpg.Record]"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        _, place, _, path = scope["path"].split("/", 3)
        if scope["method"] == "PUT":
            status, answer = 201, await self._put(path.rpartition("/")[2], receive)
        else:
            status, answer = 200, await self._get([place], path)
        body = answer.encode()
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(body)).encode()),
        ]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _get(self, reach: list[str], path: str) -> str:
        statement, values = read(path, reach)
        async with self.pool.acquire() as connection:
            return str(await connection.fetchval(statement, *values))

    async def _put(self, last: str, receive: Receive) -> str:
        whole, more = b"", True
        while more:
            message = await receive()
            whole += message.get("body", b"")
            more = message.get("more_body", False)
        author = UUID(environ["BENCH_AUTHOR"])
        closes_at = datetime.fromisoformat(environ["BENCH_CLOSES_AT"])
        arguments = report_row(json.loads(whole), last, author=author, closes_at=closes_at)
        async with self.pool.acquire() as connection:
            row = await connection.fetchrow(storing.STORE_REPORT.text, *arguments)
        assert row is not None
        return str(row["receipt"])

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        async with asyncpg.create_pool(
            environ["JEC_DATABASE_URL"],
            min_size=0,
            max_size=8,
            reset=_reset_nothing,
            statement_cache_size=database.STATEMENTS_CACHED,
            max_cacheable_statement_size=0,
            server_settings={
                "timezone": "UTC",
                "statement_timeout": str(timedelta(seconds=15) // timedelta(milliseconds=1)),
                "application_name": "bare",
            },
        ) as self.pool:
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await send({"type": "lifespan.shutdown.complete"})


async def _reset_nothing(_: object) -> None:
    """Like the product: no reset between uses."""


app = Baseline()
