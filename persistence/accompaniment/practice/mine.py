"""What accompaniment came to for the caller's own teaching: one's own needs no territory."""

from datetime import date, datetime

from domain.access.permits import PersonId
from persistence.accompaniment.practice.teachers import teacher_view
from persistence.database import Json, Reading, found

# Where the caller teaches, or taught in the year.
MY_PRACTICE = f"""
select json_build_object('year', y.year, 'items', (
    select coalesce(json_agg({teacher_view()} order by r.place), '[]') from (
        select h.person_id, h.place, y.year, min(lower(h.valid)) as since,
            max(coalesce(upper(h.valid) - 1, y.ends_on)) as until,
            null::uuid as visitor, null::uuid as author
        from appointment h
        where h.person_id = $4 and h.role = 'teacher'
        and h.valid && daterange(y.starts_on, y.ends_on, '[]')
        group by h.person_id, h.place
    ) r
))::text
from school_year y
where y.year = coalesce($1::int, (
    select max(latest.year) from school_year latest where latest.starts_on <= $2::date
))
"""


async def show_mine(
    db: Reading, person: PersonId, *, year: int | None, day: date, now: datetime
) -> Json:
    """A teacher's own figures in a school year, by school; None: the latest that has begun."""
    told = await db.fetchval(MY_PRACTICE, year, day, now, person)
    return Json(found(told, "ese año escolar"))
