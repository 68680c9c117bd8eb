"""Visits as a list and one by one, within a reach and the caller's own."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.access import Reach
from domain.visits import WHAT, Status, VisitId
from persistence.database import Json, Reading, Versioned, found, roots
from persistence.paging import Page, PageWanted, fetch_page, page_of
from persistence.visits.views import in_sight, visit_view

TOP = ("infinity", "ffffffff-ffff-ffff-ffff-ffffffffffff")
"""The key before the first row of a list, the latest first."""


def _midnight(day: str) -> str:
    """When a day begins in Peru."""
    return f"({day}::date::timestamp at time zone 'America/Lima')"


def between(since: str, until: str, status: str) -> str:
    """True of a visit `v` from one day to another, both included, and in a state; null: any."""
    return f"""(
    ({since}::date is null or v.starts_at >= {_midnight(since)})
    and ({until}::date is null or v.starts_at < {_midnight(f"({until}::date + 1)")})
    and ({status}::text is null or v.status = {status})
)"""


VISITS_PAGE = page_of(
    f"""
    select v.* from classroom_visit v
    where {in_sight()} and {between("$6", "$7", "$8")}
    and ($9::uuid is null or v.teacher_id = $9) and ($10::uuid is null or v.visitor_id = $10)
    and ($11::int is null or v.year = $11)
    and ($12::text is null or subpath(v.place, 3, 1)::text = $12)
    and (v.starts_at, v.id) < ($3::text::timestamptz, $4::text::uuid)
    order by v.starts_at desc, v.id desc
    limit $5 + 1
    """,
    view=visit_view("r"),
    keys=("starts_at", "id"),
    limit="$5",
)

ONE_VISIT = f"""
select {visit_view("v")}::text, v.version from classroom_visit v where v.id = $3 and {in_sight()}
"""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which visits of those in sight; None means any. Days are Peru's, both included."""

    since: date | None = None
    until: date | None = None
    status: Status | None = None
    teacher: UUID | None = None
    visitor: UUID | None = None
    year: int | None = None
    institution: str | None = None


async def show_page(db: Reading, wanted: PageWanted, chosen: Filter, *, reach: Reach) -> Page:
    """Visits in reach and the caller's own, the latest first."""
    return await fetch_page(
        db,
        VISITS_PAGE,
        roots(reach),
        reach.person,
        *(wanted.after or TOP),
        wanted.limit,
        chosen.since,
        chosen.until,
        chosen.status,
        chosen.teacher,
        chosen.visitor,
        chosen.year,
        chosen.institution,
    )


async def show_one(db: Reading, visit: VisitId, *, reach: Reach) -> Versioned:
    """One visit in reach, or of the caller's own."""
    row = found(await db.fetchrow(ONE_VISIT, roots(reach), reach.person, visit), WHAT)
    return Versioned(Json(row[0]), row[1])
