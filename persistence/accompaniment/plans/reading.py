"""Plans as lists and one by one, and what was decided over them; each within the caller's reach."""

from dataclasses import dataclass
from uuid import UUID

from domain.access.scopes import Scope
from domain.accompaniment.plans.life import PlanStatus
from domain.accompaniment.plans.model import PLAN, PlanId, PlanKind
from persistence.accompaniment.plans.carrying import falls_to
from persistence.accompaniment.plans.views import PLAN_ROW, plan_view, readable_content, seen
from persistence.calls import Call
from persistence.database import Json, Reading, Versioned, as_read, found
from persistence.fragments import in_reach
from persistence.mapping import columns
from persistence.paging import Page, PageWanted, in_order, read_page
from persistence.people.holders import full_name
from persistence.statements import Query

PLANS = in_order(
    f"""
    select x.* from accompaniment_plan x
    where {seen("x")}
    and (:year::int is null or x.year = :year)
    and (:kind::text is null or x.kind = :kind)
    and (:status::text is null or x.status = :status)
    and (:author::uuid is null or x.author_id = :author)
    and (:institution::text is null or x.place = (
        select f.path from place f where f.kind = 'institution' and f.code = :institution
    ))
    """,
    by="x.year int, x.place ltree, x.id uuid",
    view=PLAN_ROW,
    downwards=True,
)

_FALLS = falls_to("r", ":by", now=":now::timestamptz")
_SEES = f"({_FALLS} or r.place <@ any(:visit_roots::text[]::ltree[]))"


def one_plan(plans: str, such: str) -> str:
    """The statement that answers one of `plans`, a plan `x` such that, and its version. How many
    visits were done to whom is told to whom it falls to, and where the caller reads visits."""
    return f"""
select {plan_view(whole="r.in_reach", sees=_SEES)}::text as body, r.version
from (
    select x.*, {readable_content("x", whole="x.in_reach")} as content
    from (select p.*, {in_reach("p.place")} as in_reach from {plans} p) x
    where {such}
) r
"""


ONE_PLAN = Query(one_plan("accompaniment_plan", f"x.id = :id and {seen('x')}"))

# Whoever sees a plan knows of its decisions; a draft has none. Who wrote it, out of reach by now,
# hears nothing of what others amended.
PLAN_HISTORY = Query(f"""
select json_build_object('items', coalesce((
    select json_agg(json_build_object(
        'at', e.at, 'act', split_part(e.kind, '.', 2), 'note', e.payload ->> 'reason',
        'amendment_id', e.payload ->> 'amendment_id',
        'by', json_build_object('id', w.id, 'name', {full_name("w")}, 'role', e.payload ->> 'role')
    ) order by e.tx, e.seq)
    from event e join person w on w.id = e.actor_id
    where e.subject = 'plan/' || x.id and (
        e.payload ->> 'amendment_id' is null or {in_reach("x.place")}
        or exists (
            select from plan_amendment a
            where a.id::text = e.payload ->> 'amendment_id' and a.author_id = :by
        )
    )
), '[]'))::text
from accompaniment_plan x where x.id = :id and {seen("x")}
""")


@dataclass(frozen=True, slots=True)
class PlanFilter:
    """Which plans of those in sight; None means any."""

    year: int | None = None
    kind: PlanKind | None = None
    status: PlanStatus | None = None
    author: UUID | None = None
    institution: str | None = None


async def read_plans(call: Call[Reading], wanted: PageWanted, chosen: PlanFilter) -> Page:
    """The plans in reach, by year, the latest first, and school; of drafts, the caller's own."""
    return await read_page(call, PLANS, wanted, **columns(chosen))


async def read_plan(call: Call[Reading], id: PlanId) -> Versioned:
    """One plan with its progress."""
    visit_roots = list(call.permit.reach_of(Scope.VISITS_READ).roots)
    return as_read(await ONE_PLAN.row(call, id=id, visit_roots=visit_roots), PLAN)


async def read_history(call: Call[Reading], id: PlanId) -> Json:
    """Who submitted, returned, approved and marked the plan, and when."""
    return Json(found(await PLAN_HISTORY.value(call, id=id), PLAN))
