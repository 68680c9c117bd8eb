"""Commitments: listed by school, one's own, and looked at in the next dialogue."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from asyncpg import Record

from domain.access import Reach
from domain.collaborative_sessions import CommitmentKnown
from domain.commitments import WHAT, Asked, ReviewDesk, Status
from domain.dialogues.life import Status as DialogueStatus
from persistence.database import Json, Kept, Reading, Writing, found, refusing, roots
from persistence.dialogues.preparing import LOCK_VISIT
from persistence.dialogues.views import commitment_view, first_of_unheld
from persistence.paging import Page, PageWanted, fetch_page, page_of

# In reach, and wherever it was, what the caller promised or heard promised in their own dialogues.
_SEEN = """(
    c.place <@ any($1::text[]::ltree[]) or c.owner_id = $2
    or c.visit_id = any(array(select own.id from classroom_visit own where own.visitor_id = $2))
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

LOCK_COMMITMENT = """
select true from commitment c where c.id = $1 and c.place <@ any($2::text[]::ltree[]) for update
"""

REVIEW_DESK = f"""
select c.status, c.text, v.status as visit_status, d.status as dialogue,
    coalesce(e.teacher_id = v.teacher_id and e.place = any(array[v.place]) and e.id <> v.id
        and (k.held_from is not null or {first_of_unheld()}), false) as earlier,
    c.reviewed_in, c.review_note, n.id as next_id, n.due_on as next_due, n.text as next_text
from commitment c
join classroom_visit v on v.id = $4
left join classroom_visit e on e.id = c.visit_id
left join reflective_dialogue k on k.visit_id = e.id
left join reflective_dialogue d on d.visit_id = v.id
left join commitment n on n.carried_from = c.id
where c.id = $1 and c.place <@ any($3::text[]::ltree[])
and v.visitor_id = $2 and v.place <@ any($3::text[]::ltree[])
"""

# One that is carried over stays as it was; the new one is of the visit in which it was looked at.
STORE_REVIEW = """
with reviewed as (
    update commitment c set status = $2, reviewed_at = $3, reviewed_by = v.visitor_id,
        reviewed_in = v.id, review_note = $5, version = c.version + 1
    from classroom_visit v
    where c.id = $1 and v.id = $4
    returning c.*
), carried as (
    insert into commitment (
        id, year, place, visit_id, owner_id, text, due_on, status, carried_from
    )
    select $6, v.year, c.place, v.id, c.owner_id, coalesce($8, c.text), $7, 'open', c.id
    from reviewed c join classroom_visit v on v.id = c.reviewed_in
    where $6::uuid is not null
    returning id
)
insert into event (at, actor_id, place, kind, subject, payload)
select $3, c.reviewed_by, c.place, 'commitment.reviewed', 'commitment/' || c.id,
    jsonb_build_object('visit_id', c.reviewed_in, 'status', c.status,
        'carried_to', (select id from carried))
from reviewed c
"""

ONE_COMMITMENT = f"""
select {commitment_view()}::text from commitment c
where c.id = $1 and c.place <@ any($2::text[]::ltree[])
"""

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


async def load_desk(
    db: Writing, commitment: UUID, visit: UUID, *, reach: Reach
) -> ReviewDesk | None:
    """The commitment and the caller's visit in which it is looked at, both held until the
    transaction ends; None unless both are in reach."""
    if await db.fetchval(LOCK_VISIT, visit, reach.person, roots(reach)) is None:
        return None
    await db.fetchval(LOCK_COMMITMENT, commitment, roots(reach))
    row = await db.fetchrow(REVIEW_DESK, commitment, reach.person, roots(reach), visit)
    return None if row is None else _desk(row)


def _desk(row: Record) -> ReviewDesk:
    status, next_id = Status(row["status"]), row["next_id"]
    reviewed = row["reviewed_in"]
    return ReviewDesk(
        status,
        row["text"],
        row["earlier"],
        row["visit_status"],
        DialogueStatus(row["dialogue"]) if row["dialogue"] else None,
        (reviewed, status, row["review_note"]) if reviewed else None,
        (next_id, row["next_due"], row["next_text"]) if next_id else None,
    )


async def store(
    db: Writing, commitment: UUID, asked: Asked, *, stores: bool, reach: Reach, now: datetime
) -> Kept:
    """Keep the review with its event and what it carries over to, unless it stands."""
    if stores:
        carried = asked.carried
        to = (carried.id, carried.due_on, carried.text) if carried else (None, None, None)
        about = (asked.outcome, now, asked.visit, asked.note)
        with refusing(commitment_pkey=CommitmentKnown()):
            await db.fetchval(STORE_REVIEW, commitment, *about, *to)
    told = await db.fetchval(ONE_COMMITMENT, commitment, roots(reach))
    return Kept(Json(found(told, WHAT)), created=stores)
