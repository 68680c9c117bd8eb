"""Persons and appointments of a whole sheet, by a few statements whatever its length."""

from collections.abc import Sequence
from datetime import datetime

from asyncpg import Record

from domain.access.permits import Permit, PersonId, Place, Reach
from domain.errors import LIMA
from domain.exchange.actor_imports.deciding import Facts, ImportOvertaken, KnownPerson, Plan
from domain.exchange.actor_imports.lines import Line
from domain.people.actors import DocType, Identity
from domain.people.appointments.model import PlaceFound, PlaceKind, PlaceRef
from domain.people.leaving import leavings
from persistence.calls import Call
from persistence.database import Writing, refusing, roots
from persistence.people.appointments.appointing import load_states
from persistence.people.appointments.reading import told, view
from persistence.people.leaving import call_off
from persistence.people.people import acts_elsewhere, visible
from persistence.reporting.obligations.settling import settle

ROWS_AT_ONCE = 20_000
"""A statement's share of a sheet: far from the time a statement may take, whatever the machine."""
MANY_PLACES = 50
"""Above this the obligations below the caller's whole reach are settled at once."""

# Locked in order, so that two sheets of the same places follow one another and never deadlock.
LOCK_PLACES = """
select l.path::text, l.kind, l.code, coalesce(y.cp_posts, 1), coalesce(y.ct_posts, 1)
from place l
left join institution_year y on l.kind = 'institution' and y.institution_code = l.code
    and y.year = $4
where (l.kind, l.code) in (select * from unnest($1::text[], $2::text[]))
and l.path <@ any($3::text[]::ltree[])
order by l.path
for no key update of l
"""

PEOPLE_OF_DOCUMENTS = f"""
select p.doc_type, p.doc_number, p.given_names, p.paternal_surname, p.maternal_surname, p.id,
    p.version, {visible("p.id", roots="$3::text[]", caller="$4")}
    and not {acts_elsewhere("p.id", roots="$3::text[]", day="$5")} as editable
from unnest($1::text[], $2::text[]) as d (doc_type, doc_number)
join person p on p.doc_type = d.doc_type and p.doc_number = d.doc_number
"""

# The version sent is the one that will stand: what someone changed meanwhile matches no row.
STORE_PEOPLE = """
with sent as (
    select * from unnest(
        $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::int[],
        $10::text[]
    ) as s (
        id, doc_type, doc_number, given_names, paternal_surname, maternal_surname, version, place
    )
), stored as (
    insert into person (
        id, doc_type, doc_number, given_names, paternal_surname, maternal_surname, version,
        updated_at
    )
    select id, doc_type, doc_number, given_names, paternal_surname, maternal_surname, version, $2
    from sent
    on conflict (id) do update set
        given_names = excluded.given_names, paternal_surname = excluded.paternal_surname,
        maternal_surname = excluded.maternal_surname, version = excluded.version,
        updated_at = excluded.updated_at
    where person.version = excluded.version - 1
    returning *
), logged as (
    insert into event (at, actor_id, place, kind, subject, payload)
    select $2, $1, s.place::ltree,
        case p.version when 1 then 'actor.created' else 'actor.changed' end, 'actor/' || p.id,
        jsonb_build_object('version', p.version)
    from stored p join sent s on s.id = p.id
)
select count(*) from stored
"""

STORE_APPOINTMENTS = f"""
with sent as (
    select * from unnest(
        $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::smallint[], $8::text[], $9::text[],
        $10::text[], $11::date[], $12::date[], $13::int[]
    ) as s (
        id, person_id, role, place, post, regime, act_number, post_code, since, until, version
    )
), stored as (
    insert into appointment (
        id, person_id, role, place, post, regime, act_number, post_code, valid, version, updated_at
    )
    select id, person_id, role, place::ltree, post, regime, act_number, post_code,
        daterange(since, until), version, $2
    from sent
    on conflict (id) do update set
        post = excluded.post, regime = excluded.regime, act_number = excluded.act_number,
        post_code = excluded.post_code, valid = excluded.valid, updated_at = excluded.updated_at,
        ended_reason = case when upper(appointment.valid) = upper(excluded.valid)
                            then appointment.ended_reason end,
        version = excluded.version
    where appointment.version = excluded.version - 1
    returning *
), logged as (
    insert into event (at, actor_id, place, kind, subject, payload)
    select $2, $1, a.place,
        case a.version when 1 then 'appointment.created' else 'appointment.changed' end,
        'appointment/' || a.id, {told("a", view("a"))}
    from stored a
)
select count(*) from stored
"""


