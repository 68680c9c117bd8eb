"""A coordinator's hours, planned against executed: the facts in one statement, the sums by the
domain."""

import json
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.access.permits import Reach
from domain.accompaniment.workload_assignments import WHAT
from domain.accompaniment.workloads import Coordinator
from persistence.accompaniment.hours.facts import in_sight, ledger, of_year, totals
from persistence.accompaniment.hours.views import execution_view, totals_view
from persistence.database import Json, Reading, found, roots
from persistence.paging import Page, PageWanted, fetch_page, page_of
from persistence.territory.territory import PlaceNamed, named

ONE_LEDGER = f"""
select {ledger()}::text from {of_year()} where r.id = $1 and {in_sight("$2", "$3", "$4")}
"""

TOTALS_PAGE = page_of(
    f"""
    select r.* from {of_year()}
    where {in_sight("$1", "$2", "$3")}
    and ($4::int is null or r.year = $4) and ($5::text is null or r.role = $5)
    and ($7::text is null or r.place <@ (
        select f.path from place f where f.kind = $6::text and f.code = $7
    ))
    and (r.place::text collate "C", r.year, r.role, r.id)
        > ($8::text, $9::text::int, $10::text, $11::text::uuid)
    order by r.place::text collate "C", r.year, r.role, r.id
    limit $12 + 1
    """,
    view=totals(),
    keys=("place", "year", "role", "id"),
    limit="$12",
)
_TOP = ("", "0", "", "00000000-0000-0000-0000-000000000000")


@dataclass(frozen=True, slots=True)
class Filter:
    """Which assignments are wanted; None: all."""

    year: int | None
    role: Coordinator | None
    under: PlaceNamed | None


async def show_execution(db: Reading, id: UUID, *, reach: Reach, today: date) -> Json:
    """What was planned and done of one assignment in sight, by line, week and cut."""
    seen = (roots(reach), list(reach.own_roots), reach.person)
    told = found(await db.fetchval(ONE_LEDGER, id, *seen), WHAT)
    return Json(json.dumps(execution_view(told, today=today), ensure_ascii=False))


async def show_totals(
    db: Reading, wanted: PageWanted, filter: Filter, *, reach: Reach, today: date
) -> Page:
    """The assignments in sight, by school, with the totals of their year."""
    seen = (roots(reach), list(reach.own_roots), reach.person)
    narrowed = (filter.year, filter.role, *named(filter.under))
    after = wanted.after or _TOP
    page = await fetch_page(db, TOTALS_PAGE, *seen, *narrowed, *after, wanted.limit)
    items = [totals_view(row, today=today) for row in json.loads(page.items)]
    return Page(Json(json.dumps(items, ensure_ascii=False)), page.last)
