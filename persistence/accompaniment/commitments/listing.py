"""Commitments as a list: of the schools in reach, and those that the caller has part in."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.access.permits import Reach
from domain.accompaniment.commitments.model import Status
from persistence.accompaniment.dialogues.views import commitment_view
from persistence.database import Reading, roots
from persistence.paging import Page, PageWanted, fetch_page, page_of

# In reach, and wherever it was, what the caller promised, heard promised in their own dialogues, or
# had agreed in sessions that they organise.
_SEEN = """(
    c.place <@ any($1::text[]::ltree[]) or c.owner_id = $2
    or c.visit_id = any(array(select own.id from classroom_visit own where own.visitor_id = $2))
    or c.session_id = any(array(
        select own.id from collaborative_session own where own.organiser_id = $2
    ))
)"""

_VIEW = f"(select {commitment_view()} from (select r.*) c)"

COMMITMENTS_PAGE = page_of(
    f"""
    select c.* from commitment c
    where {_SEEN}
    and ($3::text is null or subpath(c.place, 3, 1)::text = $3)
    and ($4::uuid is null or c.owner_id = $4)
    and ($5::text is null or c.status = $5)
    and ($6::date is null or c.due_on >= $6) and ($7::date is null or c.due_on <= $7)
    and (c.due_on, c.id) > ($8::text::date, $9::text::uuid)
    order by c.due_on, c.id
    limit $10 + 1
    """,
    view=_VIEW,
    keys=("due_on", "id"),
    limit="$10",
)

_FIRST = ("-infinity", "00000000-0000-0000-0000-000000000000")


@dataclass(frozen=True, slots=True)
class Filter:
    """Which commitments of those in sight; None means any. Both days count."""

    institution: str | None = None
    owner: UUID | None = None
    status: Status | None = None
    due_from: date | None = None
    due_until: date | None = None


async def show_page(db: Reading, wanted: PageWanted, chosen: Filter, *, reach: Reach) -> Page:
    """Commitments in sight, those due first first."""
    after = wanted.after or _FIRST
    asked = (chosen.institution, chosen.owner, chosen.status, chosen.due_from, chosen.due_until)
    seen = (roots(reach), reach.person)
    return await fetch_page(db, COMMITMENTS_PAGE, *seen, *asked, *after, wanted.limit)