async def load_facts(db: Writing, lines: Sequence[Line], *, permit: Permit, now: datetime) -> Facts:
    """What the sheet is held against. From here to the commit nobody else appoints there."""
    reach, today = permit.reach, now.astimezone(LIMA).date()
    refs = list({line.place: None for line in lines})
    locked = await db.fetch(
        LOCK_PLACES, [r.kind for r in refs], [r.code for r in refs], roots(reach), today.year
    )
    documents = list({(li.identity.doc_type, li.identity.doc_number): None for li in lines})
    people = await db.fetch(
        PEOPLE_OF_DOCUMENTS,
        [doc_type for doc_type, _ in documents],
        [number for _, number in documents],
        roots(reach),
        reach.person,
        today,
    )
    places = {
        PlaceRef(PlaceKind(row[1]), row[2]): PlaceFound(
            Place(row[0]), PlaceKind(row[1]), row[3], row[4]
        )
        for row in locked
    }
    at, roles = [p.path for p in places.values()], list({line.role: None for line in lines})
    known = dict(_known(row) for row in people)
    return Facts(places, known, await load_states(Call(db, now, permit), at, roles))


def _known(row: Record) -> tuple[tuple[DocType, str], KnownPerson]:
    document = DocType(row[0]), row[1]
    identity = Identity(*document, row[2], row[3], row[4])
    return document, KnownPerson(PersonId(row["id"]), identity, row["version"], row["editable"])


async def store(db: Writing, plan: Plan, *, permit: Permit, now: datetime, dry_run: bool) -> None:
    """Everything the plan says, or `ImportOvertaken` and nothing; nothing at all on a dry run."""
    if dry_run:
        return
    overtaken, reach = ImportOvertaken(), permit.reach
    people, made = _people_rows(plan), _appointment_rows(plan)
    with refusing(
        person_document_once=overtaken,
        appointment_one_holder_per_post=overtaken,
        appointment_once_per_person=overtaken,
    ):
        stored = await _store(db, STORE_PEOPLE, people, reach=reach, now=now)
        stored += await _store(db, STORE_APPOINTMENTS, made, reach=reach, now=now)
    if stored != len(people) + len(made):
        raise overtaken
    changed = (made.appointment for made in plan.appointments if made.over)
    await call_off(Call(db, now, permit), leavings(changed))
    few = plan.settles if len(plan.settles) <= MANY_PLACES else reach.roots
    await settle(db, under=few, now=now)


async def _store(
    db: Writing, statement: str, rows: Sequence[Sequence[object]], *, reach: Reach, now: datetime
) -> int:
    """Store rows, some thousands at a time; answers how many were."""
    stored = 0
    for first in range(0, len(rows), ROWS_AT_ONCE):
        columns = zip(*rows[first : first + ROWS_AT_ONCE], strict=True)
        stored += await db.fetchval(statement, reach.person, now, *map(list, columns))
    return stored


def _people_rows(plan: Plan) -> list[Sequence[object]]:
    return [
        (
            kept.id,
            kept.identity.doc_type,
            kept.identity.doc_number,
            kept.identity.given_names,
            kept.identity.paternal_surname,
            kept.identity.maternal_surname,
            kept.over + 1,
            place,
        )
        for kept, place in plan.people.values()
    ]


def _appointment_rows(plan: Plan) -> list[Sequence[object]]:
    """Changes before creations: what a change frees, a creation may take."""
    return [
        (
            a.id,
            a.person,
            a.role,
            a.place,
            a.post,
            a.regime,
            a.act_number,
            a.post_code,
            a.valid_from,
            a.until,
            over + 1,
        )
        for a, over in sorted(
            ((d.appointment, d.over) for d in plan.appointments), key=lambda pair: -pair[1]
        )
    ]
