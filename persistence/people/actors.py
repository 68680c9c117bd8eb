"""Persons in PostgreSQL: seen by where they act, found without tildes, stored with their event."""

from functools import partial
from uuid import UUID

from domain.access.permits import NATION
from domain.errors import NotFound, StaleVersion
from domain.events import EventKind
from domain.identity.sessions import EndReason
from domain.people.actors import PERSON, ActorDecision, ActorFacts, Identity
from persistence.calls import Call
from persistence.database import (
    Json,
    Reading,
    Versioned,
    Writing,
    as_read,
    as_stored,
    found,
    overtaken,
)
from persistence.fragments import event, has_words, in_place, in_reach, one_of
from persistence.identity.recovery import ended_with_account
from persistence.identity.vouchers import vouchers_of
from persistence.mapping import columns, from_json
from persistence.paging import Page, PageWanted, in_order, read_page
from persistence.people.people import (
    PeopleFilter,
    acts_elsewhere,
    copy_of_document,
    held,
    names,
    place_view,
    reached_by_document,
    stands_at,
    visible,
)
from persistence.statements import Command, Lock, Query

_ROW = f"""json_build_object(
    'id', r.id, {names("r")},
    'appointments', (
        select coalesce(json_agg(json_build_object(
            'id', a.id, 'role', a.role, 'place', {place_view("a.place")}, 'post', a.post
        ) order by a.place, a.role, a.post), '[]')
        from appointment a
        where a.person_id = r.id and a.valid @> :day::date and {in_reach("a.place")}
    )
)"""

_ACTS = f"""a.valid @> :day::date and {in_reach("a.place")}
        and (:role::text is null or a.role = :role) and {in_place("a.place")}"""

_WORDS = has_words("p.search_key")
_BY_NAME = "p.sort_key text, p.id uuid"

# One statement for each shape of the question: a plan that suits all reaches suits none of them.
# Few places: from their appointments to the persons.
ACTORS = in_order(
    f"""
    with acting as materialized (select distinct a.person_id from appointment a where {_ACTS})
    select p.* from acting join person p on p.id = acting.person_id
    where (:q::text is null or p.doc_number = upper(btrim(:q)) or {_WORDS})
    """,
    by=_BY_NAME,
    view=_ROW,
)

# The whole nation, nothing asked: persons in their order, each looked up.
ALL_ACTORS = in_order(
    f"""
    select p.* from person p
    cross join lateral (
        select from appointment a
        where a.person_id = p.id and a.valid @> :day::date and {in_reach("a.place")}
        limit 1
    ) acting
    where true
    """,
    by=_BY_NAME,
    view=_ROW,
)

# The whole nation, by name or document: from the persons found to where they act.
FOUND_ACTORS = in_order(
    f"""
    with named as materialized (
        select * from person p
        where {_WORDS}
        union
        select * from person p
        where p.doc_type in ('DNI', 'CE', 'PTP') and p.doc_number = upper(btrim(:q))
    )
    select p.* from named p
    cross join lateral (
        select from appointment a where a.person_id = p.id and {_ACTS} limit 1
    ) acting
    where true
    """,
    by=_BY_NAME,
    view=_ROW,
)

_APPOINTMENT = f"json_build_object({held('a')})"
_VIEW = f"""json_build_object(
    'id', p.id, 'doc_type', p.doc_type, 'doc_number', p.doc_number, {names("p")},
    'appointments', (
        select coalesce(json_agg({_APPOINTMENT} order by lower(a.valid) desc, a.id), '[]')
        from appointment a where a.person_id = p.id and {in_reach("a.place")}
    )
)"""
"""A person with document, and their appointments within reach, the latest first."""

ONE_ACTOR = Query(f"""
select {_VIEW}::text as body, p.version from person p where p.id = :id and {visible("p.id")}
""")

APPOINTMENTS_OF_ACTOR = Query(f"""
select json_build_object('items', coalesce(
    json_agg({_APPOINTMENT} order by lower(a.valid) desc, a.id) filter (where a.id is not null),
    '[]'
))::text
from person p
left join appointment a on a.person_id = p.id and {in_reach("a.place")}
where p.id = :id and {visible("p.id")} and :knows_people::bool
group by p.id
""")


def _asked_for(field: str) -> str:
    """True when a field of a person stays as it is, or they asked for what is sent."""
    return f"""(p.{field} = :{field} or exists (
            select from correction q where q.person_id = p.id and q.state = 'asked'
            and q.field = '{field}'
            and upper(regexp_replace(q.wanted, '\\s', '', 'g')) = :{field}
        ))"""


ACTOR_FACTS = Query(f"""
select json_build_object(
    'present', case when p.id is not null then json_build_object(
        'identity', json_build_object(
            'doc_type', p.doc_type, 'doc_number', p.doc_number, {names("p")}
        ),
        'version', p.version, 'visible', {visible("p.id")},
        'acts_elsewhere', {acts_elsewhere("p.id")},
        'vouchers', case when exists (select from account u where u.person_id = p.id)
            then {vouchers_of("p.id")} end,
        'holds', (
            select coalesce(json_agg(json_build_array(h.role, h.place)), '[]') from (
                select a.role, a.place from appointment a where a.person_id = p.id
                and (upper_inf(a.valid) or upper(a.valid) > :today)
                union select g.role, g.place from access_grant g where g.person_id = p.id
                and g.ended_at is null and g.expires_at > :now
            ) h
        ),
        'asked_for', {_asked_for("doc_type")} and {_asked_for("doc_number")},
        'joined_to', (
            select j.id from person j where j.id = p.joined_to and {visible("j.id")}
        )
    ) end,
    'known', (
        select json_build_object('id', k.id) from person k
        where k.doc_type = :doc_type and k.doc_number = :doc_number and k.id <> :id
        and {visible("k.id")}
        order by k.doc_copy limit 1
    )
)::text
from (select) as one
left join person p on p.id = :id
""")

