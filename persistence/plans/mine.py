"""The plans by which the caller is accompanied, and those that they wrote: one's own need no
territory, and stay readable whatever one holds by now (model, rule 5)."""

from domain.access import PersonId
from domain.plans import WHAT, PlanId
from persistence.database import Json, Reading, Versioned, found
from persistence.paging import Page, PageWanted, fetch_page, page_of
from persistence.plans.views import ROW, content, whole

# Who is accompanied knows of it once it stands.
_MINE = """(x.author_id = $1 or x.status in ('approved', 'in_execution', 'closed') and exists (
    select from plan_teacher m where m.plan_id = x.id and m.person_id = $1
))"""

MY_PLANS_PAGE = page_of(
    f"""
    select x.* from accompaniment_plan x
    where x.id = any(array(
        select a.id from accompaniment_plan a where a.author_id = $1
        union all select m.plan_id from plan_teacher m where m.person_id = $1
    )) and {_MINE} and (x.year, x.id) < ($2::text::int, $3::text::uuid)
    order by x.year desc, x.id desc
    limit $4 + 1
    """,
    view=ROW,
    keys=("year", "id"),
    limit="$4",
)

MY_PLAN = f"""
select {whole(caller="$1", visits="array[]")}::text, r.version
from (
    select x.*, {content("x")} as content from accompaniment_plan x where x.id = $2 and {_MINE}
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
