"""Comparing two contents of a report."""

import json
from typing import Any

from domain.reporting.report_revisions import difference
from domain.reporting.reports.model import ReportId
from persistence.calls import Call
from persistence.database import Reading
from persistence.reporting.report_revisions import read_revision


async def compare(
    call: Call[Reading], report: ReportId, revision: int, *, since: int
) -> dict[str, Any]:
    """What changed from one content to another, of what the caller may read of both."""
    before = json.loads(await read_revision(call, report, since))
    after = json.loads(await read_revision(call, report, revision))
    withheld = before["withheld"] or after["withheld"]
    changes = [] if withheld else difference(before, after)
    return {"from": since, "to": revision, "withheld": withheld, "changes": changes}