# The event stands where the caller sees the person: at an appointment in reach, or where they act.
# It tells that somebody changed, not to what: events are never removed, names are in time.
_LOGGED = event(
    one_of("version = 1", EventKind.ACTOR_CREATED, EventKind.ACTOR_CHANGED),
    of="stored p",
    subject="'actor/' || id",
    data="'version', version",
    place=f"""coalesce((
        select a.place from appointment a
        where a.person_id = p.id and {in_reach("a.place")}
        order by upper(a.valid) desc nulls first, a.id limit 1
    ), (:roots::text[])[1]::ltree)""",
)

_SUSPENDED = event(
    EventKind.ACCOUNT_SUSPENDED,
    of="suspended",
    subject="'actor/' || person_id",
    place=stands_at("person_id"),
)

LOCK_PERSON = Lock(f"""
select p.id from person p where p.id = :id and {visible("p.id")} for no key update
""")

# A card is for the person that it was made for: under another document it opens nothing.
STORE_ACTOR = Command(
    f"""
with before as (
    select p.id from person p
    where p.id = :id and (p.doc_type, p.doc_number) <> (:doc_type, :doc_number)
), cards as (
    update enrolment e set withdrawn_at = :now from before b
    where e.person_id = b.id and e.used_at is null and e.withdrawn_at is null
), stored as (
    insert into person as was (
        id, doc_type, doc_number, doc_copy, given_names, paternal_surname, maternal_surname,
        updated_at
    )
    select :id, :doc_type, :doc_number, {copy_of_document(":id", ":doc_type", ":doc_number")},
        :given_names, :paternal_surname, :maternal_surname, :now
    where not {reached_by_document(":id", ":doc_type", ":doc_number")} or exists (
        select from person w
        where w.id = :id and w.doc_type = :doc_type and w.doc_number = :doc_number
    )
    on conflict (id) do update set
        doc_copy = case when (was.doc_type, was.doc_number) = (:doc_type, :doc_number)
            then was.doc_copy else excluded.doc_copy end,
        doc_type = excluded.doc_type, doc_number = excluded.doc_number,
        given_names = excluded.given_names, paternal_surname = excluded.paternal_surname,
        maternal_surname = excluded.maternal_surname, updated_at = excluded.updated_at,
        version = was.version + 1
    where was.version = :version
    returning *
), suspended as (
    update account u set suspended_at = :now from stored s
    where u.person_id = s.id and :suspends::boolean returning u.person_id
), {ended_with_account("suspended")}, suspension_logged as ({_SUSPENDED}), logged as ({_LOGGED})
select {_VIEW}::text as body, p.version from stored p
""",
    person_document_once=overtaken(partial(StaleVersion, what=PERSON)),
    id_once=partial(NotFound, what=PERSON),
)


async def read_actors(
    call: Call[Reading], wanted: PageWanted, chosen: PeopleFilter, *, q: str | None
) -> Page:
    """Persons with an appointment in reach on a day, in the Spanish order of their surnames."""
    nation = NATION in call.roots
    if nation and q is not None:
        return await read_page(call, FOUND_ACTORS, wanted, q=q, **chosen.values())
    if nation and chosen.role is None and chosen.under is None:
        return await read_page(call, ALL_ACTORS, wanted, day=chosen.day)
    return await read_page(call, ACTORS, wanted, q=q, **chosen.values())


async def read_actor(call: Call[Reading], id: UUID) -> Versioned:
    """A person with their document and their appointments within reach."""
    return as_read(await ONE_ACTOR.row(call, id=id), PERSON)


async def read_appointments_of(call: Call[Reading], id: UUID) -> Json:
    """A person's appointments within reach, past ones too, the latest first."""
    return Json(found(await APPOINTMENTS_OF_ACTOR.value(call, id=id), PERSON))


async def load_actor_facts(call: Call[Reading], id: UUID, sent: Identity) -> ActorFacts:
    """The person under this id, and another in reach under this document."""
    document = {"doc_type": sent.doc_type, "doc_number": sent.doc_number}
    return from_json(ActorFacts, await ACTOR_FACTS.value(call, id=id, **document))


async def lock_person(call: Call[Writing], id: UUID) -> None:
    """Hold a person, if they are registered: no card of theirs is redeemed until the commit."""
    await LOCK_PERSON.rows(call, id=id)


async def store_actor(call: Call[Writing], decision: ActorDecision) -> Versioned:
    """The person as decided, with the event."""
    values = columns(decision.identity)
    ending = {"suspends": decision.suspends, "reason": EndReason.SUSPENDED}
    row = await STORE_ACTOR.row(call, id=decision.id, version=decision.over, **ending, **values)
    return as_stored(row, PERSON)
