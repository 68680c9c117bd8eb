"""A person's own corrections: one's own requests need no territory."""

from datetime import date
from uuid import UUID

from domain.events import EventKind
from domain.people.corrections import CORRECTION, CorrectionRequest, CorrectionRequestFacts
from persistence.calls import Call
from persistence.database import Reading, Storing, Versioned, as_read, as_stored
from persistence.fragments import event
from persistence.mapping import columns, from_json
from persistence.paging import Page, PageWanted, newest_first, read_page
from persistence.people.corrections.views import view
from persistence.people.people import stands_at
from persistence.statements import Command, Query

OWN_CORRECTIONS = newest_first(
    "select t.* from correction t where t.person_id = :by",
    by="asked_at timestamptz",
    view=view("r"),
)

OWN_CORRECTION = Query(f"""
select {view("c")}::text as body, c.version from correction c where c.id = :id and c.person_id = :by
""")

ASKING_FACTS = Query("""
select json_build_object(
    'present', case when c.id is not null then json_build_object(
        'field', c.field, 'wanted', c.wanted, 'reason', c.reason
    ) end,
    'state', c.state, 'version', c.version, 'foreign', coalesce(c.person_id <> :by, false),
    'waiting', (
        select count(*) from correction w where w.person_id = :by and w.state = 'asked'
    )
)::text
from (select) as one left join correction c on c.id = :id
""")

_ASKED = event(
    EventKind.CORRECTION_ASKED,
    of="stored",
    subject="'correction/' || id",
    data="'field', field",
    place=stands_at(),
)

# The event names the field, never what it held or should hold.
STORE_REQUEST = Command(f"""
with stored as (
    insert into correction as was (id, person_id, field, wanted, reason, state, asked_at, due_on)
    values (:id, :by, :field, :wanted, :reason, 'asked', :now, :due_on)
    on conflict (id) do update set field = excluded.field, wanted = excluded.wanted,
        reason = excluded.reason, version = was.version + 1
    where was.version = :version and was.person_id = :by and was.state = 'asked'
    returning *
), logged as ({_ASKED})
select {view("stored")}::text as body, version from stored
""")


async def read_own_corrections(call: Call[Reading], wanted: PageWanted) -> Page:
    """What the caller asked to have corrected, the latest first."""
    return await read_page(call, OWN_CORRECTIONS, wanted)


async def read_own_correction(call: Call[Reading], id: UUID) -> Versioned:
    """One of the caller's own."""
    return as_read(await OWN_CORRECTION.row(call, id=id), CORRECTION)


async def load_asking_facts(call: Call[Reading], id: UUID) -> CorrectionRequestFacts:
    """What stands under the id, and how many of the caller's wait."""
    return from_json(CorrectionRequestFacts, await ASKING_FACTS.value(call, id=id))


async def store_request(
    call: Call[Storing], id: UUID, request: CorrectionRequest, *, version: int, due_on: date
) -> Versioned:
    """The correction as it is asked for, with its event."""
    values = columns(request)
    row = await STORE_REQUEST.row(call, id=id, **values, version=version, due_on=due_on)
    return as_stored(row, CORRECTION)
