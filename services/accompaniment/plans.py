"""Writing a plan, and what is done to it from its submission to its end."""

from dataclasses import replace

from domain.accompaniment.plans.deciding import decide, write_plan
from domain.accompaniment.plans.life import PlanAct
from domain.accompaniment.plans.model import PlanId, PlanRequest
from domain.versions import Change
from persistence.accompaniment.plans.acting import store_act
from persistence.accompaniment.plans.drafting import load_saving_facts, store_plan
from persistence.accompaniment.plans.holding import hold_plan
from persistence.accompaniment.plans.reading import read_plan
from persistence.accompaniment.plans.state import load_plan_state
from persistence.calls import Call
from persistence.database import Versioned, Writing
from services.running import in_transaction


@in_transaction
async def put(call: Call[Writing], id: PlanId, request: PlanRequest) -> Versioned:
    """Keep a plan as its author sends it, again and again, harmlessly repeated."""
    await hold_plan(call, id)
    facts = await load_saving_facts(call, id, request)
    decision = write_plan(request, facts, call.permit, if_match=call.if_match)
    if decision.change is not Change.NOTHING:
        await store_plan(call, id, request, decision)
    plan = await read_plan(call, id)
    return replace(plan, created=decision.change is Change.CREATE)


@in_transaction
async def act(
    call: Call[Writing], id: PlanId, what: PlanAct, *, words: str | None = None
) -> Versioned:
    """Do it to the plan, or find it done. Of two at once the second waits, and is told what the
    first made of the plan."""
    await hold_plan(call, id)
    plan = await load_plan_state(call, id)
    done = decide(what, plan, call.permit, words=words, if_match=call.if_match)
    if plan is None or done is None:
        return await read_plan(call, id)
    return await store_act(call, plan, what, done)
