"""Plans as lists and one by one, and what was decided over them; each within the caller's reach."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.access.permits import Permit, Reach
from domain.access.scopes import Scope
from domain.accompaniment.plans.life import Status
from domain.accompaniment.plans.model import WHAT, Kind, PlanId
from persistence.accompaniment.plans.carrying import falls_to
from persistence.accompaniment.plans.views import ROW, seen, shown, told
from persistence.database import Json, Reading, Versioned, found, roots
from persistence.paging import Page, PageWanted, fetch_page, page_of
from persistence.people.holders import full_name

PLANS_PAGE = page_of(
    f"""
    select x.* from accompaniment_plan x
    where {seen("x", "$1", "$2")}
    and ($3::int is null or x.year = $3)
    and ($4::text is null or x.kind = $4)
    and ($5::text is null or x.status = $5)
    and ($6::uuid is null or x.author_id = $6)
    and ($7::text is null or x.place = (
        select f.path from place f where f.kind = 'institution' and f.code = $7
    ))
    and (x.year, x.place, x.id) < ($8::text::int, $9::text::ltree, $10::text::uuid)
    order by x.year desc, x.place desc, x.id desc
    limit $11 + 1
    """,
    view=ROW,
    keys=("year", "place", "id"),
    limit="$11",
)

_FALLS = falls_to("r", "$3", now="$5::timestamptz")
_SEES = f"({_FALLS} or r.place <@ any($4::text[]::ltree[]))"

ONE_PLAN = f"""
select {shown(caller="$3", whole="r.in_reach", sees=_SEES)}::text, r.version
from (
    select x.*, {told("x", "$3", whole="x.in_reach")} as content
    from (
        select p.*, p.place <@ any($2::text[]::ltree[]) as in_reach from accompaniment_plan p
    ) x
    where x.id = $1 and {seen("x", "$2", "$3")}
) r
"""

# Whoever sees a plan knows of its decisions; a draft has none. Who wrote it, out of reach by now,
# hears nothing of what others amended.
PLAN_HISTORY = f"""
select json_build_object('items', coalesce((
    select json_agg(json_build_object(
        'at', e.at, 'act', split_part(e.kind, '.', 2), 'note', e.payload ->> 'reason',
        'amendment_id', e.payload ->> 'amendment_id',
        'by', json_build_object('id', w.id, 'name', {full_name("w")}, 'role', e.payload ->> 'role')
    ) order by e.tx, e.seq)
    from event e join person w on w.id = e.actor_id
    where e.subject = 'plan/' || x.id and (
        e.payload ->> 'amendment_id' is null or x.place <@ any($2::text[]::ltree[])
        or exists (
            select from plan_amendment a
            where a.id::text = e.payload ->> 'amendment_id' and a.author_id = $3
        )
    )
), '[]'))::text
from accompaniment_plan x where x.id = $1 and {seen("x", "$2", "$3")}
"""

_FIRST = ("9999", "zz", "ffffffff-ffff-ffff-ffff-ffffffffffff")


@dataclass(frozen=True, slots=True)
class Filter:
    """Which plans of those in sight; None means any."""

    year: int | None = None
    kind: Kind | None = None
    status: Status | None = None
    author: UUID | None = None
    institution: str | None = None


async def show_page(db: Reading, wanted: PageWanted, chosen: Filter, *, reach: Reach) -> Page:
    """The plans in reach, by year, the latest first, and school; of drafts, the caller's own."""
    return await fetch_page(
        db,
        PLANS_PAGE,
        roots(reach),
        reach.person,
        chosen.year,
        chosen.kind,
        chosen.status,
        chosen.author,
        chosen.institution,
        *(wanted.after or _FIRST),
        wanted.limit,
    )


async def show_one(db: Reading, plan: PlanId, *, permit: Permit, now: datetime) -> Versioned:
    """One plan with its progress: visits by teacher to whom it falls to, and where the caller reads
    visits."""
    reach, visits = permit.reach, permit.reach_of(Scope.VISITS_READ)
    row = await db.fetchrow(ONE_PLAN, plan, roots(reach), permit.person, roots(visits), now)
    row = found(row, WHAT)
    return Versioned(Json(row[0]), row[1])


async def show_history(db: Reading, plan: PlanId, *, reach: Reach) -> Json:
    """Who submitted, returned, approved and marked the plan, and when."""
    return Json(found(await db.fetchval(PLAN_HISTORY, plan, roots(reach), reach.person), WHAT))
