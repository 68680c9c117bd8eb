"""One sound request for each operation of the contract, aimed at one target."""

from tests.access.accompaniment.break_requests import break_calls
from tests.access.accompaniment.dialogue_requests import dialogue_calls
from tests.access.accompaniment.hours_requests import hours_calls
from tests.access.accompaniment.plan_requests import plan_calls
from tests.access.accompaniment.practice_requests import practice_calls
from tests.access.accompaniment.school_work_requests import school_work_calls
from tests.access.accompaniment.visit_requests import visit_calls
from tests.access.call import Call
from tests.access.exchange.exchange_requests import exchange_calls
from tests.access.identity.access_requests import access_calls
from tests.access.identity.account_requests import account_calls
from tests.access.instruments.instrument_requests import instrument_calls
from tests.access.people.appointment_requests import appointment_calls
from tests.access.people.person_requests import person_calls
from tests.access.reporting.calendar_requests import calendar_calls
from tests.access.reporting.extension_requests import extension_calls
from tests.access.reporting.obligation_requests import obligation_calls
from tests.access.reporting.report_requests import report_calls
from tests.access.reporting.result_requests import result_calls
from tests.access.targets import Target
from tests.access.territory.institution_requests import institution_calls

TABLES = (
    institution_calls,
    person_calls,
    appointment_calls,
    account_calls,
    access_calls,
    instrument_calls,
    report_calls,
    calendar_calls,
    extension_calls,
    obligation_calls,
    result_calls,
    break_calls,
    dialogue_calls,
    hours_calls,
    plan_calls,
    practice_calls,
    school_work_calls,
    visit_calls,
    exchange_calls,
)


def calls(t: Target) -> dict[str, Call]:
    """By operationId. The keys must be those of the contract's secured operations."""
    return {op: call for table in TABLES for op, call in table(t).items()}
