"""SQL fragments: the hours of coordinators, school by school: what `domain.accompaniment.hours`
reckons of each assignment, without its lines, weeks and cuts. They stand beside those of
`figures`."""

from domain.accompaniment.hours.days import MINUTES_A_DAY
from persistence.accompaniment.hours.days import lesson_days
from persistence.accompaniment.hours.facts import minutes, of_year

_DUE = lesson_days(
    "greatest(lower(h.valid), r.starts_on)",
    "least(coalesce(upper(h.valid) - 1, r.ends_on), r.ends_on, :today::date)",
    place="r.place",
    year=":year",
)


def _within(at: str) -> str:
    """True of an instant on a day of the school year."""
    return f"({at} >= (select since from span) and {at} < (select until from span))"


VISITED_MINUTES = f"""
    sum(greatest({minutes("v.began_at", "v.finished_at")}, 0)) filter (
        where v.status = 'done' and {_within("v.began_at")}
    ) as visits,
    sum(v.dialogue_preparation) filter (where {_within("v.dialogue_prepared_at")}) as preparation,
    sum(greatest({minutes("v.dialogue_from", "v.dialogue_to")}, 0)) filter (
        where {_within("v.dialogue_from")}
    ) as dialogues"""
"""Of visits `v`, the minutes that each line of the accompaniment is proved by."""


def assigned(in_area: str) -> str:
    """The CTE of the assignments."""
    return f"""
assigned as materialized (
    select r.* from {of_year()} where r.year = :year and r.place {in_area}
)"""


# What was due, and what was entered, of each assignment.
_GIVEN = f"""
select r.place, r.person_id, r.role, w.hours * w.days * {MINUTES_A_DAY} as due, w.entered as done
from assigned r cross join lateral (
    select (
        select coalesce(sum(coalesce(g.hours, l.hours)), 0) from workload_line l
        left join workload_share g on g.assignment_id = r.id and g.code = l.code
        where l.year = r.year and l.role = r.role and l.proof is not null
    ) as hours, (
        select coalesce(sum({_DUE}), 0) from appointment h
        where h.person_id = r.person_id and h.role = r.role and h.post is not null
        and h.place = any(array[r.place])
    ) as days, (
        select sum(e.minutes) from work_entry e
        where e.assignment_id = r.id and e.worked_on between r.starts_on and r.ends_on
        and e.code = any(array(
            select l.code from workload_line l
            where l.year = r.year and l.role = r.role and l.proof = 'entries'
        ))
    ) as entered
) w"""

_ACCOMPANIED = """
select v.place, v.person_id, v.role, null, (
    select sum(case l.proof when 'visits' then v.visits when 'preparation' then v.preparation
        when 'dialogues' then v.dialogues end)
    from workload_line l where l.year = :year and l.role = v.role
)
from visitor v"""

_SESSION = f"""(
    select s.id, s.organiser_id, s.organiser_role, {minutes("s.starts_at", "s.ends_at")} as minutes
    from collaborative_session s
    where s.place = any(array[p.place]) and s.year = :year and s.status in ('held', 'minuted')
    and {_within("s.starts_at")} offset 0
) s"""

# Whoever attended a session that somebody else held did so in each of their posts there; from
# whoever organised one and did not come it is taken off again.
_MET = f"""
select p.place, x.person_id, l.role, null, sum(x.minutes)
from school p cross join lateral (
    select s.organiser_id as person_id, s.organiser_role as role, s.minutes from {_SESSION}
    union all
    select t.person_id, case when t.person_id = s.organiser_id then s.organiser_role end,
        case when t.attended then s.minutes else -s.minutes end
    from (
        select t.session_id, t.person_id, t.attended from collaborative_attendance t
        where t.person_id = any(array(
            select a.person_id from workload_assignment a
            where a.place = any(array[p.place]) and a.year = :year
        )) offset 0
    ) t join {_SESSION} on s.id = t.session_id
        and t.attended = (t.person_id <> s.organiser_id)
) x join workload_line l on l.year = :year and l.proof = 'sessions'
    and (x.role is null or x.role = l.role)
group by 1, 2, 3"""


def hours(at: str) -> str:
    """Rows `at, due, executed`; `at`: how the place of a row `r` is grouped. Added up by who, where
    and as what, never joined: what has no assignment counts for nothing."""
    return f"""
select {at} as at, sum(r.due)::int as due, coalesce(sum(r.executed), 0)::int as executed
from (
    select n.place, n.person_id, n.role, sum(n.due) as due, sum(n.done) as executed
    from ({_GIVEN} union all {_ACCOMPANIED} union all {_MET}) n
    group by 1, 2, 3 having count(n.due) > 0
) r group by 1"""
