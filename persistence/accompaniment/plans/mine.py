"""The plans by which the caller is accompanied, and those that they wrote: one's own need no
territory, and stay readable whatever one holds by now (model, rule 5)."""

from domain.accompaniment.plans.model import PLAN, PlanId
from persistence.accompaniment.plans.views import PLAN_ROW, plan_view, readable_content
from persistence.calls import Call
from persistence.database import Reading, Versioned, as_read
from persistence.identity.vouchers import answered_for
from persistence.paging import Page, PageWanted, in_order, read_page
from persistence.statements import Query


def _accompanied(plan: str) -> str:
    """True when the plan names the caller. Others read what they wrote, whatever their successors
    made of it."""
    return f"""(exists (
    select from plan_teacher m where m.plan_id = {plan}.id and m.person_id = :by
) and {answered_for(f"{plan}.place")})"""


# Who is accompanied knows of it once it stands; so does who wrote a part of it.
_MINE = f"""(x.author_id = :by or x.closed_by = :by or exists (
    select from plan_amendment a
    where a.plan_id = x.id and a.author_id = :by and a.status = 'approved'
) or x.status in ('approved', 'in_execution', 'closed') and {_accompanied("x")})"""

MY_PLANS = in_order(
    f"""
    select x.* from accompaniment_plan x
    where x.id = any(array(
        select a.id from accompaniment_plan a where a.author_id = :by
        union all select m.plan_id from plan_teacher m where m.person_id = :by
        union all select a.plan_id from plan_amendment a where a.author_id = :by
        union all select c.id from accompaniment_plan c
        where c.closed_by = :by and c.closed_by <> c.author_id
    )) and {_MINE}
    """,
    by="x.year int, x.id uuid",
    view=PLAN_ROW,
    downwards=True,
)

MY_PLAN = Query(f"""
select {plan_view(whole=_accompanied("r"), sees="r.author_id = :by")}::text as body, r.version
from (
    select x.*, {readable_content("x", whole=_accompanied("x"))} as content
    from accompaniment_plan x where x.id = :id and {_MINE}
) r
""")


async def read_my_plans(call: Call[Reading], wanted: PageWanted) -> Page:
    """The caller's plans, the latest year first."""
    return await read_page(call, MY_PLANS, wanted)


async def read_my_plan(call: Call[Reading], id: PlanId) -> Versioned:
    """One of them, with the visits done to the caller."""
    return as_read(await MY_PLAN.row(call, id=id), PLAN)
