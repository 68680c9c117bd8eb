"""The signs of quality of filed reports."""

from collections.abc import Sequence
from uuid import UUID

from domain.errors import NotFound
from domain.reporting.quality.flagging import flags
from domain.reporting.quality.model import MOST, ReportSigns
from domain.reporting.reports.model import REPORT
from persistence.calls import Call
from persistence.database import Reading
from persistence.reporting.quality import load_quality_facts


async def look(call: Call[Reading], reports: Sequence[UUID]) -> Sequence[ReportSigns]:
    """The signs of each of the reports that lies in reach, in the order they are asked for."""
    facts = await load_quality_facts(call, reports[:MOST])
    return [ReportSigns(each.id, each.open, flags(each)) for each in facts]


async def look_at(call: Call[Reading], report: UUID) -> ReportSigns:
    """The signs of one report in reach."""
    for signs in await look(call, [report]):
        return signs
    raise NotFound(what=REPORT)
