"""The plans by which the caller is accompanied, and those that they wrote: one's own need no
territory, and stay readable whatever one holds by now (model, rule 5)."""

from domain.access.permits import PersonId
from domain.accompaniment.plans.model import WHAT, PlanId
from persistence.accompaniment.plans.views import ROW, shown, told
from persistence.database import Json, Reading, Versioned, found
from persistence.paging import Page, PageWanted, fetch_page, page_of

# Who is accompanied knows of it once it stands; so does who wrote a part of it.
_ACCOMPANIED = """exists (
    select from plan_teacher m where m.plan_id = {plan}.id and m.person_id = $1
)"""
_MINE = f"""(x.author_id = $1 or x.closed_by = $1 or exists (
    select from plan_amendment a
    where a.plan_id = x.id and a.author_id = $1 and a.status = 'approved'
) or x.status in ('approved', 'in_execution', 'closed') and {_ACCOMPANIED.format(plan="x")})"""

_WHOLE = _ACCOMPANIED.format(plan="r")
"""Others read what they wrote, whatever their successors made of it."""

MY_PLANS_PAGE = page_of(
    f"""
    select x.* from accompaniment_plan x
    where x.id = any(array(
        select a.id from accompaniment_plan a where a.author_id = $1
        union all select m.plan_id from plan_teacher m where m.person_id = $1
        union all select a.plan_id from plan_amendment a where a.author_id = $1
        union all select c.id from accompaniment_plan c
        where c.closed_by = $1 and c.closed_by <> c.author_id
    )) and {_MINE} and (x.year, x.id) < ($2::text::int, $3::text::uuid)
    order by x.year desc, x.id desc
    limit $4 + 1
    """,
    view=ROW,
    keys=("year", "id"),
    limit="$4",
)

MY_PLAN = f"""
select {shown(caller="$1", whole=_WHOLE, sees="r.author_id = $1")}::text, r.version
from (
    select x.*, {told("x", "$1", whole=_ACCOMPANIED.format(plan="x"))} as content
    from accompaniment_plan x where x.id = $2 and {_MINE}
) r
"""

_FIRST = ("9999", "ffffffff-ffff-ffff-ffff-ffffffffffff")


async def show_page(db: Reading, wanted: PageWanted, *, person: PersonId) -> Page:
    """The caller's plans, the latest year first."""
    after = wanted.after or _FIRST
    return await fetch_page(db, MY_PLANS_PAGE, person, *after, wanted.limit)


async def show_one(db: Reading, plan: PlanId, *, person: PersonId) -> Versioned:
    """One of them, with the visits done to the caller."""
    row = found(await db.fetchrow(MY_PLAN, person, plan), WHAT)
    return Versioned(Json(row[0]), row[1])
