"""What the demonstration asks before it lets schools work in a year."""

from datetime import date, datetime
from uuid import UUID

from domain.access.permits import Place
from domain.accompaniment.referrals import REFERRAL
from domain.reporting.calendar.years import SCHOOL_YEAR
from persistence.database import Reading, found

YEAR_DAYS = "select starts_on, ends_on from school_year where year = $1"

WORK_BEGUN = """
select exists (select from classroom_visit where year = $1)
    or exists (select from accompaniment_plan where year = $1)
    or exists (select from workload_assignment where year = $1)
    or exists (select from collaborative_session where year = $1)
"""

REFERRAL_OF = "select id from referral where visit_id = $1"

OWED_TODAY = """
select o.id, c.stream_code, o.subject
from obligation o join report_cut c on c.code = o.cut_code
where o.place = any(array[$1::text::ltree]) and o.post <= 1
and c.opens_at <= $2 and c.closes_at > $2 and o.fulfilled_at is null and o.exempt_at is null
"""


async def school_year(db: Reading, year: int) -> tuple[date, date]:
    """The first and the last day of a year."""
    first, last = found(await db.fetchrow(YEAR_DAYS, year), SCHOOL_YEAR)
    return first, last


async def work_begun(db: Reading, year: int) -> bool:
    """True when somebody planned, visited, met or was given hours in the year."""
    return bool(await db.fetchval(WORK_BEGUN, year))


async def referral_of(db: Reading, visit: UUID) -> UUID:
    """The referral that a visit's form opened."""
    referral: UUID = found(await db.fetchval(REFERRAL_OF, visit), REFERRAL)
    return referral


async def owed_today(db: Reading, place: Place, *, now: datetime) -> dict[tuple[str, str], UUID]:
    """The obligations of a school that wait in open cuts, the first post's, by stream and
    subject."""
    rows = await db.fetch(OWED_TODAY, place, now)
    return {(row["stream_code"], row["subject"]): row["id"] for row in rows}
