"""Giving hours to the coordinators of a school."""

from uuid import UUID

from domain.accompaniment import workload_assignments
from domain.accompaniment.workload_assignments import AssignmentRequest, weekly_hours
from domain.versions import Change
from persistence.accompaniment.workload_assignments import (
    load_assignment_facts,
    read_assignment,
    store_assignment,
)
from persistence.calls import Call
from persistence.database import Storing, Versioned
from services.running import retried


@retried
async def assign(call: Call[Storing], id: UUID, request: AssignmentRequest) -> Versioned:
    """Give the hours of every line with their event, unless they are given so already."""
    facts = await load_assignment_facts(call, id, request)
    assignment = request.at(facts.place)
    change = workload_assignments.assign(assignment, facts, by=call.by, if_match=call.if_match)
    if change is Change.NOTHING:
        return await read_assignment(call, id)
    shares = weekly_hours(facts.lines, assignment)
    return await store_assignment(call, id, assignment, shares=shares, version=facts.version)
