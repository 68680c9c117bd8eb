"""Persons and appointments of a whole sheet, by a few statements whatever its length."""

from collections.abc import Sequence

from domain.events import EventKind
from domain.exchange.actor_imports.lines import ActorLine
from domain.exchange.actor_imports.model import (
    ActorImportFacts,
    ActorImportPlan,
    ImportOvertaken,
    KnownPerson,
    NamedPlace,
)
from persistence.calls import Call
from persistence.database import Overtaken, Writing, overtaken
from persistence.fragments import event, in_reach, one_of
from persistence.mapping import columns, from_json, to_text
from persistence.people.appointments.appointing import load_states
from persistence.people.appointments.reading import appointment_in_events, view
from persistence.people.people import acts_elsewhere, copy_of_document, reached_by_document, visible
from persistence.statements import Command, Lock, Query

ROWS_AT_ONCE = 20_000
"""A statement's share of a sheet: far from the time a statement may take, whatever the machine."""

# Locked in order, so that two sheets of the same places follow one another and never deadlock.
LOCK_PLACES = Lock(f"""
select json_build_object(
    'ref', json_build_object('kind', l.kind, 'code', l.code),
    'found', json_build_object(
        'path', l.path, 'kind', l.kind,
        'cp_posts', coalesce(y.cp_posts, 1), 'ct_posts', coalesce(y.ct_posts, 1)
    )
)::text as place
from place l
left join institution_year y on l.kind = 'institution' and y.institution_code = l.code
    and y.year = extract(year from :today::date)::int
where (l.kind, l.code) in (select * from unnest(:kinds::text[], :codes::text[]))
and {in_reach("l.path")}
order by l.path
for no key update of l
""")

# Who is out of reach is not there: the row is then a person of the caller's own.
PEOPLE_OF_DOCUMENTS = Query(f"""
select json_build_object(
    'id', p.id, 'version', p.version,
    'identity', json_build_object(
        'doc_type', p.doc_type, 'doc_number', p.doc_number, 'given_names', p.given_names,
        'paternal_surname', p.paternal_surname, 'maternal_surname', p.maternal_surname
    ),
    'editable', not {acts_elsewhere("p.id")}
)::text as person
from unnest(:doc_types::text[], :doc_numbers::text[]) as d (doc_type, doc_number)
join person p on p.doc_type = d.doc_type and p.doc_number = d.doc_number
where {visible("p.id")}
order by p.doc_copy
""")

_ACTOR_LOGGED = event(
    one_of("p.version = 1", EventKind.ACTOR_CREATED, EventKind.ACTOR_CHANGED),
    of="stored p join sent s on s.id = p.id",
    subject="'actor/' || p.id",
    data="'version', p.version",
    place="s.place::ltree",
)

# The version sent is the one that will stand: what someone changed meanwhile matches no row.
STORE_PEOPLE = Command(
    f"""
with sent as (
    select * from jsonb_to_recordset(:rows::jsonb) as s (
        id uuid, doc_type text, doc_number text, given_names text, paternal_surname text,
        maternal_surname text, version int, place text
    )
), stored as (
    insert into person (
        id, doc_type, doc_number, doc_copy, given_names, paternal_surname, maternal_surname,
        version, updated_at
    )
    select s.id, s.doc_type, s.doc_number,
        {copy_of_document("s.id", "s.doc_type", "s.doc_number")},
        s.given_names, s.paternal_surname, s.maternal_surname, s.version, :now::timestamptz
    from sent s
    where s.version > 1 or not {reached_by_document("s.id", "s.doc_type", "s.doc_number")}
    on conflict (id) do update set
        given_names = excluded.given_names, paternal_surname = excluded.paternal_surname,
        maternal_surname = excluded.maternal_surname, version = excluded.version,
        updated_at = excluded.updated_at
    where person.version = excluded.version - 1
    returning *
), logged as ({_ACTOR_LOGGED})
select count(*) from stored
""",
    person_document_once=overtaken(ImportOvertaken),
)

_APPOINTMENT_LOGGED = event(
    one_of("a.version = 1", EventKind.APPOINTMENT_CREATED, EventKind.APPOINTMENT_CHANGED),
    of="stored a",
    subject="'appointment/' || a.id",
    whole=appointment_in_events("a", view("a")),
    place="a.place",
)

STORE_APPOINTMENTS = Command(
    f"""
with sent as (
    select * from jsonb_to_recordset(:rows::jsonb) as s (
        id uuid, person_id uuid, role text, place text, post smallint, regime text,
        act_number text, post_code text, valid_from date, valid_before date, version int
    )
), stored as (
    insert into appointment (
        id, person_id, role, place, post, regime, act_number, post_code, valid, version, updated_at
    )
    select id, person_id, role, place::ltree, post, regime, act_number, post_code,
        daterange(valid_from, valid_before), version, :now::timestamptz
    from sent
    on conflict (id) do update set
        post = excluded.post, regime = excluded.regime, act_number = excluded.act_number,
        post_code = excluded.post_code, valid = excluded.valid, updated_at = excluded.updated_at,
        ended_reason = case when upper(appointment.valid) = upper(excluded.valid)
                            then appointment.ended_reason end,
        version = excluded.version
    where appointment.version = excluded.version - 1
    returning *
), logged as ({_APPOINTMENT_LOGGED})
select count(*) from stored
""",
    appointment_one_holder_per_post=overtaken(ImportOvertaken),
    appointment_once_per_person=overtaken(ImportOvertaken),
)


async def load_import_facts(call: Call[Writing], lines: Sequence[ActorLine]) -> ActorImportFacts:
    """What the sheet is held against. From here to the commit nobody else appoints there."""
    refs = list({line.place: None for line in lines})
    locked = await LOCK_PLACES.rows(
        call, kinds=[ref.kind for ref in refs], codes=[ref.code for ref in refs]
    )
    documents = list({(li.identity.doc_type, li.identity.doc_number): None for li in lines})
    people = await PEOPLE_OF_DOCUMENTS.rows(
        call,
        doc_types=[doc_type for doc_type, _ in documents],
        doc_numbers=[number for _, number in documents],
    )
    places = tuple(from_json(NamedPlace, row["place"]) for row in locked)
    at, roles = [p.found.path for p in places], list({line.role: None for line in lines})
    known = tuple(from_json(KnownPerson, row["person"]) for row in people)
    return ActorImportFacts(places, known, await load_states(call, at, roles))


async def store_people(call: Call[Writing], plan: ActorImportPlan) -> None:
    """The persons and appointments of the plan with their events, or `Overtaken`: somebody changed
    one of them meanwhile."""
    people = [
        {"id": person.id, **columns(person.identity), "version": person.over + 1, "place": place}
        for person, place in plan.people.values()
    ]
    # Changes before creations: what a change frees, a creation may take.
    decided = sorted(plan.appointments, key=lambda each: -each.over)
    appointments = [columns(d.appointment) | {"version": d.over + 1} for d in decided]
    await _store(call, STORE_PEOPLE, people)
    await _store(call, STORE_APPOINTMENTS, appointments)


async def _store(call: Call[Writing], statement: Command, rows: Sequence[object]) -> None:
    """Store rows, some thousands at a time."""
    for first in range(0, len(rows), ROWS_AT_ONCE):
        some = rows[first : first + ROWS_AT_ONCE]
        if await statement.value(call, rows=to_text(some)) != len(some):
            raise Overtaken(ImportOvertaken())
