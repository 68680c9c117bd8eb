"""No function reads rows without being told how far its caller may see."""

import inspect
import re
from types import ModuleType

import pytest

from persistence.statements import Lock, Query
from tests.persistence.statements import MODULES

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
    "demonstration.storing_accompaniment": "the operator's own, before anything is served",
    "demonstration.storing_reviews": "the operator's own, before anything is served",
}


def exempt(module: str) -> bool:
    return any(f"{module}.".startswith(f"{name}.") for name in WITHOUT_TERRITORY)


RUNNERS = {"persistence.database", "persistence.statements", "persistence.transaction"}
"""Those that give SQL to the driver; all others give it a `Statement`, which is asked below."""
RUNS = re.compile(r"\.(fetch|fetchrow|fetchval|fetchmany|once|execute|executemany|cursor)\((?!\))")


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_sql_is_run_by_its_statement_alone(module: ModuleType) -> None:
    if module.__name__ not in RUNNERS | {"demonstration.transaction"}:
        assert RUNS.findall(inspect.getsource(module)) == []


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
    "persistence.filters.CODES_OF_ALL": "codes of the calendar, the regions and the forms",
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
    "persistence.identity.demonstration.HOLD_ACCOUNTS": "the operator's own, before it is served",
    "persistence.identity.client_sessions.CLIENT_WITH_SECRETS": "which machine signs in",
    "persistence.identity.redeeming.FREE_USERNAME": "which of some names nobody has",
    "persistence.identity.redeeming.REDEEMING_FACTS": "found by its secret",
    "persistence.identity.sessions.SESSION": "found by its secret",
}
"""Queries of those who come to be known: nobody calls yet, so there is no reach to name."""
ALL = {
    f"{module.__name__}.{name}": value
    for module in MODULES
    for name, value in vars(module).items()
    if isinstance(value, Query | Lock) and name.isupper() and not name.startswith("_")
}
READS = {name: value for name, value in ALL.items() if not exempt(name.rpartition(".")[0])}


@pytest.mark.parametrize("name", READS)
def test_a_query_is_held_to_the_reach_of_its_call(name: str) -> None:
    names = READS[name].names
    if name in BEFORE_ANYONE_IS_KNOWN:
        assert not {"by", "roots"} & set(names), "who names a caller is held to their reach"
    elif name not in PUBLIC:
        assert "by" in names if name in OWN else "roots" in names


@pytest.mark.parametrize("name", [name for name in ALL if "own_roots" in ALL[name].names])
def test_where_the_own_alone_is_seen_it_is_said_whose(name: str) -> None:
    assert {"by", "roots"} <= set(ALL[name].names)


def test_what_is_exempt_is_there() -> None:
    """And would be refused if it were not exempt."""
    reading = {name.rpartition(".")[0] for name in ALL if not {"roots"} & set(ALL[name].names)}
    for exempted in WITHOUT_TERRITORY:
        assert any(f"{module}.".startswith(f"{exempted}.") for module in reading), exempted
    assert OWN.keys() | PUBLIC.keys() | BEFORE_ANYONE_IS_KNOWN.keys() <= READS.keys()
