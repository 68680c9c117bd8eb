"""Speaking in the discussion of a report."""

from uuid import UUID

from domain.reporting import report_messages
from domain.reporting.reports.model import ReportId
from persistence.calls import Call
from persistence.database import StoredResource, Storing
from persistence.reporting.report_messages import (
    load_speaking_facts,
    read_message,
    store_message,
)
from services.running import retried


@retried
async def speak(call: Call[Storing], report: ReportId, id: UUID, text: str) -> StoredResource:
    """Write a message, or find that it was written."""
    facts = await load_speaking_facts(call, report, id)
    part = report_messages.speak(text, facts, call.permit)
    if part is None:
        return StoredResource(await read_message(call, report, id), created=False)
    return await store_message(call, report, id, part, text)
