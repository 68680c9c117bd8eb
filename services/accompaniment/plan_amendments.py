"""Amending a plan in force, and what is decided over an amendment."""

from domain.accompaniment.plans.amending import (
    AmendmentAct,
    AmendmentId,
    Proposal,
    amend,
    decide_amendment,
)
from domain.accompaniment.plans.model import PlanId
from domain.versions import Change
from persistence.accompaniment.plans.amending import load_amendment_facts, store_amendment
from persistence.accompaniment.plans.amendment_acting import store_amendment_act
from persistence.accompaniment.plans.amendments import read_amendment
from persistence.accompaniment.plans.holding import hold_plan
from persistence.calls import Call
from persistence.database import Versioned, Writing
from services.running import in_transaction


@in_transaction
async def put(call: Call[Writing], plan: PlanId, id: AmendmentId, proposal: Proposal) -> Versioned:
    """Keep an amendment as whoever carries the plan sends it."""
    await hold_plan(call, plan)
    named = [teacher.id for teacher in proposal.content.teachers]
    facts = await load_amendment_facts(call, plan, id, named=named)
    decision = amend(proposal, facts, call.permit, if_match=call.if_match)
    if decision.change is Change.NOTHING:
        return await read_amendment(call, plan, id)
    return await store_amendment(call, plan, id, proposal, decision)


@in_transaction
async def act(
    call: Call[Writing],
    plan: PlanId,
    id: AmendmentId,
    what: AmendmentAct,
    *,
    words: str | None = None,
) -> Versioned:
    """Do it to the amendment, or find it done. Of two at once the second waits, and is told what
    the first made of it."""
    await hold_plan(call, plan)
    facts = await load_amendment_facts(call, plan, id)
    done = decide_amendment(what, facts, call.permit, words=words, if_match=call.if_match)
    if facts.present is None or done is None:
        return await read_amendment(call, plan, id)
    return await store_amendment_act(call, id, what, done, version=facts.present.version)
