"""The dated history of a school in the JEC model."""

from datetime import datetime

from asyncpg import Record

from domain.access.permits import Permit, Place
from domain.errors import LIMA
from domain.events import EventKind
from domain.territory.institutions import (
    WHAT,
    JecStatus,
    Management,
    Span,
    StatusChange,
    change_status,
)
from persistence.database import Versioned, Writing, found, roots
from persistence.reporting.obligations.settling import settle
from persistence.territory.institutions.reading import hold, record, show_one

STATUS_DESK = """
select i.path::text, i.management, s.status, s.since, s.act_number, s.reason
from institution i
left join lateral (
    select * from institution_status t where t.institution_code = i.code
    order by t.since desc limit 1
) s on true
where i.code = $1 and i.path <@ any($2::text[]::ltree[])
"""

# The new span counts the closed ones, so that it enters after they ended: no day has two.
APPEND_STATUS = """
with closed as (
    update institution_status set valid = daterange(since, $3::date)
    where institution_code = $1 and upper_inf(valid)
    returning 1
), touched as (
    update institution set version = version + 1, updated_at = $6 where code = $1
)
insert into institution_status (institution_code, status, valid, act_number, reason)
select $1, $2, daterange($3::date, null), $4, $5 from (select count(*) from closed) ended
"""

CORRECT_STATUS = """
with touched as (
    update institution set version = version + 1, updated_at = $6 where code = $1
)
update institution_status set status = $2, act_number = $4, reason = $5
where institution_code = $1 and since = $3::date
"""

_STORE = {StatusChange.APPEND: APPEND_STATUS, StatusChange.CORRECT: CORRECT_STATUS}


async def keep_status(
    db: Writing, code: str, wanted: Span, *, permit: Permit, now: datetime
) -> Versioned:
    """Bring the history to the wanted last change, then what is owed in line with it."""
    await hold(db, code, reach=permit.reach)
    desk = found(await db.fetchrow(STATUS_DESK, code, roots(permit.reach)), WHAT)
    today = now.astimezone(LIMA).date()
    change = change_status(
        wanted, last=_last(desk), management=Management(desk["management"]), today=today
    )
    if change is StatusChange.NOTHING:
        return await show_one(db, code, reach=permit.reach, now=now)
    about = (wanted.status, wanted.since, wanted.act_number, wanted.reason)
    await db.fetch(_STORE[change], code, *about, now)
    await settle(db, under=[Place(desk["path"])], now=now)
    return await record(db, code, EventKind.INSTITUTION_JEC_STATUS_CHANGED, permit=permit, now=now)


def _last(desk: Record) -> Span | None:
    if desk["status"] is None:
        return None
    return Span(JecStatus(desk["status"]), desk["since"], desk["act_number"], desk["reason"])
