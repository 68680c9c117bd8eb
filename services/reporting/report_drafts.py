"""Work on drafts: saved whole or in parts, filled from dialogues, checked and filed."""

from domain.json_values import same
from domain.reporting.report_drafts.from_work import check_takes_work, with_work
from domain.reporting.report_drafts.model import DraftContent, DraftSection, Submission
from domain.reporting.report_drafts.saving import begins, merged
from domain.reporting.report_drafts.saving import write_report_draft as decide
from domain.reporting.report_drafts.submitting import check_filing, completed
from domain.reporting.reports.closing import check_still_taken
from domain.reporting.reports.filing import declaring_role
from domain.reporting.reports.model import ObligationId, Report, ReportId
from domain.versions import Change
from persistence.calls import Call
from persistence.database import Reading, Storing, Versioned, Writing
from persistence.reporting.report_drafts.from_work import load_finished_dialogues
from persistence.reporting.report_drafts.keeping import (
    hold_draft,
    load_draft,
    load_own_draft,
    read_draft,
    spend_draft,
    store_draft,
)
from persistence.reporting.reports.filing import load_filing_facts
from persistence.reporting.reports.storing import read_receipt
from services.instruments.forms import forms_of
from services.reporting.reports import file
from services.running import in_transaction, retried


def _nothing_of(obligation: ObligationId) -> Report:
    """A report that says nothing yet: to ask who declares it."""
    return Report(obligation, sworn=False, narrative=None, observations=(), captured_at=None)


@retried
async def put(call: Call[Storing], id: ReportId, content: DraftContent) -> Versioned:
    """Keep a draft whole, begun by whoever declares what it is about."""
    present = await load_draft(call, id, obligation=content.obligation_id)
    if begins(present, id, content):
        facts = await load_filing_facts(call, id, _nothing_of(content.obligation_id))
        declaring_role(facts, call.permit)
        if present is None:
            check_still_taken(facts, call.permit, now=call.now)
    if decide(content, present, id, if_match=call.if_match) is Change.NOTHING:
        return await read_draft(call, id)
    return await store_draft(call, id, content, replaces=present)


@in_transaction
async def put_section(call: Call[Writing], id: ReportId, section: DraftSection) -> Versioned:
    """Write a section of one observation over the draft. Many devices save at once, and each keeps
    what it sent: so the draft is held instead of decided on again."""
    present = await hold_draft(call, id)
    content = merged(present.content, section)
    if same(content, present.content):
        return await read_draft(call, id)
    return await store_draft(call, id, content, replaces=present)


@retried
async def fill_from_work(call: Call[Storing], id: ReportId, obligation: ObligationId) -> Versioned:
    """Add to the draft, begun if there is none, what the caller's finished dialogues of the cut's
    period say and no report of theirs does; what is there already stays as it is."""
    facts = await load_filing_facts(call, id, _nothing_of(obligation))
    declaring_role(facts, call.permit)
    check_takes_work(facts)
    present = await load_draft(call, id, obligation=obligation)
    if present is None:
        check_still_taken(facts, call.permit, now=call.now)
    finished = await load_finished_dialogues(call, id, facts)
    content, change = with_work(present, id, obligation, finished)
    if change is Change.NOTHING:
        return await read_draft(call, id)
    return await store_draft(call, id, content, replaces=present)


async def check(call: Call[Reading], id: ReportId) -> None:
    """Pass when it could be filed as it is, whatever the window of its cut: or what filing would
    answer, every fault at once."""
    draft = await load_own_draft(call, id)
    whole = completed(draft.content, Submission(sworn=True, captured_at=None))
    facts = await load_filing_facts(call, id, whole)
    forms = await forms_of(call, facts.forms)
    check_filing(id, whole, facts, call.permit, forms=forms, now=call.now)


async def submit(call: Call[Storing], id: ReportId, submission: Submission) -> Versioned:
    """File what was saved. It is kept if that is refused, and gone once it is a report: whoever
    asks again, their answer lost, gets the receipt."""
    draft = await load_draft(call, id)
    if draft is None:
        return await read_receipt(call, id)
    filed = await file(call, id, completed(draft.content, submission))
    await spend_draft(call, id, version=draft.version)
    return filed
