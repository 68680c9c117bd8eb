"""Amendments of plans as whoever may read them finds them."""

from domain.accompaniment.plans.amending import AMENDMENT, AmendmentId
from domain.accompaniment.plans.model import PLAN, PlanId
from persistence.accompaniment.plans.amendment_views import (
    AMENDMENT_ROW,
    amendment_seen,
    one_amendment,
    proposed,
)
from persistence.accompaniment.plans.views import seen
from persistence.calls import Call
from persistence.database import Json, Reading, Versioned, as_read, found
from persistence.statements import Query

AMENDMENTS = Query(f"""
select json_build_object('items', coalesce((
    select json_agg({AMENDMENT_ROW} order by coalesce(r.submitted_at, 'infinity') desc, r.id)
    from (
        select a.*, {proposed("a")} as proposal from plan_amendment a
        where a.plan_id = x.id and {amendment_seen("a", "x")}
    ) r
), '[]'))::text
from accompaniment_plan x where x.id = :plan_id and {seen("x")}
""")

ONE_AMENDMENT = Query(
    one_amendment(
        "plan_amendment", f"x.id = :plan_id and a.id = :id and {amendment_seen('a', 'x')}"
    )
)


async def read_amendments(call: Call[Reading], plan_id: PlanId) -> Json:
    """The amendments of a plan in sight, the latest submitted first but for one's own draft."""
    return Json(found(await AMENDMENTS.value(call, plan_id=plan_id), PLAN))


async def read_amendment(call: Call[Reading], plan_id: PlanId, id: AmendmentId) -> Versioned:
    """One of them, beside the content that it replaced or would."""
    return as_read(await ONE_AMENDMENT.row(call, plan_id=plan_id, id=id), AMENDMENT)
