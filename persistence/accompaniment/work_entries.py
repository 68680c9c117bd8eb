"""Work that coordinators enter for the lines of their hours that no other record proves."""

from datetime import date
from uuid import UUID

from domain.accompaniment.work_entries import WORK_ENTRY, EntryFacts, WorkEntry
from domain.accompaniment.workload_assignments import WORKLOAD_ASSIGNMENT
from domain.errors import NotFound
from domain.events import EventKind
from persistence.accompaniment.hours.facts import (
    CONSOLIDATED_CUTS,
    YEAR,
    declared,
    held,
    in_sight,
    lines,
    of_year,
)
from persistence.calls import Call
from persistence.database import Overtaken, Reading, Versioned, Writing, as_read, as_stored, found
from persistence.fragments import event, in_reach
from persistence.mapping import columns, from_json
from persistence.paging import Page, PageWanted, newest_first, read_page
from persistence.statements import Command, Lock, Query


def _view(e: str) -> str:
    return f"""json_build_object(
    'id', {e}.id, 'assignment_id', {e}.assignment_id, 'line', {e}.code,
    'worked_on', {e}.worked_on, 'minutes', {e}.minutes, 'note', {e}.note, 'made_at', {e}.made_at
)"""


ASSIGNMENT_SEEN = Query(f"select true from {of_year()} where r.id = :assignment and {in_sight()}")

ENTRIES = newest_first(
    f"""
    select t.* from work_entry t join {of_year()} on r.id = t.assignment_id
    where t.assignment_id = :assignment and {in_sight()}
    """,
    by="worked_on date",
    view=_view("r"),
)

ENTRY = Query(f"""
select {_view("e")}::text as body, e.version
from work_entry e join {of_year()} on r.id = e.assignment_id
where e.assignment_id = :assignment and e.id = :id and {in_sight()}
""")

# What one person enters waits here, so that no two requests fill one day; all is read after that.
OWN_ASSIGNMENT = Lock(f"""
select a.id from workload_assignment a join person w on w.id = a.person_id
where a.id = :assignment and a.person_id = :by and {in_reach("a.place")}
for no key update of w
""")

_PRESENT = """json_build_object(
    'line', e.code, 'worked_on', e.worked_on, 'minutes', e.minutes, 'note', e.note
)"""

ENTRY_FACTS = Query(f"""
select json_build_object(
    'lines', {lines()}, 'year', {YEAR}, 'held', {held()}, 'consolidated', {CONSOLIDATED_CUTS},
    'others', {declared("r.person_id", ":worked_on::date", entry=":id")},
    'present', case when e.id is not null then {_PRESENT} end, 'version', e.version,
    'foreign', coalesce(e.assignment_id <> r.id, false)
)::text
from {of_year()} left join work_entry e on e.id = :id
where r.id = :assignment and r.person_id = :by and {in_reach("r.place")}
""")

_WORK = "'assignment_id', a.id, 'line', e.code, 'worked_on', e.worked_on, 'minutes', e.minutes"

_ENTERED = event(
    EventKind.WORK_ENTRY_ENTERED,
    of="stored e join workload_assignment a on a.id = e.assignment_id",
    subject="'work-entry/' || e.id",
    data=f"{_WORK}, 'version', e.version",
    place="a.place",
)

STORE_ENTRY = Command(f"""
with stored as (
    insert into work_entry as was (id, assignment_id, code, worked_on, minutes, note, made_at)
    values (:id, :assignment, :line, :worked_on, :minutes, :note, :now)
    on conflict (id) do update set code = excluded.code, worked_on = excluded.worked_on,
        minutes = excluded.minutes, note = excluded.note, made_at = excluded.made_at,
        version = was.version + 1
    where was.version = :version and was.assignment_id = excluded.assignment_id
    returning *
), logged as ({_ENTERED})
select {_view("e")}::text as body, e.version from stored e
""")

_DELETED = event(
    EventKind.WORK_ENTRY_DELETED,
    of="gone e join workload_assignment a on a.id = e.assignment_id",
    subject="'work-entry/' || e.id",
    data=_WORK,
    place="a.place",
)

DELETE_ENTRY = Command(f"""
with gone as (
    delete from work_entry where id = :id and assignment_id = :assignment returning *
), logged as ({_DELETED})
select true from gone
""")


async def read_entries(call: Call[Reading], assignment: UUID, wanted: PageWanted) -> Page:
    """The entries of an assignment in sight, the latest day first."""
    there = await ASSIGNMENT_SEEN.value(call, assignment=assignment)
    found(there, WORKLOAD_ASSIGNMENT)
    return await read_page(call, ENTRIES, wanted, assignment=assignment)


async def read_entry(call: Call[Reading], assignment: UUID, id: UUID) -> Versioned:
    """One entry of an assignment in sight."""
    row = await ENTRY.row(call, assignment=assignment, id=id)
    return as_read(row, WORK_ENTRY)


async def load_entry_facts(
    call: Call[Writing], assignment: UUID, id: UUID, worked_on: date | None
) -> EntryFacts:
    """One's own assignment and what stands under the entry's id; `worked_on`: the day asked for.
    Holds the person's entries until the transaction ends."""
    found(await OWN_ASSIGNMENT.value(call, assignment=assignment), WORKLOAD_ASSIGNMENT)
    facts = await ENTRY_FACTS.value(call, assignment=assignment, id=id, worked_on=worked_on)
    return from_json(EntryFacts, found(facts, WORKLOAD_ASSIGNMENT))


async def store_entry(
    call: Call[Writing], assignment: UUID, id: UUID, entry: WorkEntry, *, version: int | None
) -> Versioned:
    """The entry as it is kept, with its event."""
    row = await STORE_ENTRY.row(
        call, assignment=assignment, id=id, **columns(entry), version=version or 0
    )
    return as_stored(row, WORK_ENTRY)


async def delete_entry(call: Call[Writing], assignment: UUID, id: UUID) -> None:
    """Delete an entry with its event."""
    if await DELETE_ENTRY.row(call, assignment=assignment, id=id) is None:
        raise Overtaken(NotFound(what=WORK_ENTRY))
