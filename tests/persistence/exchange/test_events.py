"""Every statement that changes rows writes its event, save those named here with the reason."""

import re

import pytest

from tests.persistence.statements import MODULES, statements_of

CHANGED = re.compile(r"\b(?:insert into|delete from|(?<!for )(?<!do )update)\s+(?!set\b|of\b)(\w+)")

# A new one is argued for here, in review.
WITHOUT_EVENT = {
    "reporting.agreement.STORE_PUBLISHABLE_ITEMS": (
        "part of a release, whose event stands beside, in the transaction"
    ),
    "identity.calendar_links.OPEN_LINK": "a reading: when the address was last asked for",
    "demonstration.storing": "one event for the whole seeding, in its transaction",
    "demonstration.storing_machine": "part of the same seeding",
    "accompaniment.dialogues.preparing.STORE_PREPARATION": (
        "one's own work in progress, until it is declared prepared"
    ),
    "identity.client_sessions.BEGIN_SESSION_OF_CLIENT": "signing in: kept as the session itself",
    "identity.second_factors.BEGIN": "not in force before it is confirmed, which has its event",
    "identity.second_factors.TAKE_STEP": "signing in: kept as the session itself",
    "identity.second_factors.USE_RECOVERY_CODE": "signing in: kept as the session itself",
    "identity.sessions": "the session itself keeps when, from what and why it ended",
    "identity.throttles": "counts of attempts, which last an hour",
    "exchange.institution_imports": "its LOG writes the event of each school, in the transaction",
    "territory.institutions.registering": "the school's LOG writes the event, in the transaction",
    "territory.institutions.jec_status": "the school's LOG writes the event, in the transaction",
    "accompaniment.plans.amending.STORE_AMENDMENT": (
        "one's own work in progress, until it is submitted"
    ),
    "accompaniment.plans.drafting": (
        "one's own work in progress; from its submission on each act has its event"
    ),
    "exchange.reminders": "a message's own state; that it was made has its event",
    "reporting.report_drafts.keeping": (
        "one's own work in progress: nobody else's before it is filed"
    ),
    "reporting.results.freezing": (
        "the figures that follow write the release's event, in the transaction"
    ),
    "reference.storing": "the reference data of a release, before anything is served",
}


def changing() -> dict[str, str]:
    """The statements that change rows, by module and name."""
    return {
        f"{module.__name__.removeprefix('persistence.')}.{name}": sql
        for module in MODULES
        for name, sql in statements_of(module).items()
        if CHANGED.search(sql)
    }


def excused(name: str) -> bool:
    return name in WITHOUT_EVENT or name.rpartition(".")[0] in WITHOUT_EVENT


@pytest.mark.parametrize("name", sorted(changing()))
def test_a_change_and_its_event_are_one_statement(name: str) -> None:
    logs = "insert into event" in changing()[name]
    assert logs or excused(name), "write the event in the same statement, or say here why not"


def test_what_is_excused_is_there() -> None:
    names = {n for n in changing() if "insert into event" not in changing()[n]}
    modules = {name.rpartition(".")[0] for name in names}
    assert WITHOUT_EVENT.keys() <= names | modules


def test_there_are_changes_to_look_at() -> None:
    assert len(changing()) > 60
