"""What became of commitments: told in the next dialogue with the teacher, or in a later session."""

from datetime import datetime
from uuid import UUID

from asyncpg import Record

from domain.access.permits import PersonId, Place, Reach
from domain.accompaniment.collaborative_sessions.model import SessionStatus
from domain.accompaniment.collaborative_sessions.refusals import CommitmentKnown
from domain.accompaniment.commitments.in_dialogues import Asked, ReviewDesk
from domain.accompaniment.commitments.in_sessions import AskedInSession, SessionReviewDesk
from domain.accompaniment.commitments.model import WHAT, Standing, Status
from domain.accompaniment.dialogues.life import Status as DialogueStatus
from persistence.accompaniment.dialogues.preparing import LOCK_VISIT
from persistence.accompaniment.dialogues.views import commitment_view, first_of_unheld
from persistence.database import Json, Kept, Writing, found, refusing, roots

LOCK_COMMITMENT = """
select true from commitment c where c.id = $1 and c.place <@ any($2::text[]::ltree[]) for update
"""

_STANDING = """c.status, c.text, c.reviewed_at is not null as reviewed, c.review_note,
    n.id as next_id, n.due_on as next_due, n.text as next_text"""

REVIEW_DESK = f"""
select {_STANDING}, c.reviewed_in as looked_at_in, v.status as visit_status, d.status as dialogue,
    coalesce(e.teacher_id = v.teacher_id and e.place = any(array[v.place]) and e.id <> v.id
        and (k.held_from is not null or {first_of_unheld()}), false) as earlier
from commitment c
join classroom_visit v on v.id = $4
left join classroom_visit e on e.id = c.visit_id
left join reflective_dialogue k on k.visit_id = e.id
left join reflective_dialogue d on d.visit_id = v.id
left join commitment n on n.carried_from = c.id
where c.id = $1 and c.place <@ any($3::text[]::ltree[])
and v.visitor_id = $2 and v.place <@ any($3::text[]::ltree[])
"""

# Of a session alone: what a dialogue left is its visitor's, and does not exist here.
SESSION_REVIEW_DESK = f"""
select {_STANDING}, c.reviewed_in_session as looked_at_in, c.place::text as place, c.due_on,
    s.organiser_id, s.status as session_status,
    coalesce(s.place = any(array[o.place]) and s.starts_at > o.starts_at, false) as earlier,
    exists (
        select from collaborative_session k
        where k.place = any(array[o.place]) and k.starts_at > o.starts_at
        and k.status in ('held', 'minuted') and (k.organiser_id = c.owner_id or exists (
            select from collaborative_attendance a
            where a.session_id = k.id and a.person_id = c.owner_id and a.attended
        ))
    ) as attended
from commitment c
join collaborative_session o on o.id = c.session_id
left join collaborative_session s
    on s.id = coalesce($3::uuid, c.session_id) and s.place <@ any($2::text[]::ltree[])
left join commitment n on n.carried_from = c.id
where c.id = $1 and c.place <@ any($2::text[]::ltree[])
"""

# One that is carried over stays as it was; the new one is of the visit or the session in which it
# was looked at, or in none, of the session that it comes from. Whoever tells at this moment that
# the visit was not done is overtaken: its version is no longer what they saw.
STORE_REVIEW = """
with reviewed as (
    update commitment c set status = $2, reviewed_at = $3, reviewed_by = $4, reviewed_in = $5,
        reviewed_in_session = $6, review_note = $7, version = c.version + 1
    where c.id = $1
    returning c.*
), overtaking as (
    update classroom_visit v set version = v.version + 1 from reviewed c where v.id = c.reviewed_in
), carried as (
    insert into commitment (
        id, year, place, visit_id, session_id, owner_id, text, due_on, status, carried_from
    )
    select $8, coalesce(v.year, s.year, c.year), c.place, c.reviewed_in,
        case when c.reviewed_in is null then coalesce(c.reviewed_in_session, c.session_id) end,
        c.owner_id, coalesce($10, c.text), $9, 'open', c.id
    from reviewed c
    left join classroom_visit v on v.id = c.reviewed_in
    left join collaborative_session s on s.id = c.reviewed_in_session
    where $8::uuid is not null
    returning id
)
insert into event (at, actor_id, place, kind, subject, payload)
select $3, c.reviewed_by, c.place, 'commitment.reviewed', 'commitment/' || c.id,
    jsonb_build_object('visit_id', c.reviewed_in, 'session_id', c.reviewed_in_session,
        'status', c.status, 'carried_to', (select id from carried))
from reviewed c
"""

ONE_COMMITMENT = f"""
select {commitment_view()}::text from commitment c
where c.id = $1 and c.place <@ any($2::text[]::ltree[])
"""


async def load_desk(
    db: Writing, commitment: UUID, visit: UUID, *, reach: Reach
) -> ReviewDesk | None:
    """The commitment and the caller's visit in which it is looked at, both held until the
    transaction ends; None unless both are in reach."""
    if await db.fetchval(LOCK_VISIT, visit, reach.person, roots(reach)) is None:
        return None
    await db.fetchval(LOCK_COMMITMENT, commitment, roots(reach))
    row = await db.fetchrow(REVIEW_DESK, commitment, reach.person, roots(reach), visit)
    if row is None:
        return None
    dialogue = DialogueStatus(row["dialogue"]) if row["dialogue"] else None
    return ReviewDesk(_standing(row), row["earlier"], row["visit_status"], dialogue)


async def load_session_desk(
    db: Writing, commitment: UUID, session: UUID | None, *, reach: Reach
) -> SessionReviewDesk | None:
    """The commitment of a session, held until the transaction ends, and the session in which it is
    looked at, else the one that it comes from; None unless it is in reach."""
    await db.fetchval(LOCK_COMMITMENT, commitment, roots(reach))
    row = await db.fetchrow(SESSION_REVIEW_DESK, commitment, roots(reach), session)
    if row is None:
        return None
    there = row["session_status"] is not None
    return SessionReviewDesk(
        _standing(row),
        Place(row["place"]),
        row["due_on"],
        PersonId(row["organiser_id"]) if there else None,
        SessionStatus(row["session_status"]) if there else None,
        row["earlier"],
        row["attended"],
    )


def _standing(row: Record) -> Standing:
    told = (row["looked_at_in"], row["review_note"]) if row["reviewed"] else None
    following = (row["next_id"], row["next_due"], row["next_text"]) if row["next_id"] else None
    return Standing(Status(row["status"]), row["text"], told, following)


async def store(
    db: Writing,
    commitment: UUID,
    asked: Asked | AskedInSession,
    *,
    stores: bool,
    reach: Reach,
    now: datetime,
) -> Kept:
    """Keep the review with its event and what it carries over to, unless it stands."""
    if stores:
        said, carried = asked.said, asked.said.carried
        to = (carried.id, carried.due_on, carried.text) if carried else (None, None, None)
        where = (asked.visit, None) if isinstance(asked, Asked) else (None, asked.session)
        with refusing(commitment_pkey=CommitmentKnown()):
            await db.fetchval(
                STORE_REVIEW, commitment, said.status, now, reach.person, *where, said.note, *to
            )
    told = await db.fetchval(ONE_COMMITMENT, commitment, roots(reach))
    return Kept(Json(found(told, WHAT)), created=stores)
