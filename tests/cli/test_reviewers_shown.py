"""Every report of the demonstration that waits for a review waits for somebody who finds it."""

import json

import pytest

from domain.access.permits import PersonId, grant, scopes_of
from domain.access.scopes import Scope
from persistence.calls import Call, OpenCall
from persistence.identity.access import read_held
from persistence.paging import PageWanted
from persistence.reporting.reports.reading import ReportFilter, read_reports
from persistence.transaction import Transaction
from tests.cli.seeding import MORNING, keep
from tests.world import Connection

WAITING = """
select r.id::text from report r join report_cut c on c.code = r.cut_code
join report_stream s on s.year = c.year and s.code = c.stream_code
where r.status = 'submitted' and s.review_required
"""
REVIEWERS = """
select distinct person_id from appointment where role in ('director', 'ugel', 'dre', 'minedu')
"""
TO_REVIEW = ReportFilter(cut=None, institution=None, status=None, to_review=True)


async def queue(connection: Connection, person: PersonId) -> dict[str, dict[str, object]]:
    db = Transaction(connection)
    held = await read_held(OpenCall(db, MORNING), person)
    permit = grant(person, Scope.REPORTS_READ, scopes=scopes_of(held), held=held)
    page = await read_reports(Call(db, MORNING, permit), PageWanted(10_000, None), TO_REVIEW)
    return {row["id"]: row["waits_for"] for row in json.loads(page.items)}


@pytest.mark.slow
async def test_each_report_has_a_reviewer(connection: Connection) -> None:
    await keep(connection, MORNING)
    waiting = {row["id"] for row in await connection.fetch(WAITING)}
    found: dict[str, dict[str, object]] = {}
    for row in await connection.fetch(REVIEWERS):
        found |= await queue(connection, PersonId(row["person_id"]))
    assert found.keys() == waiting
    passed = [waits for waits in found.values() if waits["passed_up"]]
    assert passed, "the region that manages schools passes its own up"
