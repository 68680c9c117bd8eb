"""No function reads rows without being told how far its caller may see."""

import ast
import inspect
import re
from collections.abc import Iterator
from types import ModuleType

import pytest

from persistence.statements import Lock, Query
from tests.persistence.statements import MODULES, statements_of

Function = ast.FunctionDef | ast.AsyncFunctionDef
QUERIES = {"fetch", "fetchrow", "fetchval", "fetchmany", "once", "execute", "executemany", "cursor"}
CHANGES_ROWS = re.compile(
    r"\binsert into\b|\bdelete from\b|\bupdate \w+( as)?( \w+)?\s+set\b"
    r"|^\s*(create|analyze|truncate)\b",
    re.I,
)

# Reads that need no territory, each with why. A new one is argued for here, in review.
WITHOUT_TERRITORY = {
    "persistence.exchange.health": "no rows",
    "persistence.reporting.obligations.holding": "no rows: it only waits",
    "persistence.territory.territory": "public facts, the same for every caller",
    "persistence.instruments.instruments": "the forms, the same for every caller",
    "persistence.instruments.trial_fillings": (
        "trials of the forms, the ministry's or the caller's own"
    ),
    "persistence.reporting.reports.forms": "the forms, the same for every caller",
    "persistence.reporting.reports.drafts": "the caller's own work",
    "persistence.reporting.reports.observed": "what was observed of the caller",
    "persistence.accompaniment.dialogues.mine": (
        "the dialogues with the caller, and what they promised"
    ),
    "persistence.reporting.calendar": "the calendar, the same for every caller",
    "persistence.accompaniment.workloads": "how a week is shared out, the same for every caller",
    "persistence.accompaniment.hours.mine": "the caller's own hours",
    "persistence.accompaniment.practice.mine": "figures of the caller's own teaching",
    "persistence.accompaniment.plans.mine": "plans that accompany the caller, or that they wrote",
    "persistence.accompaniment.visits.mine": "visits to their lessons",
    "persistence.accompaniment.visits.calendar": "visits that the caller makes or receives",
    "persistence.accompaniment.collaborative_sessions.mine": (
        "sessions that the caller took part in"
    ),
    "persistence.people.personal_data": "what is held about the caller, for the caller",
    "persistence.people.contacts": "the caller's own",
    "persistence.exchange.calendar_links": "the caller's own, or found by a secret",
    "persistence.accompaniment.agenda.deadlines": (
        "what falls to a person by the roles that they hold"
    ),
    "persistence.exchange.reminders": (
        "the operator's own: what falls to each person, for that person"
    ),
    "persistence.people.corrections.asking": "the caller's own requests",
    "persistence.people.retention": "the operator's own, outside any request",
    "demonstration.storing": "the operator's own, before anything is served",
    "demonstration.storing_accompaniment": "the operator's own, before anything is served",
    "demonstration.storing_reviews": "the operator's own, before anything is served",
    "persistence.reference.storing": "writes the reference data; runs outside any request",
}


def exempt(module: ModuleType) -> bool:
    return any(
        module.__name__ == name or module.__name__.startswith(f"{name}.")
        for name in WITHOUT_TERRITORY
    )


def functions_of(module: ModuleType) -> Iterator[Function]:
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(node, Function):
            yield node


def queries_of(function: Function) -> Iterator[ast.expr]:
    for node in ast.walk(function):
        match node:
            case ast.Call(func=ast.Attribute(attr=name), args=[query, *_]) if name in QUERIES:
                yield query
            case ast.Call(func=ast.Name(id="fetch_page"), args=[_, query, *_]):
                yield query
            case _:
                pass


def required_keywords(function: Function) -> set[str]:
    named = zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True)
    return {argument.arg for argument, default in named if default is None}


