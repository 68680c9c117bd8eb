"""Commitments as they are read: of the schools in reach, and those that the caller has part in."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.accompaniment.commitments.model import COMMITMENT, CommitmentStatus
from persistence.accompaniment.dialogues.views import commitment_view
from persistence.calls import Call
from persistence.database import Json, Reading, StoredResource, found
from persistence.fragments import in_reach, school_of
from persistence.identity.vouchers import answered_for
from persistence.mapping import columns
from persistence.paging import Page, PageWanted, oldest_first, read_page
from persistence.statements import Query

# In reach, and wherever it was, what the caller promised, heard promised in their own dialogues, or
# had agreed in sessions that they organise.
_IN_SIGHT = f"""(
    {in_reach("t.place")} or t.owner_id = :by and {answered_for("t.place")}
    or t.visit_id = any(array(select own.id from classroom_visit own where own.visitor_id = :by))
    or t.session_id = any(array(
        select own.id from collaborative_session own where own.organiser_id = :by
    ))
)"""

COMMITMENTS_SEEN = oldest_first(
    f"""
    select t.* from commitment t
    where {_IN_SIGHT}
    and (:institution::text is null or {school_of("t.place")}::text = :institution)
    and (:owner::uuid is null or t.owner_id = :owner)
    and (:status::text is null or t.status = :status)
    and (:due_from::date is null or t.due_on >= :due_from)
    and (:due_until::date is null or t.due_on <= :due_until)
    """,
    by="due_on date",
    view=commitment_view("r"),
)

COMMITMENT_IN_REACH = Query(f"""
select {commitment_view("c")}::text from commitment c where c.id = :id and {in_reach("c.place")}
""")


@dataclass(frozen=True, slots=True)
class CommitmentFilter:
    """Which commitments of those in sight; None means any. Both days count."""

    institution: str | None = None
    owner: UUID | None = None
    status: CommitmentStatus | None = None
    due_from: date | None = None
    due_until: date | None = None


async def read_commitments(
    call: Call[Reading], wanted: PageWanted, chosen: CommitmentFilter
) -> Page:
    """Commitments in sight, those due first first."""
    return await read_page(call, COMMITMENTS_SEEN, wanted, **columns(chosen))


async def read_commitment(call: Call[Reading], id: UUID, *, reviewed: bool) -> StoredResource:
    """One in reach; `reviewed`: by this call."""
    body = found(await COMMITMENT_IN_REACH.value(call, id=id), COMMITMENT)
    return StoredResource(Json(body), created=reviewed)
