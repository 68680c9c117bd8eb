"""SQL fragments: the minutes of visits that a week has, and those that are assigned to it."""

from domain.accompaniment.hours.days import MINUTES_A_DAY
from persistence.accompaniment.hours.days import lesson_days


def declined(v: str) -> str:
    """True when the teacher asked for another time, and nobody moved the visit yet: the time is
    nobody's, for neither of the two is expected there."""
    return f"({v}.status = 'planned' and {v}.reason is not null)"


def holds_time(v: str) -> str:
    """True of visits that take, or took, somebody's time: those that `booking` has rows of."""
    return f"({v}.status in ('planned', 'confirmed', 'done') and not {declined(v)})"


def week_of(day: str) -> str:
    """The instants between which the week of a day in Peru lies, Monday to Sunday, as `monday` and
    `sunday_after`: a lateral row."""
    return f"""lateral (
    select date_trunc('week', {day}::date::timestamp) at time zone 'America/Lima' as monday,
        (date_trunc('week', {day}::date::timestamp) + interval '7 days')
            at time zone 'America/Lima' as monday_after
)"""


def minutes_used(*, person: str, place: str, role: str, week: str, besides: str) -> str:
    """Minutes of somebody's visits in a week of `week_of`, besides some: as they took place, else
    as they are planned."""
    return f"""(
    select coalesce(sum(extract(epoch from coalesce(v.finished_at, v.ends_at)
        - coalesce(v.began_at, v.starts_at)) / 60), 0)::int
    from classroom_visit v
    where v.visitor_id = {person} and v.place = any(array[{place}]) and v.visitor_role = {role}
    and v.starts_at >= {week}.monday and v.starts_at < {week}.monday_after
    and {holds_time("v")} and v.id <> all({besides})
)"""


def days_of_week(*, place: str, year: str, week: str) -> str:
    """How many days with lessons a week of `week_of` has in a school."""
    monday = f"({week}.monday at time zone 'America/Lima')::date"
    return lesson_days(monday, f"({monday} + 4)", place=place, year=year)


def minutes_assigned(*, person: str, place: str, role: str, year: str, week: str) -> str:
    """Minutes for visits in a week of `week_of`, by its days with lessons: of somebody's
    assignment, else of the role's published template; null where there is neither."""
    return f"""(coalesce((
    select sum(s.hours)
    from workload_assignment a
    join workload_share s on s.assignment_id = a.id
    join workload_line l on l.year = a.year and l.role = a.role and l.code = s.code
    where a.person_id = {person} and a.year = {year} and a.place = any(array[{place}])
    and a.role = {role} and l.proof = 'visits'
), (
    select sum(l.hours)
    from workload_line l
    join workload_template t on t.year = l.year and t.role = l.role
    where l.year = {year} and l.role = {role} and l.proof = 'visits' and t.published_at is not null
)) * {MINUTES_A_DAY} * {days_of_week(place=place, year=year, week=week)})::int"""


def year_of(day: str) -> str:
    """The school year that a day lies in: of two, the one that began later; null outside all."""
    return f"""(
    select y.year from school_year y where {day} between y.starts_on and y.ends_on
    order by y.starts_on desc, y.year desc limit 1
)"""
