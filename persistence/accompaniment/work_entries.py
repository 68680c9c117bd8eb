"""Work that coordinators enter for the lines of their hours that no other record proves."""

import json
from datetime import date, datetime
from uuid import UUID

from asyncpg import Record

from domain.access.permits import PersonId, Reach
from domain.accompaniment.hours import Span
from domain.accompaniment.work_entries import WHAT, EntryDesk, WorkEntry
from domain.accompaniment.workload_assignments import WHAT as ASSIGNMENT
from domain.errors import StaleVersion
from domain.versions import Change
from persistence.accompaniment.hours.facts import cuts, declared, held, in_sight, lines, of_year
from persistence.accompaniment.hours.views import lines_of, spans_of
from persistence.database import Json, Reading, Versioned, Writing, found, roots
from persistence.paging import Page, PageWanted, fetch_page, page_of

_ENTRY = """json_build_object(
    'id', e.id, 'assignment_id', e.assignment_id, 'line', e.code, 'worked_on', e.worked_on,
    'minutes', e.minutes, 'note', e.note, 'made_at', e.made_at
)"""

ASSIGNMENT_SEEN = f"select true from {of_year()} where r.id = $1 and {in_sight('$2', '$3', '$4')}"

ENTRIES_PAGE = page_of(
    f"""
    select e.* from work_entry e join {of_year()} on r.id = e.assignment_id
    where e.assignment_id = $1 and {in_sight("$2", "$3", "$4")}
    and (e.worked_on, e.id) < ($5::text::date, $6::text::uuid)
    order by e.worked_on desc, e.id desc
    limit $7 + 1
    """,
    view=_ENTRY.replace("e.", "r."),
    keys=("worked_on", "id"),
    limit="$7",
)

ONE_ENTRY = f"""
select {_ENTRY}::text, e.version
from work_entry e join {of_year()} on r.id = e.assignment_id
where e.assignment_id = $1 and e.id = $5 and {in_sight("$2", "$3", "$4")}
"""

# What one person enters waits here, so that no two requests fill one day; all is read after that.
LOCK_OWN = """
select a.id from workload_assignment a join person w on w.id = a.person_id
where a.id = $1 and a.person_id = $2 and a.place <@ any($3::text[]::ltree[])
for no key update of w
"""

ENTRY_DESK = f"""
select {lines()}::text as lines, {held()}::text as held, r.starts_on, r.ends_on,
    {cuts("c.consolidated_at is not null")}::text as consolidated,
    {declared("r.person_id", "$4", entry="$3")} as others,
    e.code, e.worked_on, e.minutes, e.note, e.version, e.assignment_id <> r.id as foreign_one
from {of_year()} left join work_entry e on e.id = $3
where r.id = $1 and r.person_id = $2 and r.place <@ any($5::text[]::ltree[])
"""

STORE_ENTRY = f"""
with stored as (
    insert into work_entry (id, assignment_id, code, worked_on, minutes, note, made_at)
    values ($1, $2, $3, $4, $5, $6, $7)
    on conflict (id) do update set code = excluded.code, worked_on = excluded.worked_on,
        minutes = excluded.minutes, note = excluded.note, made_at = excluded.made_at,
        version = work_entry.version + 1
    where work_entry.version = $8 and work_entry.assignment_id = excluded.assignment_id
    returning *
), logged as (
    insert into event (at, actor_id, place, kind, subject, payload)
    select e.made_at, a.person_id, a.place, 'work_entry.entered', 'work-entry/' || e.id,
        jsonb_build_object('assignment_id', a.id, 'line', e.code, 'worked_on', e.worked_on,
            'minutes', e.minutes, 'version', e.version)
    from stored e join workload_assignment a on a.id = e.assignment_id
)
select {_ENTRY}::text, e.version from stored e
"""

DELETE_ENTRY = """
with gone as (
    delete from work_entry where id = $1 and assignment_id = $2 returning *
), logged as (
    insert into event (at, actor_id, place, kind, subject, payload)
    select $3, a.person_id, a.place, 'work_entry.deleted', 'work-entry/' || e.id,
        jsonb_build_object('assignment_id', a.id, 'line', e.code, 'worked_on', e.worked_on,
            'minutes', e.minutes)
    from gone e join workload_assignment a on a.id = e.assignment_id
)
select true from gone
"""


async def show_entries(db: Reading, assignment: UUID, wanted: PageWanted, *, reach: Reach) -> Page:
    """The entries of an assignment in sight, the latest day first."""
    seen = (roots(reach), list(reach.own_roots), reach.person)
    found(await db.fetchval(ASSIGNMENT_SEEN, assignment, *seen), ASSIGNMENT)
    after = wanted.after or ("infinity", "ffffffff-ffff-ffff-ffff-ffffffffffff")
    return await fetch_page(db, ENTRIES_PAGE, assignment, *seen, *after, wanted.limit)


async def show_entry(db: Reading, assignment: UUID, id: UUID, *, reach: Reach) -> Versioned:
    """One entry of an assignment in sight."""
    seen = (roots(reach), list(reach.own_roots), reach.person)
    row = found(await db.fetchrow(ONE_ENTRY, assignment, *seen, id), WHAT)
    return Versioned(Json(row[0]), row[1])


async def load_desk(
    db: Writing, assignment: UUID, id: UUID, day: date | None, *, by: PersonId, reach: Reach
) -> EntryDesk:
    """One's own assignment and what stands under the entry's id; `day`: the one asked for. Holds
    the person's entries until the transaction ends."""
    found(await db.fetchval(LOCK_OWN, assignment, by, roots(reach)), ASSIGNMENT)
    row = await db.fetchrow(ENTRY_DESK, assignment, by, id, day, roots(reach))
    row = found(row, ASSIGNMENT)
    consolidated = [
        (cut, spans_of([days])[0].last) for cut, *days in json.loads(row["consolidated"])
    ]
    return EntryDesk(
        lines_of(json.loads(row["lines"])),
        Span(row["starts_on"], row["ends_on"]),
        spans_of(json.loads(row["held"])),
        consolidated,
        row["others"],
        _present(row),
        row["version"],
        foreign=bool(row["foreign_one"]),
    )


def _present(row: Record) -> WorkEntry | None:
    if row["version"] is None:
        return None
    return WorkEntry(row["code"], row["worked_on"], row["minutes"], row["note"])


async def store_entry(
    db: Writing,
    assignment: UUID,
    id: UUID,
    entry: WorkEntry,
    change: Change,
    *,
    replaces: int | None,
    now: datetime,
    reach: Reach,
) -> Versioned:
    """Write the entry with its event, unless nothing changes."""
    if change is Change.NOTHING:
        return await show_entry(db, assignment, id, reach=reach)
    about = (entry.line, entry.worked_on, entry.minutes, entry.note)
    row = await db.fetchrow(STORE_ENTRY, id, assignment, *about, now, replaces or 0)
    if row is None:
        raise StaleVersion(what=WHAT)
    return Versioned(Json(row[0]), row[1], created=change is Change.CREATE)


async def delete_entry(db: Writing, assignment: UUID, id: UUID, *, now: datetime) -> None:
    """Delete an entry with its event."""
    found(await db.fetchval(DELETE_ENTRY, id, assignment, now), WHAT)
