"""What accompaniment came to for the caller's own teaching: one's own needs no territory."""

from domain.reporting.calendar.years import SCHOOL_YEAR
from persistence.accompaniment.practice.teachers import teacher_view
from persistence.calls import Call
from persistence.database import Json, Reading, found
from persistence.identity.vouchers import answered_for
from persistence.statements import Query

# Where the caller teaches, or taught in the year.
MY_PRACTICE = Query(f"""
select json_build_object('year', y.year, 'items', (
    select coalesce(json_agg({teacher_view()} order by r.place), '[]') from (
        select h.person_id, h.place, y.year, min(lower(h.valid)) as since,
            max(coalesce(upper(h.valid) - 1, y.ends_on)) as until,
            null::uuid as visitor, null::uuid as author
        from appointment h
        where h.person_id = :by and h.role = 'teacher'
        and {answered_for("h.place")} and h.valid && daterange(y.starts_on, y.ends_on, '[]')
        group by h.person_id, h.place
    ) r
))::text
from school_year y
where y.year = coalesce(:year::int, (
    select max(latest.year) from school_year latest where latest.starts_on <= :today::date
))
""")


async def read_my_practice(call: Call[Reading], year: int | None) -> Json:
    """The caller's own figures as a teacher in a school year, by school; None: the latest that has
    begun."""
    return Json(found(await MY_PRACTICE.value(call, year=year), SCHOOL_YEAR))