HELPERS = {
    "persistence.database",
    "persistence.paging",
    "persistence.statements",
    "persistence.transaction",
}
CALLS = [
    pytest.param(function, query, statements_of(module), id=f"{module.__name__}.{function.name}")
    for module in MODULES
    if not exempt(module) and module.__name__ not in HELPERS
    for function in functions_of(module)
    for query in queries_of(function)
]


@pytest.mark.parametrize(("function", "query", "statements"), CALLS)
def test_a_read_needs_a_reach(
    function: Function, query: ast.expr, statements: dict[str, str]
) -> None:
    if isinstance(query, ast.Subscript) or ast.unparse(query) == "statement":
        chosen = list(statements.values())  # one of the module's own, chosen by an enum
    else:
        assert isinstance(query, ast.Name), "SQL is a public constant"
        assert query.id in statements, "SQL is a public constant"
        chosen = [statements[query.id]]
    for sql in chosen:
        if not CHANGES_ROWS.search(sql):
            # A permit carries its reach; either way the caller cannot be forgotten.
            assert {"reach", "permit"} & required_keywords(function), function.name
            assert "<@ any(" in sql, function.name


def test_there_are_reads_to_check() -> None:
    assert len(CALLS) > 20


OWN = {
    "persistence.identity.accounts.ACCOUNT_OF_CALLER": "the caller's own",
    "persistence.identity.accounts.CREDENTIAL_FACTS": "the caller's own",
    "persistence.identity.external_identities.confirming.MY_IDENTITIES": "the caller's own links",
    "persistence.identity.external_identities.confirming.MY_IDENTITY": "the caller's own link",
    "persistence.identity.me.ME": "the caller's own record",
    "persistence.identity.me_access.ACCESS_FACTS": (
        "the caller's own times in roles, and public places"
    ),
    "persistence.identity.second_factors.SECOND_FACTOR": "the caller's own",
    "persistence.identity.second_factors.SECOND_FACTOR_FACTS": "the caller's own",
    "persistence.identity.sessions.MY_SESSIONS": "the caller's own",
    "persistence.accompaniment.visits.reading.VISIT_RECEIVED": "a visit to the caller's own lesson",
    "persistence.accompaniment.visits.reading.VISITS_RECEIVED": "visits to their lessons",
}
"""Queries that need no reach: they answer what is the caller's own (`:by`)."""
BEFORE_ANYONE_IS_KNOWN = {
    "persistence.identity.access.HELD_BY_IDENTITY": "what reach is made from",
    "persistence.identity.access.HELD_BY_PERSON": "what reach is made from",
    "persistence.identity.access.HELD_IN_SESSION": "what reach is made from",
    "persistence.identity.accounts.ACCOUNT_OF_USERNAME": "who signs in",
    "persistence.identity.bootstrap.MINISTRY_SIGNS_IN": "the operator's own",
    "persistence.identity.bootstrap.ONE_AT_A_TIME": "the operator's own, and no rows",
    "persistence.identity.client_sessions.CLIENT_WITH_SECRETS": "which machine signs in",
    "persistence.identity.enrolments.FREE_USERNAME": "which of some names nobody has",
    "persistence.identity.enrolments.REDEEMING_FACTS": "found by its secret",
    "persistence.identity.sessions.SESSION": "found by its secret",
}
"""Queries of those who come to be known: nobody calls yet, so there is no reach to name."""
READS = {
    f"{module.__name__}.{name}": value
    for module in MODULES
    for name, value in vars(module).items()
    if isinstance(value, Query | Lock) and name.isupper() and not name.startswith("_")
}


@pytest.mark.parametrize("name", READS)
def test_a_query_is_held_to_the_reach_of_its_call(name: str) -> None:
    names = READS[name].names
    if name in BEFORE_ANYONE_IS_KNOWN:
        assert not {"by", "roots"} & set(names), "who names a caller is held to their reach"
    else:
        assert "by" in names if name in OWN else "roots" in names


def test_what_is_exempt_is_there() -> None:
    assert OWN.keys() | BEFORE_ANYONE_IS_KNOWN.keys() <= READS.keys()
