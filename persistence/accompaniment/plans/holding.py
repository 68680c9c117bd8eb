"""Whoever changes a plan, or an amendment of it, holds the plan until they are done."""

from domain.accompaniment.plans.model import PlanId
from persistence.calls import Call
from persistence.database import Writing
from persistence.statements import Lock

HOLD_PLAN = Lock("select from accompaniment_plan where id = :id for update")


async def hold_plan(call: Call[Writing], id: PlanId) -> None:
    """Wait for whoever changes the plan. What is read after this is all of what they left; read by
    the statement that waits, what stands beside the plan would be what was there before."""
    await HOLD_PLAN.row(call, id=id)
