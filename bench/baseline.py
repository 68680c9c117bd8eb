"""The least that could answer: an ASGI function over asyncpg, running the product's own statements.

No framework, token, permit, validation or decision; the same server, pool settings, statements and
requests. What the product does beyond it is what the ratios show. The place that the statements
reach is the first part of the path: `/pe.150000.150102/v1/obligations`.
"""

import json
from collections.abc import Awaitable, Callable, MutableMapping
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from os import environ
from typing import Any, TypeAlias
from uuid import UUID

import asyncpg

from domain.access.permits import HeldRole, Place
from domain.access.roles import Role
from domain.accompaniment.practice.figures import LATE_AFTER
from domain.errors import LIMA
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
from persistence.statements import Query, Statement
from persistence.territory.institutions import reading as institutions

Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Arguments: TypeAlias = tuple[object, ...]

NOBODY = UUID(int=0)
PAGE = 50
FIRST_PAGE = {"limit": PAGE} | {f"after_{key}": top for key, top in reports.REPORTS.first.items()}


def named(statement: Statement, reach: list[str], **given: object) -> Arguments:
    """The values of a statement in its own order; what is not given is null."""
    seen = {"roots": reach, "own_roots": [], "teacher_roots": reach, "by": NOBODY}
    values = seen | {"now": _now(), "today": _today()} | given
    return tuple(values.get(name) for name in statement.names)


def one_report(reach: list[str], last: str) -> Arguments:
    return named(reports.REPORT_SEEN, reach, id=UUID(last))


def one_institution(reach: list[str], last: str) -> Arguments:
    given = {"roots": reach, "code": last, "today": _today()}
    return tuple(given[name] for name in institutions.ONE_INSTITUTION.names)


def report_page(reach: list[str], _: str) -> Arguments:
    return named(reports.REPORTS, reach, **FIRST_PAGE, places=[], roles=[])


def review_queue(reach: list[str], _: str) -> Arguments:
    held = {"places": reach, "roles": ["ugel"]}
    return named(reports.REPORTS, reach, **FIRST_PAGE, **held, to_review=True)


def agenda(reach: list[str], _: str) -> Arguments:
    held = held_json([HeldRole(Role.UGEL, Place(reach[0]), 1)])
    author = UUID(environ.get("BENCH_AUTHOR", str(NOBODY)))
    nobody, nowhere = held_json([]), list[str]()
    given: dict[str, object] = {"filing": held, "reviewing": held, "planning": nobody}
    given |= {
        "filing_roots": reach,
        "owing_roots": reach,
        "granting_roots": nowhere,
        "answering_roots": reach,
    }
    given |= {"deciding_roots": nowhere, "now": _now(), "today": _today(), "by": author}
    return tuple(given[name] for name in AGENDA.names)


def obligation_page(reach: list[str], _: str) -> Arguments:
    given: dict[str, object] = {"roots": reach, "now": _now(), "today": _today(), "limit": PAGE}
    given |= {f"after_{name}": value for name, value in obligations.FIRST.items()}
    return tuple(given.get(name) for name in obligations.OBLIGATIONS.names)


def institution_page(reach: list[str], _: str) -> Arguments:
    given = {"roots": reach, "today": _today(), "limit": PAGE}
    return tuple(given.get(name) for name in institutions.INSTITUTIONS.names)


def covered(reach: list[str], _: str) -> Arguments:
    given = {"roots": reach, "year": int(environ["BENCH_YEAR"]), "now": _now()}
    return tuple(given.get(name) for name in coverage.BY_REGION.names)


def _named(statement: Query, **given: object) -> Arguments:
    """The values of a statement's parameters in their order; null for those not given."""
    today = _today()
    known = {"now": _now(), "today": today, "year": today.year, "limit": PAGE, **given}
    if isinstance(statement, PagedQuery):
        known |= {f"after_{name}": value for name, value in statement.first.items()}
    return tuple(known.get(name) for name in statement.names)


def indicators(reach: list[str], _: str) -> Arguments:
    return _named(INDICATORS, roots=reach, depth=4, visit_roots=reach, with_owners=False)


def school_page(reach: list[str], last: str) -> Arguments:
    place = {"place_kind": "institution", "place_code": last, "depth": 4}
    seen = {"visit_roots": reach, "own_roots": [], "by": NOBODY, "late_after": LATE_AFTER}
    return _named(SCHOOL, roots=reach, **place, **seen)


def teacher_page(reach: list[str], _: str) -> Arguments:
    seen = {"own_roots": [], "by": NOBODY, "result_roots": reach}
    return _named(teachers.TEACHERS, roots=reach, **seen)


READS: dict[str, tuple[str, Callable[[list[str], str], Arguments]]] = {
    "reports/": (reports.REPORT_SEEN.text, one_report),
    "institutions/": (institutions.ONE_INSTITUTION.text, one_institution),
    "reports": (reports.REPORTS.text, report_page),
    "reports?to_review=true": (reports.REPORTS.text, review_queue),
    "me/agenda": (AGENDA.text, agenda),
    "obligations": (obligations.OBLIGATIONS.text, obligation_page),
    "institutions": (institutions.INSTITUTIONS.text, institution_page),
    "practice": (INDICATORS.text, indicators),
    "practice/": (SCHOOL.text, school_page),
    "practice/teachers": (teachers.TEACHERS.text, teacher_page),
    "coverage/region": (coverage.BY_REGION.text, covered),
    "coverage/institution": (coverage.BY_INSTITUTION.text, covered),
}
"""Statement and arguments of each path below `/v1/`; after a final slash comes a key."""


def report_row(body: dict[str, Any], last: str, *, author: UUID, closes_at: datetime) -> Arguments:
    """The arguments of STORE_REPORT, from what was sent and with nothing checked."""
    rows = [
        {**sent, "ordinal": n, "score": "0.5"} for n, sent in enumerate(body["observations"], 1)
    ]
    given = {
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
        "observations": [str(row["id"]) for row in rows],
    }
    return tuple(given.get(name) for name in storing.STORE_REPORT.names)


def _now() -> datetime:
    return datetime.now(UTC)


def _today() -> date:
    return _now().astimezone(LIMA).date()


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
        kind, slash, last = path.partition("/")
        statement, arguments = READS.get(path) or READS[kind + slash]
        async with self.pool.acquire() as connection:
            row = await connection.fetchrow(statement, *arguments(reach, last))
        assert row is not None
        return str(row[0])

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
        return str(row[0])

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        async with asyncpg.create_pool(
            environ["JEC_DATABASE_URL"],
            min_size=0,
            max_size=8,
            reset=_keep,
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


async def _keep(_: object) -> None:
    """Like the product: no reset between uses."""


app = Baseline()
