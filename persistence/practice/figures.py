"""SQL fragments: what accompaniment came to in a school year, by any level of the tree.

`$1` the roots, `$2` the school year, `$3` the day in Peru, `$4` and `$5` the kind and code of a
place to stay under, or null, `$6` how many names of a path make the groups' (4: by school).
"""

from domain.hours import MINUTES_A_DAY
from persistence.hours import COUNTS, of_year
from persistence.hours.days import lesson_days

AREA = """
area as materialized (
    select case when r <@ u.path then r else u.path end as path
    from unnest($1::text[]::ltree[]) r
    join (
        select path from place where kind = $4 and code = $5
        union all select 'pe' where $4::text is null
    ) u on r <@ u.path or u.path <@ r
)"""

_IN_AREA = "<@ any(array(select path from area))"


def _at(row: str) -> str:
    return f"subpath({row}.place, 0, $6::int)"


DAY = "least($3::date, (select x.ends_on from school_year x where x.year = $2))"
"""The day on which people are counted: of a year that is over, its last."""

# Whoever teaches there on the day; visits to those who left count as visits, not as teachers.
_SEEN = f"""
teacher as (
    select h.place, h.person_id from appointment h
    where h.role = 'teacher' and h.place {_IN_AREA} and (h.valid @> {DAY}) is true
), visit as materialized (
    select v.id, v.place, v.teacher_id, v.status, v.finished_at from classroom_visit v
    where v.year = $2 and v.place {_IN_AREA}
), seen as (
    select v.place, v.teacher_id as person_id, bool_or(v.status = 'done') as visited from visit v
    where v.status in ('planned', 'confirmed', 'done') group by v.place, v.teacher_id
)"""

_PEOPLE = f"""
select {_at("t")} as at, count(*)::int as teachers, count(s.person_id)::int as programmed,
    count(*) filter (where s.visited)::int as visited
from teacher t left join seen s on s.place = t.place and s.person_id = t.person_id
group by 1"""

# One by one, by its key: joined whole, the planner reads the nation's dialogues for one school.
DIALOGUE = """lateral (
    select x.status, x.held_from from reflective_dialogue x where x.visit_id = v.id limit 1
)"""

_VISITS = f"""
select {_at("v")} as at,
    count(*) filter (where v.status in ('planned', 'confirmed'))::int as to_come,
    count(*) filter (where v.status = 'done')::int as done,
    count(*) filter (where v.status = 'not_done')::int as not_done,
    count(d.held_from)::int as held,
    count(*) filter (where d.status = 'agreed')::int as agreed,
    percentile_cont(0.5) within group (
        order by extract(epoch from d.held_from - v.finished_at) / 86400
    ) as days
from visit v left join {DIALOGUE} d on true
group by 1"""

_PROMISES = f"""
select {_at("c")} as at,
    count(*) filter (where c.status = 'open')::int as open,
    count(*) filter (where c.status = 'open' and c.due_on < $3::date)::int as overdue,
    count(*) filter (where c.status = 'met')::int as met,
    count(*) filter (where c.status = 'not_met')::int as not_met,
    count(*) filter (where c.status = 'carried_over')::int as carried_over
from commitment c where c.year = $2 and c.place {_IN_AREA} group by 1"""

_SESSIONS = f"""
select n.at, jsonb_object_agg(n.kind, jsonb_build_object('planned', n.planned, 'held', n.held))
    as kinds
from (
    select {_at("s")} as at, s.kind, count(*)::int as planned,
        count(*) filter (where s.status in ('held', 'minuted'))::int as held
    from collaborative_session s
    where s.year = $2 and s.status <> 'cancelled' and s.place {_IN_AREA} group by 1, 2
) n group by n.at"""

_PLANS = f"""
select {_at("p")} as at,
    count(*) filter (where p.status in ('draft', 'submitted', 'returned'))::int as unapproved,
    count(*) filter (where p.status in ('approved', 'in_execution'))::int as approved,
    count(*) filter (where p.status = 'closed')::int as closed,
    count(p.pat_at)::int as in_pat
from accompaniment_plan p where p.year = $2 and p.place {_IN_AREA} group by 1"""


_DUE = lesson_days(
    "greatest(lower(h.valid), r.starts_on)",
    "least(coalesce(upper(h.valid) - 1, r.ends_on), r.ends_on, $3::date)",
    place="r.place",
    year="$2",
)

_ASSIGNED = f"""
assigned as materialized (
    select r.* from {of_year()} where r.year = $2 and r.place {_IN_AREA}
)"""

# As `domain.hours` reckons each assignment, without its weeks and cuts. One by one, by their keys:
# joined as sets, the planner takes them for a few and goes through all for each.
_HOURS = f"""
select {_at("r")} as at, sum(w.hours * w.days * {MINUTES_A_DAY})::int as due,
    sum(w.executed)::int as executed
from assigned r, lateral (
    select (
        select sum(coalesce(g.hours, l.hours)) from workload_line l
        left join workload_share g on g.assignment_id = r.id and g.code = l.code
        where l.year = r.year and l.role = r.role and l.proof is not null
    ) as hours, (
        select coalesce(sum({_DUE}), 0) from appointment h
        where h.person_id = r.person_id and h.role = r.role and h.post is not null
        and h.place = any(array[r.place])
    ) as days, (select coalesce(sum(f.minutes), 0) from {COUNTS}) as executed
) w group by 1"""

PARTS = {
    "teachers": (_PEOPLE, ("teachers", "programmed", "visited")),
    "visits": (_VISITS, ("to_come", "done", "not_done", "held", "agreed", "days")),
    "commitments": (_PROMISES, ("open", "overdue", "met", "not_met", "carried_over")),
    "sessions": (_SESSIONS, ("kinds",)),
    "plans": (_PLANS, ("unapproved", "approved", "closed", "in_pat")),
    "hours": (_HOURS, ("due", "executed")),
}
"""What is told, by name: a query with a row for each group `at`, and its columns."""
NOTHING = {name: dict.fromkeys(columns) for name, (_, columns) in PARTS.items()}
"""The figures of a group that has none."""


def _field(part: str, column: str) -> str:
    return f"'{column}', {part}_of.{column}"


def counted() -> str:
    """CTEs up to `told (at, facts)`: for each group that has anything, its figures as JSON."""
    parts = ", ".join(f"{name}_of as materialized ({query})" for name, (query, _) in PARTS.items())
    groups = " union ".join(f"select at from {name}_of" for name in PARTS)
    fields = ", ".join(
        f"'{name}', jsonb_build_object({', '.join(_field(name, c) for c in columns)})"
        for name, (_, columns) in PARTS.items()
    )
    joins = " ".join(f"left join {name}_of on {name}_of.at = g.at" for name in PARTS)
    return f"""with {AREA}, {_SEEN}, {_ASSIGNED}, {parts}, told as (
    select g.at, jsonb_build_object({fields}) as facts from ({groups}) g {joins}
)"""
