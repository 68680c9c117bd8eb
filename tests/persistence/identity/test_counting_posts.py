"""No right is made of what somebody holds in an account that no office vouched for.

A statement that asks what a person holds, by the person, either names the condition of a voucher
beside it, or stands here with the reason why nothing is opened by it.
"""

import ast
import re
from pathlib import Path

import pytest

from persistence.identity.vouchers import answered_for, counts
from persistence.statements import Statement
from tests.persistence.statements import MODULES

PEOPLE = {"by", "person_id", "person", "caller"}
"""Parameters that are one person's."""
HELD = re.compile(r"(?:from|join)\s+(appointment|access_grant)\s+(?:as\s+)?(\w+)")
_PLACED = "it only says where the event stands"
_BESIDE = "asked only where the caller holds a counting role at the very place (`in_own_reach`)"
_OWN = "what one holds oneself, dormant or not, is told as such"
OPENS_NOTHING = {
    "accompaniment.visits.planning.PLANNING_FACTS": "whether who is visited teaches there",
    "accompaniment.workload_assignments.ASSIGNMENT_FACTS": "whose hours the director gives",
    "identity.access_grants.ACCESS_GRANTS": _OWN,
    "identity.access_grants.ONE_ACCESS_GRANT": _OWN,
    "people.personal_data.PERSONAL_DATA": _OWN,
    "identity.actor_sessions.END_SESSIONS_OF_ACTOR": _PLACED,
    "identity.calendar_links.STORE_LINK": _PLACED,
    "identity.calendar_links.WITHDRAW_LINK": _PLACED,
    "people.contacts.STORE_CONTACT": _PLACED,
    "people.contacts.DELETE_CONTACT": _PLACED,
    "people.corrections.asking.STORE_REQUEST": _PLACED,
    "reporting.report_messages.IN_SIGHT": _BESIDE,
    "reporting.report_messages.MESSAGES": _BESIDE,
    "reporting.report_messages.MESSAGE_SEEN": _BESIDE,
    "reporting.report_messages.SPEAKING_FACTS": _BESIDE,
    "reporting.report_reviews.REVIEWS": _BESIDE,
    "reporting.report_revisions.REVISIONS": _BESIDE,
    "reporting.report_revisions.ONE_REVISION": _BESIDE,
    "reporting.reports.reading.QUEUE": _BESIDE,
    "reporting.reports.reading.REPORTS": _BESIDE,
    "reporting.reports.reading.REPORT_SEEN": _BESIDE,
}
STATEMENTS = {
    f"{module.__name__.removeprefix('persistence.')}.{name}": value
    for module in MODULES
    for name, value in vars(module).items()
    if isinstance(value, Statement) and not name.startswith("_")
}


def squeezed(sql: str) -> str:
    return re.sub(r"\s+", "", sql)


def uncounted(statement: Statement) -> set[str]:
    """What a statement reads of a person's posts without the condition of a voucher."""
    text, names = statement.text, statement.names
    people = "|".join(rf"\${n + 1}\b" for n, name in enumerate(names) if name in PEOPLE)
    found = set()
    for table, alias in set(HELD.findall(text)) if people else ():
        asked = rf"\b{alias}\.person_id\s*=\s*(?:any\(array\[)?(?:{people})"
        condition = squeezed(counts(f"{alias}.person_id", f"{alias}.role", f"{alias}.place"))
        if re.search(asked, text) and condition not in squeezed(text):
            found.add(table)
    return found


def answers_for(statement: Statement) -> bool:
    """It tells only of places where an office vouched (`answered_for`)."""
    sign = squeezed(answered_for("x", "y")).split("where")[0]
    return sign in squeezed(statement.text)


def test_what_is_asked_of_a_persons_posts_counts_by_a_voucher_or_opens_nothing() -> None:
    without = {
        name for name, each in STATEMENTS.items() if uncounted(each) and not answers_for(each)
    }
    needless = {name for name in OPENS_NOTHING if not uncounted(STATEMENTS[name])}
    assert without - OPENS_NOTHING.keys() == set()
    assert needless == set(), "these need no reason any more"


@pytest.mark.parametrize("name", ["HELD_BY_PERSON", "HELD_IN_SESSION", "HELD_BY_IDENTITY"])
def test_each_source_of_roles_counts(name: str) -> None:
    """By alias, as often as posts are read: a `union` with one branch left out is found."""
    text = STATEMENTS[f"identity.access.{name}"].text
    read = len(HELD.findall(text))
    assert read == 4
    assert text.count("from account_voucher") == read


FLOORS = ("api", "auth", "cli", "domain", "persistence", "services")


def test_roles_are_made_in_one_place() -> None:
    root = Path(__file__).parents[3]
    makers = {
        str(path.relative_to(root))
        for floor in FLOORS
        for path in (root / floor).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "HeldRole"
    }
    assert makers == {"persistence/identity/access.py"}


def test_what_others_recorded_of_somebody_takes_a_voucher_or_reach() -> None:
    """Every read of rows about `:by` names `answered_for`, unless it names a reach."""
    open_to_all = {
        name
        for name, each in STATEMENTS.items()
        if "by" in each.names
        and re.search(
            rf"\b(?:teacher_id|about_id|owner_id|tutor_id)\s*=\s*\${each.names.index('by') + 1}\b",
            each.text,
        )
        and not answers_for(each)
        and "roots" not in each.names
        and "own_roots" not in each.names
    }
    assert open_to_all == set()


_REACHED = "within what the caller reaches by what counts"
WITHIN_REACH = {
    "reporting.report_messages": _REACHED,
    "reporting.report_reviews.REVIEWS": _REACHED,
    "reporting.report_revisions": _REACHED,
    "reporting.reports.reading": _REACHED,
    "exchange.events": "a referral is kept from whom it is about",
    "filters": "a referral is kept from whom it is about",
}
"""By the beginning of their names, what compares who was observed or promised with the caller."""


def test_what_others_recorded_of_the_caller_takes_a_voucher_or_a_reach() -> None:
    told = set()
    for name, each in STATEMENTS.items():
        me = rf"\${each.names.index('by') + 1}\b" if "by" in each.names else r"\b\B"
        about = rf"\b(?:teacher_id|about_id|owner_id|tutor_id)\s*=\s*{me}"
        if re.search(about, each.text) and not answers_for(each):
            told.add(name)
    assert {name for name in told if not name.startswith(tuple(WITHIN_REACH))} == set()
