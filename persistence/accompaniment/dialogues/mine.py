"""The dialogues about the caller's own teaching, from when they were held: one's own needs no
territory. A mark of conduct is about a pupil too and is told in the procedure that follows it."""

from datetime import datetime
from uuid import UUID

from domain.access.permits import PersonId
from domain.accompaniment.commitments import model
from domain.accompaniment.dialogues.answering import Answer, AnsweringDesk
from domain.accompaniment.dialogues.life import Status
from domain.accompaniment.dialogues.preparing import WHAT
from domain.versions import Change
from persistence.accompaniment.dialogues.holding import answering_desk
from persistence.accompaniment.dialogues.views import commitment_view, dialogue_view
from persistence.database import Json, Reading, Versioned, Writing, found
from persistence.paging import Page, PageWanted, fetch_page, page_of
from persistence.reporting.reports.flags import without_flags

_TOLD = dialogue_view(without_flags("d"))
_OF = "from reflective_dialogue d join classroom_visit v on v.id = d.visit_id"
_MINE = "v.teacher_id = $1 and d.held_from is not null"

MY_DIALOGUES_PAGE = page_of(
    f"""
    select d.* {_OF}
    where {_MINE} and (d.held_from, d.visit_id) < ($2::text::timestamptz, $3::text::uuid)
    order by d.held_from desc, d.visit_id desc
    limit $4 + 1
    """,
    view=f"(select {_TOLD} {_OF} where d.visit_id = r.visit_id)",
    keys=("held_from", "visit_id"),
    limit="$4",
)

MY_DIALOGUE = f"select {_TOLD}::text, d.version {_OF} where {_MINE} and d.visit_id = $2"

# A statement of its own: the one that follows sees what was committed while this one waited.
LOCK_MINE = "select true from classroom_visit where teacher_id = $1 and id = $2 for no key update"

ANSWERING_DESK = f"""
select d.status, d.visitor_agreed_at is not null as confirmed, d.teacher_agrees, d.teacher_note,
    d.version
{_OF} where {_MINE} and d.visit_id = $2
"""

STORE_ANSWER = """
with answered as (
    update reflective_dialogue d set status = $2, teacher_agrees = $3, teacher_note = $4,
        teacher_answered_at = $5, version = version + 1
    where d.visit_id = $1
    returning *
)
insert into event (at, actor_id, place, kind, subject, payload)
select $5, v.teacher_id, v.place, 'dialogue.answered', 'dialogue/' || v.id,
    jsonb_build_object('visit_id', v.id, 'status', d.status, 'agrees', d.teacher_agrees)
from answered d join classroom_visit v on v.id = d.visit_id
"""

MY_COMMITMENTS_PAGE = page_of(
    """
    select c.* from commitment c
    where c.owner_id = $1 and ($2::text is null or c.status = $2)
    and (c.due_on, c.id) > ($3::text::date, $4::text::uuid)
    order by c.due_on, c.id
    limit $5 + 1
    """,
    view=f"(select {commitment_view()} from (select r.*) c)",
    keys=("due_on", "id"),
    limit="$5",
)

_FIRST = ("infinity", "ffffffff-ffff-ffff-ffff-ffffffffffff")
_FIRST_DUE = ("-infinity", "00000000-0000-0000-0000-000000000000")


async def show_page(db: Reading, wanted: PageWanted, *, person: PersonId) -> Page:
    """The dialogues with the caller, the latest first."""
    after = wanted.after or _FIRST
    return await fetch_page(db, MY_DIALOGUES_PAGE, person, *after, wanted.limit)


async def show_commitments(
    db: Reading, wanted: PageWanted, status: model.Status | None, *, person: PersonId
) -> Page:
    """What the caller promised, in whatever school, those due first first."""
    after = wanted.after or _FIRST_DUE
    return await fetch_page(db, MY_COMMITMENTS_PAGE, person, status, *after, wanted.limit)


async def show_one(
    db: Reading, visit: UUID, *, person: PersonId, created: bool = False
) -> Versioned:
    """One of them."""
    row = found(await db.fetchrow(MY_DIALOGUE, person, visit), WHAT)
    return Versioned(Json(row[0]), row[1], created=created)


async def load_answering(db: Writing, visit: UUID, *, person: PersonId) -> AnsweringDesk | None:
    """The dialogue, held until the transaction ends; None when it is not with the caller, or not
    held yet."""
    await db.fetchval(LOCK_MINE, person, visit)
    row = await db.fetchrow(ANSWERING_DESK, person, visit)
    return None if row is None else answering_desk(row)


async def store_answer(
    db: Writing,
    visit: UUID,
    answer: Answer,
    decided: tuple[Status, Change],
    *,
    person: PersonId,
    now: datetime,
) -> Versioned:
    """Keep the answer with its event, unless nothing changes."""
    status, change = decided
    if change is not Change.NOTHING:
        await db.fetchval(STORE_ANSWER, visit, status, answer.agrees, answer.note, now)
    return await show_one(db, visit, person=person, created=change is Change.CREATE)
