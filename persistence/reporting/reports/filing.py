"""Filing a report, and correcting one that was returned: load, decide, store."""

from datetime import datetime

from domain.access.permits import Permit
from domain.reporting.reports.filing import file_report
from domain.reporting.reports.model import Draft, ReportId, Standing
from persistence.database import DatabaseUnavailable, Storing, Versioned
from persistence.reporting.reports.desk import load_desk
from persistence.reporting.reports.storing import correct, show_receipt, store

DECISIONS = 3
"""Times a filing is decided anew because the obligation changed between decision and statement."""


async def file(
    db: Storing,
    report_id: ReportId,
    draft: Draft,
    permit: Permit,
    *,
    if_match: int | None,
    now: datetime,
) -> Versioned:
    """Load, decide, store: a first filing, or the correction of a returned report. Of two that
    claim one obligation at once, the second decides again on what the first left, and so hears its
    exact reason."""
    for _ in range(DECISIONS):
        desk = await load_desk(db, report_id, draft, reach=permit.reach, now=now)
        decided = file_report(report_id, draft, desk, permit, if_match=if_match, now=now)
        if isinstance(decided, Standing):
            return await show_receipt(db, decided.id, reach=permit.reach)
        first = decided.replaces is None
        stored = await (store(db, decided, desk.window) if first else correct(db, decided))
        if stored:
            return stored
    raise DatabaseUnavailable
