"""Visits to the caller's own lessons: one's own needs no territory."""

from domain.access import PersonId
from domain.visits import WHAT, VisitId
from persistence.database import Json, Reading, Versioned, found
from persistence.paging import Page, PageWanted, fetch_page, page_of
from persistence.visits.reading import TOP, Filter, between
from persistence.visits.views import visit_view

MY_VISITS_PAGE = page_of(
    f"""
    select v.* from classroom_visit v
    where v.teacher_id = $1 and {between("$5", "$6", "$7")}
    and (v.starts_at, v.id) < ($2::text::timestamptz, $3::text::uuid)
    order by v.starts_at desc, v.id desc
    limit $4 + 1
    """,
    view=visit_view("r"),
    keys=("starts_at", "id"),
    limit="$4",
)

MY_VISIT = f"""
select {visit_view("v")}::text, v.version from classroom_visit v
where v.id = $2 and v.teacher_id = $1
"""


async def show_page(db: Reading, wanted: PageWanted, chosen: Filter, *, person: PersonId) -> Page:
    """Visits to a teacher, for that teacher, the latest first; narrowed by days and state."""
    asked = (chosen.since, chosen.until, chosen.status)
    after = wanted.after or TOP
    return await fetch_page(db, MY_VISITS_PAGE, person, *after, wanted.limit, *asked)


async def show_one(db: Reading, visit: VisitId, *, person: PersonId) -> Versioned:
    """One of them."""
    row = found(await db.fetchrow(MY_VISIT, person, visit), WHAT)
    return Versioned(Json(row[0]), row[1])
