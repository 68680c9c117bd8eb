"""A person's own corrections: one's own requests need no territory."""

from datetime import date, datetime
from uuid import UUID

from domain.access.permits import PersonId
from domain.errors import LIMA, StaleVersion
from domain.people.corrections import WHAT, Asked, AskingDesk, Field, State, due_on
from domain.people.corrections import ask as decide
from domain.versions import Change
from persistence.database import Json, Reading, Versioned, Writing, found
from persistence.paging import Page, PageWanted, fetch_page, page_of
from persistence.people.corrections.views import view

OWN_CORRECTIONS = page_of(
    """
    select c.* from correction c
    where c.person_id = $1 and (c.asked_at, c.id) < ($2::text::timestamptz, $3::text::uuid)
    order by c.asked_at desc, c.id desc
    limit $4 + 1
    """,
    view=view("r", today="$5"),
    keys=("asked_at", "id"),
    limit="$4",
)

ASKING_DESK = """
select c.person_id, c.field, c.wanted, c.reason, c.state, c.version, (
    select count(*) from correction w where w.person_id = $2 and w.state = 'asked'
) as waiting
from (values ($1::uuid)) as asked (id) left join correction c on c.id = asked.id
"""

# The event names the field, never what it held or should hold.
STORE_ASKED = f"""
with stored as (
    insert into correction (id, person_id, field, wanted, reason, state, asked_at, due_on)
    values ($1, $2, $3, $4, $5, 'asked', $6, $7)
    on conflict (id) do update set field = excluded.field, wanted = excluded.wanted,
        reason = excluded.reason, version = correction.version + 1
    where correction.version = $8 and correction.person_id = $2 and correction.state = 'asked'
    returning *
), logged as (
    insert into event (at, actor_id, place, kind, subject, payload)
    select $6, $2, coalesce((
        select a.place from appointment a where a.person_id = $2
        order by upper(a.valid) desc nulls first, a.id limit 1
    ), 'pe'), 'correction.asked', 'correction/' || id, jsonb_build_object('field', field)
    from stored
)
select {view("stored", today="$9")}::text, version from stored
"""

OWN_CORRECTION = f"""
select {view("c", today="$3")}::text, c.version from correction c
where c.id = $1 and c.person_id = $2
"""


async def show_own(db: Reading, wanted: PageWanted, *, person: PersonId, today: date) -> Page:
    """What a person asked to have corrected, the latest first."""
    after = wanted.after or ("infinity", "ffffffff-ffff-ffff-ffff-ffffffffffff")
    return await fetch_page(db, OWN_CORRECTIONS, person, *after, wanted.limit, today)


async def ask(
    db: Writing, id: UUID, asked: Asked, *, person: PersonId, if_match: int | None, now: datetime
) -> Versioned:
    """Ask, change or find a correction, with its event."""
    desk = await _load_desk(db, id, person=person)
    today = now.astimezone(LIMA).date()
    change = decide(desk, asked, if_match=if_match)
    if change is Change.NOTHING:
        return Versioned(*found(await db.fetchrow(OWN_CORRECTION, id, person, today), WHAT))
    about = (id, person, asked.field, asked.wanted, asked.reason, now, due_on(today))
    row = await db.fetchrow(STORE_ASKED, *about, desk.version or 0, today)
    if row is None:
        raise StaleVersion(what=WHAT)
    return Versioned(Json(row[0]), row[1], created=change is Change.CREATE)


async def _load_desk(db: Reading, id: UUID, *, person: PersonId) -> AskingDesk:
    row = await db.fetchrow(ASKING_DESK, id, person)
    assert row is not None  # noqa: S101  the asked id is always a row
    if row["version"] is None:
        return AskingDesk(None, None, None, foreign=False, waiting=row["waiting"])
    present = Asked(Field(row["field"]), row["wanted"], row["reason"])
    foreign = row["person_id"] != person
    return AskingDesk(present, State(row["state"]), row["version"], foreign, row["waiting"])
