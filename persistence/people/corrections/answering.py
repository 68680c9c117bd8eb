"""Corrections as those who answer them see them: within their reach, and never their own."""

from datetime import date, datetime
from uuid import UUID

from domain.access.permits import PersonId, Reach
from domain.errors import LIMA
from domain.people.corrections import (
    WHAT,
    Answered,
    AnsweringDesk,
    Asked,
    CorrectionAnswered,
    Field,
    State,
)
from domain.people.corrections import answer as decide
from domain.versions import Change
from persistence.database import Json, Reading, Writing, found, roots
from persistence.paging import Page, PageWanted, fetch_page, page_of
from persistence.people.corrections.views import answerable, view

_BY = {"roots": "$1::text[]", "caller": "$2"}

CORRECTIONS = page_of(
    f"""
    select c.* from correction c
    where {answerable("c", **_BY, day="$7")} and ($3::text is null or c.state = $3)
    and (c.due_on, c.id) > ($4::text::date, $5::text::uuid)
    order by c.due_on, c.id
    limit $6 + 1
    """,
    view=view("r", today="$7"),
    keys=("due_on", "id"),
    limit="$6",
)

ANSWERING_DESK = f"""
select c.person_id, c.field, c.wanted, c.reason, c.state, c.answer, case c.field
    when 'doc_type' then p.doc_type when 'doc_number' then p.doc_number
    when 'given_names' then p.given_names when 'paternal_surname' then p.paternal_surname
    when 'maternal_surname' then p.maternal_surname when 'username' then u.username
end as holds
from correction c
join person p on p.id = c.person_id
left join account u on u.person_id = c.person_id
where c.id = $3 and (c.person_id = $2 or {answerable("c", **_BY, day="$4")})
for update of c
"""

STORE_ANSWER = f"""
with stored as (
    update correction set state = $2, answer = $3, answered_at = $4, answered_by = $5,
        version = version + 1
    where id = $1 and state = 'asked'
    returning *
), logged as (
    insert into event (at, actor_id, place, kind, subject, payload)
    select $4, $5, coalesce((
        select a.place from appointment a where a.person_id = stored.person_id
        order by upper(a.valid) desc nulls first, a.id limit 1
    ), 'pe'), 'correction.answered', 'correction/' || id,
        jsonb_build_object('field', field, 'state', state)
    from stored
)
select {view("stored", today="$6")}::text from stored
"""

ONE_CORRECTION = f"""
select {view("c", today="$4")}::text from correction c
where c.id = $3 and {answerable("c", **_BY, day="$4")}
"""

_TOP = ("-infinity", "00000000-0000-0000-0000-000000000000")


async def show_page(
    db: Reading, wanted: PageWanted, *, state: State | None, reach: Reach, today: date
) -> Page:
    """The corrections of persons in reach, those due first; never the caller's own."""
    after = wanted.after or _TOP
    seen = (roots(reach), reach.person)
    return await fetch_page(db, CORRECTIONS, *seen, state, *after, wanted.limit, today)


async def answer(
    db: Writing, id: UUID, given: Answered, *, by: PersonId, reach: Reach, now: datetime
) -> Json:
    """Answer a correction, with its event. The same answer again changes nothing."""
    today = now.astimezone(LIMA).date()
    desk = await _load_desk(db, id, reach=reach, today=today)
    if decide(desk, given, by=by) is Change.NOTHING:
        shown = await db.fetchval(ONE_CORRECTION, roots(reach), reach.person, id, today)
        return Json(found(shown, WHAT))
    stored = await db.fetchval(STORE_ANSWER, id, given.state, given.answer, now, by, today)
    if stored is None:
        raise CorrectionAnswered
    return Json(stored)


async def _load_desk(db: Reading, id: UUID, *, reach: Reach, today: date) -> AnsweringDesk:
    row = found(await db.fetchrow(ANSWERING_DESK, roots(reach), reach.person, id, today), WHAT)
    asked = Asked(Field(row["field"]), row["wanted"], row["reason"])
    state = State(row["state"])
    present = None if state is State.ASKED else Answered(state, row["answer"])
    return AnsweringDesk(PersonId(row["person_id"]), asked, row["holds"], present)
