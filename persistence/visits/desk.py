"""What planning and moving a visit look at, in one statement each."""

from uuid import UUID

from asyncpg import Record

from domain.access import Permit
from domain.visits import WHAT, Asked, HourCount, PlanningDesk, Standing, VisitId
from persistence.bookings import taken, taken_of
from persistence.database import Reading, found, roots
from persistence.hours.days import break_on
from persistence.plans.carrying import falls_to
from persistence.visits.hours import minutes_assigned, minutes_used, week_of, year_of
from persistence.visits.views import standing_of, standing_view

_DAY = "($6::timestamptz at time zone 'America/Lima')::date"
_BESIDES = "array[$1::uuid, $10::uuid]"

PLANNING_DESK = f"""
select y.year, exists (
        select from appointment h
        where h.person_id = $5 and h.place = any(array[p.path]) and h.role = 'teacher'
        and (h.valid @> {_DAY}) is true
    ) as teacher_there,
    exists (
        select from appointment h
        where h.person_id = $2 and h.place = any(array[p.path]) and h.role = $8
        and (h.valid @> {_DAY}) is true
        union all
        select from access_grant g
        where g.person_id = $2 and g.place = any(array[p.path]) and g.role = $8
        and g.ended_at is null and g.starts_at <= $7 and g.expires_at > $6
    ) as visitor_there,
    (
        select exists (
            select from plan_teacher c where c.plan_id = l.id and c.person_id = $5
        )
        from accompaniment_plan l
        where l.id = $9 and l.place = any(array[p.path]) and l.year = y.year
        and l.status <> 'closed'
        and (l.author_id = $2 or {falls_to("l", "$2", now="$6::timestamptz")})
    ) as plan_covers,
    {taken("array[$2::uuid, $5::uuid]", starts="$6", ends="$7", besides=_BESIDES)}::text as taken,
    {minutes_used(person="$2", place="p.path", role="$8", week="k", besides=_BESIDES)} as used,
    {minutes_assigned(person="$2", place="p.path", role="$8", year="y.year", week="k")} as assigned,
    {break_on(_DAY, "p.path", "y.year")} as day_off,
    (
        select {standing_view("v")}::text from classroom_visit v where v.id = $1
    ) as present
from place p
cross join {week_of(_DAY)} k
cross join lateral (select {year_of(_DAY)} as year) y
where p.path = $3::text::ltree and p.path <@ any($4::text[]::ltree[])
"""

MOVING_DESK = f"""
select {standing_view("v")}::text, v.version from classroom_visit v
where v.id = $1 and v.visitor_id = $2 and v.place <@ any($3::text[]::ltree[])
"""


async def load_desk(
    db: Reading, visit: VisitId, asked: Asked, *, permit: Permit, besides: UUID | None = None
) -> PlanningDesk:
    """All that planning a visit looks at; `besides` is a visit whose time is given back."""
    row = await db.fetchrow(
        PLANNING_DESK,
        *(visit, permit.person, asked.place, roots(permit.reach), asked.teacher),
        *(asked.span.starts_at, asked.span.ends_at, asked.role, asked.plan, besides or visit),
    )
    return _desk(found(row, "esa institución"))


def _desk(row: Record) -> PlanningDesk:
    return PlanningDesk(
        row["year"],
        row["teacher_there"],
        row["visitor_there"],
        row["plan_covers"],
        taken_of(row["taken"]),
        HourCount(row["used"], row["assigned"]),
        None if row["present"] is None else standing_of(row["present"]),
        row["day_off"],
    )


async def load_moving(db: Reading, visit: VisitId, *, permit: Permit) -> Standing:
    """A visit of the caller's own that another is to carry on."""
    row = await db.fetchrow(MOVING_DESK, visit, permit.person, roots(permit.reach))
    return standing_of(found(row, WHAT)[0])
