"""Filing a report, and correcting one that was returned."""

from domain.reporting.reports.filing import file_report
from domain.reporting.reports.model import Report, ReportId, ReportState
from persistence.calls import Call
from persistence.database import Storing, Versioned
from persistence.reporting.reports.filing import load_filing_facts
from persistence.reporting.reports.storing import read_receipt, store_correction, store_report
from services.instruments.forms import forms_of
from services.running import retried


@retried
async def file(call: Call[Storing], id: ReportId, report: Report) -> Versioned:
    """A first filing, the correction of a returned report, or the receipt of what was filed. Of two
    that claim one obligation at once, the second decides again on what the first left, and so hears
    its exact reason."""
    facts = await load_filing_facts(call, id, report)
    forms = await forms_of(call, facts.forms)
    decision = file_report(
        id, report, facts, call.permit, forms=forms, if_match=call.if_match, now=call.now
    )
    if isinstance(decision, ReportState):
        return await read_receipt(call, decision.id)
    if decision.replaces is None:
        return await store_report(call, decision, facts.window)
    return await store_correction(call, decision)
