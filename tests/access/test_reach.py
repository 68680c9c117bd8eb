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
    "persistence.instruments.versions": "the forms, the same for every caller",
    "persistence.instruments.trial_fillings": (
        "trials of the forms, the ministry's or the caller's own"
    ),
    "persistence.reporting.reports.forms": "the forms, the same for every caller",
    "persistence.accompaniment.plans.holding": "no rows: it only waits",
    "persistence.reporting.calendar": "the calendar, the same for every caller",
    "persistence.accompaniment.agenda.deadlines": (
        "what falls to a person by the roles that they hold"
    ),
    "persistence.exchange.reminders": (
        "the operator's own: what falls to each person, for that person"
    ),
    "persistence.people.retention": "the operator's own, outside any request",
    "demonstration.storing": "the operator's own, before anything is served",
    "demonstration.transaction": "no rows of its own: it passes on what it is asked",
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
    "persistence.identity.calendar_links.OWN_LINK": "the caller's own",
    "persistence.accompaniment.practice.mine.MY_PRACTICE": "figures of the caller's own teaching",
    "persistence.accompaniment.hours.reading.MY_EXECUTION_FACTS": "the caller's own hours",
    "persistence.accompaniment.dialogues.locking.LOCK_VISIT_RECEIVED": (
        "a visit to the caller's own lesson"
    ),
    "persistence.accompaniment.my_collaborative_sessions.MY_SESSION": "one that they took part in",
    "persistence.accompaniment.my_collaborative_sessions.MY_SESSIONS": "those they took part in",
    "persistence.accompaniment.my_dialogues.ANSWERING_FACTS": "a dialogue with the caller",
    "persistence.accompaniment.my_dialogues.MY_COMMITMENTS": "what the caller promised",
    "persistence.accompaniment.my_dialogues.MY_DIALOGUE": "a dialogue with the caller",
    "persistence.accompaniment.my_dialogues.MY_DIALOGUES": "the dialogues with the caller",
    "persistence.accompaniment.visits.calendar.BOOKED_VISITS": (
        "visits that a person makes or receives, for who holds the address of their calendar"
    ),
    "persistence.people.contacts.CONTACT_FACTS": "the caller's own contact",
    "persistence.people.contacts.OWN_CONTACT": "the caller's own contact",
    "persistence.people.corrections.asking.ASKING_FACTS": "the caller's own requests",
    "persistence.people.corrections.asking.OWN_CORRECTION": "the caller's own requests",
    "persistence.people.corrections.asking.OWN_CORRECTIONS": "the caller's own requests",
    "persistence.people.personal_data.PERSONAL_DATA": (
        "what is held about the caller, for the caller"
    ),
    "persistence.accompaniment.agenda.reading.AGENDA": (
        "what waits for the caller, each part within the reach of the scope that it takes"
    ),
    "persistence.accompaniment.plans.mine.MY_PLAN": (
        "a plan that accompanies the caller, or that they wrote"
    ),
    "persistence.accompaniment.plans.mine.MY_PLANS": "plans that accompany them, or of theirs",
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
    "persistence.reporting.report_drafts.keeping.DRAFTS": "the caller's own work",
    "persistence.reporting.report_drafts.keeping.ONE_DRAFT": "the caller's own work",
    "persistence.reporting.report_drafts.keeping.DRAFT_STATE": "the caller's own work",
    "persistence.reporting.report_drafts.keeping.DRAFT_HELD": "the caller's own work",
    "persistence.reporting.my_observations.OBSERVATIONS": "what was observed of the caller",
    "persistence.reporting.my_observations.ONE_OBSERVATION": "what was observed of the caller",
    "persistence.reporting.my_observations.REPLY_FACTS": "what was observed of the caller",
}
"""Queries that need no reach: they answer what is the caller's own (`:by`)."""
PUBLIC = {
    "persistence.instruments.forms.DEFINITIONS": "the forms, the same for every caller",
    "persistence.accompaniment.workloads.WORKLOADS": "how a week is shared out",
    "persistence.accompaniment.workloads.WORKLOAD_OF_ROLE": "how a week is shared out",
    "persistence.accompaniment.workloads.TEMPLATE_FACTS": "how a week is shared out",
}
"""Queries that need no reach: they answer the same to every caller, of nobody in particular."""
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
    if not exempt(module)
    for name, value in vars(module).items()
    if isinstance(value, Query | Lock) and name.isupper() and not name.startswith("_")
}


@pytest.mark.parametrize("name", READS)
def test_a_query_is_held_to_the_reach_of_its_call(name: str) -> None:
    names = READS[name].names
    if name in BEFORE_ANYONE_IS_KNOWN:
        assert not {"by", "roots"} & set(names), "who names a caller is held to their reach"
    elif name not in PUBLIC:
        assert "by" in names if name in OWN else "roots" in names


def test_what_is_exempt_is_there() -> None:
    assert OWN.keys() | PUBLIC.keys() | BEFORE_ANYONE_IS_KNOWN.keys() <= READS.keys()
