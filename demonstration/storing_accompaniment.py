"""What the demonstration asks before it lets schools work in a year."""

from datetime import date
from uuid import UUID

from domain.access.permits import Place
from domain.accompaniment.referrals import REFERRAL
from domain.reporting.calendar.years import SCHOOL_YEAR
from persistence.calls import OpenCall
from persistence.database import Reading, found
from persistence.statements import Query

SCHOOL_YEAR_DAYS = Query("select starts_on, ends_on from school_year where year = :year")

WORK_BEGUN = Query("""
select exists (select from classroom_visit where year = :year)
    or exists (select from accompaniment_plan where year = :year)
    or exists (select from workload_assignment where year = :year)
    or exists (select from collaborative_session where year = :year)
""")

REFERRAL_OF = Query("select id from referral where visit_id = :visit")

OPEN_OBLIGATIONS = Query("""
select o.id, c.stream_code, o.subject
from obligation o join report_cut c on c.code = o.cut_code
where o.place = any(array[:place::text::ltree]) and o.post <= 1
and c.opens_at <= :now and c.closes_at > :now
and o.fulfilled_at is null and o.exempt_at is null
""")


async def school_year(call: OpenCall[Reading], year: int) -> tuple[date, date]:
    """The first and the last day of a year."""
    days = found(await SCHOOL_YEAR_DAYS.row(call, year=year), SCHOOL_YEAR)
    return days["starts_on"], days["ends_on"]


async def work_begun(call: OpenCall[Reading], year: int) -> bool:
    """True when somebody planned, visited, met or was given hours in the year."""
    return bool(await WORK_BEGUN.value(call, year=year))


async def referral_of(call: OpenCall[Reading], visit: UUID) -> UUID:
    """The referral that a visit's form opened."""
    referral: UUID = found(await REFERRAL_OF.value(call, visit=visit), REFERRAL)
    return referral


async def open_obligations(call: OpenCall[Reading], place: Place) -> dict[tuple[str, str], UUID]:
    """The obligations of a school that wait in open cuts, the first post's, by stream and
    subject."""
    rows = await OPEN_OBLIGATIONS.rows(call, place=place)
    return {(row["stream_code"], row["subject"]): row["id"] for row in rows}
