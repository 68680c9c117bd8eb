"""Amendments of plans as whoever may read them finds them."""

from domain.access.permits import Reach
from domain.accompaniment.plans.amending import WHAT_AMENDMENT, AmendmentId
from domain.accompaniment.plans.model import WHAT, PlanId
from persistence.accompaniment.plans.amendment_views import (
    AMENDMENT,
    AMENDMENT_ROW,
    amendment_seen,
    before,
    proposed,
)
from persistence.accompaniment.plans.views import seen
from persistence.database import Json, Reading, Versioned, found, roots

_SEEN = amendment_seen("a", "x", roots="$2", caller="$3")

AMENDMENTS = f"""
select json_build_object('items', coalesce((
    select json_agg({AMENDMENT_ROW} order by coalesce(r.submitted_at, 'infinity') desc, r.id)
    from (
        select a.*, {proposed("a", "$3")} as told from plan_amendment a
        where a.plan_id = x.id and {_SEEN}
    ) r
), '[]'))::text
from accompaniment_plan x where x.id = $1 and {seen("x", "$2", "$3")}
"""

ONE_AMENDMENT = f"""
select {AMENDMENT}::text, r.version
from (
    select a.*, {proposed("a", "$3")} as told, {before("a", "x", roots="$2", caller="$3")} as before
    from plan_amendment a join accompaniment_plan x on x.id = a.plan_id
    where x.id = $1 and a.id = $4 and {_SEEN}
) r
"""


async def show_all(db: Reading, plan: PlanId, *, reach: Reach) -> Json:
    """The amendments of a plan in sight, the latest submitted first but for one's own draft."""
    return Json(found(await db.fetchval(AMENDMENTS, plan, roots(reach), reach.person), WHAT))


async def show_one(db: Reading, plan: PlanId, amendment: AmendmentId, *, reach: Reach) -> Versioned:
    """One of them, beside the content that it replaced or would."""
    row = await db.fetchrow(ONE_AMENDMENT, plan, roots(reach), reach.person, amendment)
    row = found(row, WHAT_AMENDMENT)
    return Versioned(Json(row[0]), row[1])
