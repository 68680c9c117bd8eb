"""SQL fragments: what accompaniment came to in a school year, by any level of the tree.

Needs `:roots`; `:year`, the school year; `:today`; `:place_kind` and `:place_code`, a place to stay
under, or null; `:depth`, how many names of a path make the groups' (4: by school).
"""

from persistence.accompaniment.practice.hours import VISITED_MINUTES, assigned, hours
from persistence.fragments import roots_under

AREA = f"\narea as materialized ({roots_under()})"

_IN_AREA = "<@ any(array(select path from area))"


def _at(row: str) -> str:
    return f"subpath({row}.place, 0, :depth::int)"


DAY = "least(:today::date, (select x.ends_on from school_year x where x.year = :year))"
"""The day on which people are counted: of a year that is over, its last."""

# School by school: what a school has is few rows, so one plan serves a school and the nation alike.
# Joined as sets, the planner took the nation for a few and went through all for each. No school's
# rows are looked for with `place = ...`, which would ask the index that reach needs (holders.py).
_SCHOOLS = f"""
school as materialized (
    select p.path as place from place p where p.kind = 'institution' and p.path {_IN_AREA}
    order by p.path
), span as materialized (
    select y.starts_on, y.ends_on, y.starts_on::timestamp at time zone 'America/Lima' as since,
        (y.ends_on + 1)::timestamp at time zone 'America/Lima' as until
    from school_year y where y.year = :year
)"""


def teachers_at(place: str) -> str:
    """Rows `person_id, visited`: whoever teaches at a place on the day, and whether a visit to them
    was done, or stands at least in the calendar (null: neither). Visits to those who left count as
    visits, not as teachers."""
    return f"""
select h.person_id, s.visited
from appointment h left join (
    select v.teacher_id, bool_or(v.status = 'done') as visited from classroom_visit v
    where v.place = any(array[{place}]) and v.year = :year
    and v.status in ('planned', 'confirmed', 'done')
    group by 1 offset 0
) s on s.teacher_id = h.person_id
where h.place = any(array[{place}]) and h.role = 'teacher' and (h.valid @> {DAY}) is true"""


_PEOPLE = f"""
select {_at("p")} as at, sum(n.teachers)::int as teachers, sum(n.programmed)::int as programmed,
    sum(n.visited)::int as visited
from school p cross join lateral (
    select count(*) as teachers, count(t.visited) as programmed,
        count(*) filter (where t.visited) as visited
    from ({teachers_at("p.place")}) t
) n
where n.teachers > 0 group by 1"""

# Of each visitor, so that the same pass counts their hours.
_VISITED = f"""
visitor as materialized (
    select p.place, n.* from school p cross join lateral (
        select v.visitor_id as person_id, v.visitor_role as role,
            count(*) filter (where v.status in ('planned', 'confirmed')) as to_come,
            count(*) filter (where v.status = 'done') as done,
            count(*) filter (where v.status = 'not_done') as not_done,
            count(v.dialogue_from) as held,
            count(*) filter (where v.dialogue_agreed) as agreed,
            array_agg(date_part('epoch', v.dialogue_from - v.finished_at)) filter (
                where v.dialogue_from is not null
            ) as gaps,
            {VISITED_MINUTES}
        from classroom_visit v where v.place = any(array[p.place]) and v.year = :year
        group by 1, 2 offset 0
    ) n
)"""

_VISITS = f"""
select n.*, g.days from (
    select {_at("v")} as at, sum(v.to_come)::int as to_come, sum(v.done)::int as done,
        sum(v.not_done)::int as not_done, sum(v.held)::int as held, sum(v.agreed)::int as agreed
    from visitor v group by 1
) n left join (
    select {_at("v")} as at, percentile_cont(0.5) within group (order by gap) / 86400 as days
    from visitor v cross join unnest(v.gaps) gap group by 1
) g on g.at = n.at"""

_PROMISES = f"""
select {_at("p")} as at, sum(n.open)::int as open, sum(n.overdue)::int as overdue,
    sum(n.met)::int as met, sum(n.not_met)::int as not_met,
    sum(n.carried_over)::int as carried_over
from school p cross join lateral (
    select count(*) filter (where c.status = 'open') as open,
        count(*) filter (where c.status = 'open' and c.due_on < :today::date) as overdue,
        count(*) filter (where c.status = 'met') as met,
        count(*) filter (where c.status = 'not_met') as not_met,
        count(*) filter (where c.status = 'carried_over') as carried_over, count(*) as made
    from commitment c where c.place = any(array[p.place]) and c.year = :year
) n
where n.made > 0 group by 1"""

_SESSIONS = f"""
select n.at, jsonb_object_agg(n.kind, jsonb_build_object('planned', n.planned, 'held', n.held))
    as kinds
from (
    select {_at("s")} as at, s.kind, count(*)::int as planned,
        count(*) filter (where s.status in ('held', 'minuted'))::int as held
    from collaborative_session s
    where s.year = :year and s.status <> 'cancelled' and s.place {_IN_AREA} group by 1, 2
) n group by n.at"""

_PLANS = f"""
select {_at("p")} as at,
    count(*) filter (where p.status in ('draft', 'submitted', 'returned'))::int as unapproved,
    count(*) filter (where p.status in ('approved', 'in_execution'))::int as approved,
    count(*) filter (where p.status = 'closed')::int as closed,
    count(p.pat_at)::int as in_pat
from accompaniment_plan p where p.year = :year and p.place {_IN_AREA} group by 1"""

CUTS = """(
    select coalesce(json_agg(c.code order by s.ordinal, c.ordinal), '[]')
    from report_cut c join report_stream s on s.year = c.year and s.code = c.stream_code
    where c.year = :year and s.subject_kind = 'teacher' and s.enabled
)"""
"""The codes of the year's cuts about teachers: for which results tell levels and their change."""

PARTS = {
    "teachers": (_PEOPLE, ("teachers", "programmed", "visited")),
    "visits": (_VISITS, ("to_come", "done", "not_done", "held", "agreed", "days")),
    "commitments": (_PROMISES, ("open", "overdue", "met", "not_met", "carried_over")),
    "sessions": (_SESSIONS, ("kinds",)),
    "plans": (_PLANS, ("unapproved", "approved", "closed", "in_pat")),
    "hours": (hours(_at("r")), ("due", "executed")),
}
"""What is told, by name: a query with a row for each group `at`, and its columns."""
MAY_BE_NULL = {"days"}
"""Of the columns: what a group without any has not. All others count."""


def _field(part: str, column: str) -> str:
    value = f"{part}_of.{column}"
    return f"'{column}', {value if column in MAY_BE_NULL else f'coalesce({value}, 0)'}"


def _part(name: str) -> str:
    columns = PARTS[name][1]
    if name == "sessions":
        return "coalesce(sessions_of.kinds, '{}')"
    return f"jsonb_build_object({', '.join(_field(name, column) for column in columns)})"


def counted() -> str:
    """CTEs up to `counted (at, facts)`: for each group that has anything `PracticeFacts`."""
    parts = ", ".join(f"{name}_of as materialized ({query})" for name, (query, _) in PARTS.items())
    groups = " union ".join(f"select at from {name}_of" for name in PARTS)
    fields = ", ".join(f"'{name}', {_part(name)}" for name in PARTS)
    joins = " ".join(f"left join {name}_of on {name}_of.at = g.at" for name in PARTS)
    return f"""with {AREA}, {_SCHOOLS}, {_VISITED}, {assigned(_IN_AREA)}, {parts}, counted as (
    select g.at, jsonb_build_object({fields}) as facts from ({groups}) g {joins}
)"""
