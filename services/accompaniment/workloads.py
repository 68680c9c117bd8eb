"""Drafting how a coordinator's week is shared out, and publishing it."""

from domain.accompaniment import workloads
from domain.accompaniment.workloads import Coordinator, WorkloadTemplate, flat_lines, write_template
from domain.versions import Change
from persistence.accompaniment.workloads import (
    load_template_facts,
    read_workload,
    store_draft,
    store_publication,
)
from persistence.calls import Call
from persistence.database import Storing, Versioned
from services.running import retried


@retried
async def draft(
    call: Call[Storing], year: int, role: Coordinator, template: WorkloadTemplate
) -> Versioned:
    """Keep the draft with all its lines and its event, unless it stands so already."""
    facts = await load_template_facts(call, year, role)
    if write_template(template, facts, if_match=call.if_match) is Change.NOTHING:
        return await read_workload(call, year, role)
    lines = flat_lines(template)
    return await store_draft(call, year, role, template, lines=lines, version=facts.version)


@retried
async def publish(call: Call[Storing], year: int, role: Coordinator) -> Versioned:
    """Publish the template that the caller read, unless it was published already."""
    facts = await load_template_facts(call, year, role)
    if workloads.publish(facts, if_match=call.if_match) is Change.NOTHING:
        return await read_workload(call, year, role)
    return await store_publication(call, year, role, version=facts.version)
