"""Temporary access in PostgreSQL: given, ended, and shown to those it touches."""

from dataclasses import dataclass
from uuid import UUID

from domain.access.permits import PLACE
from domain.access.roles import Role
from domain.events import EventKind
from domain.identity.access_grants import (
    ACCESS_GRANT,
    AccessGrant,
    AccessGrantId,
    AccessGrantRequest,
    AccessGrantState,
    GivingFacts,
)
from domain.territory.places import OfficialPlace
from persistence.calls import Call
from persistence.database import Reading, Storing, Versioned, as_read, as_stored, found
from persistence.fragments import event, in_place, in_reach, one_of, place_of
from persistence.identity.vouchers import counts
from persistence.mapping import columns, from_json
from persistence.paging import Page, PageWanted, newest_first, read_page
from persistence.people.holders import full_name
from persistence.people.people import if_known, names, place_view, visible
from persistence.statements import Command, Query


def granted(person: str, *, now: str) -> str:
    """The roles that a person holds for a time only and that count in their account, with the
    duties that a managing DRE inherits (F54), as rows `role, place, post, temporary`.
    No post: nothing is owed by them."""
    return f"""
    select g.role, g.place::text, null::smallint, true
    from access_grant g
    where g.person_id = {person} and {in_force("g", now=now)}
    and {counts("g.person_id", "g.role", "g.place")}
    union all
    select 'ugel', i.path::text, null::smallint, true
    from access_grant g
    join iged i on i.manages_institutions and i.kind in ('dre', 'gre') and i.path <@ g.place
    where g.person_id = {person} and g.role = 'dre' and {in_force("g", now=now)}
    and {counts("g.person_id", "g.role", "g.place")}
    """


def in_force(g: str, *, now: str) -> str:
    """True while a grant counts."""
    return f"({g}.ended_at is null and {g}.starts_at <= {now} and {g}.expires_at > {now})"


def view(g: str) -> str:
    """A grant as every answer shows it."""
    holder = f"""(
        select json_build_object('id', p.id, {names("p")}) from person p where p.id = {g}.person_id
    )"""
    return f"""json_build_object(
    'id', {g}.id, 'actor', {if_known(holder)}, 'role', {g}.role,
    'place', {place_view(f"{g}.place")}, 'reason', {if_known(f"{g}.reason")},
    'made_by', {_somebody(f"{g}.made_by")}, 'starts_at', {g}.starts_at,
    'expires_at', {g}.expires_at, 'ended_at', {g}.ended_at,
    'ended_by', {_somebody(f"{g}.ended_by")}, 'ended_reason', {if_known(f"{g}.ended_reason")}
)"""


def _somebody(id: str) -> str:
    return f"""(
    select json_build_object('id', b.id, 'name', {full_name("b")}) from person b
    where b.id = {id} and :knows_people::bool
)"""


def _seen(g: str) -> str:
    """True for what touches its own place, all that lies below, and whoever watches over them from
    above."""
    above = f"{g}.place @> any(:roots::text[]::ltree[])"
    return f"({in_reach(f'{g}.place')} or {above} or {g}.person_id = :by)"


ACCESS_GRANTS = newest_first(
    f"""
    select t.* from access_grant t
    where {_seen("t")}
    and (:actor::uuid is null or t.person_id = :actor and :knows_people::bool)
    and (:role::text is null or t.role = :role)
    and {in_place("t.place")}
    and (:in_force::bool is null or :in_force = {in_force("t", now=":now::timestamptz")})
    """,
    by="starts_at timestamptz",
    view=view("r"),
)

ONE_ACCESS_GRANT = Query(f"""
select {view("g")}::text as body, g.version from access_grant g where {_seen("g")} and g.id = :id
""")

_STATE = f"""json_build_object(
    'grant', json_build_object(
        'person_id', g.person_id, 'role', g.role, 'place', g.place, 'reason', g.reason,
        'expires_at', g.expires_at
    ),
    'starts_at', g.starts_at, 'ended_at', g.ended_at, 'version', g.version,
    'in_reach', {in_reach("g.place")}
)"""

GIVING_FACTS = Query(f"""
select json_build_object(
    'place', p.path, 'kind', p.kind, 'person_known', exists (
        select from person w where w.id = :person_id and {visible("w.id")}
        and w.doc_number = coalesce(upper(:doc_number::text), w.doc_number)
    ),
    'present', (select {_STATE} from access_grant g where g.id = :id)
)::text
from place p
where p.kind = :kind and p.code = :code and {in_reach("p.path")}
""")

ACCESS_GRANT_STATE = Query(f"""
select {_STATE}::text from access_grant g where g.id = :id and {in_reach("g.place")}
""")

_DATA = """'person_id', person_id, 'role', role, 'expires_at', expires_at, 'ended_at', ended_at,
    'version', version"""
_SUBJECT = "'access-grant/' || id"
_GIVEN = event(
    one_of("version = 1", EventKind.ACCESS_GRANTED, EventKind.ACCESS_CHANGED),
    of="stored",
    subject=_SUBJECT,
    data=_DATA,
)
_ENDED = event(EventKind.ACCESS_ENDED, of="stored", subject=_SUBJECT, data=_DATA)

STORE_ACCESS_GRANT = Command(f"""
with stored as (
    insert into access_grant
        (id, person_id, role, place, reason, made_by, starts_at, expires_at)
    values (:id, :person_id, :role, :place::text::ltree, :reason, :by, :now, :expires_at)
    on conflict (id) do update set reason = excluded.reason, expires_at = excluded.expires_at,
        made_by = excluded.made_by, version = access_grant.version + 1
    where access_grant.version = :version
    returning *
), logged as ({_GIVEN})
select {view("s")}::text as body, s.version from stored s
""")

END_ACCESS_GRANT = Command(f"""
with stored as (
    update access_grant set ended_at = :now, ended_by = :by, ended_reason = :reason,
        version = version + 1
    where id = :id and ended_at is null
    returning *
), logged as ({_ENDED})
select {view("s")}::text as body, s.version from stored s
""")


@dataclass(frozen=True, slots=True)
class AccessGrantFilter:
    """Which grants of those in sight; None means any."""

    actor: UUID | None
    role: Role | None
    under: OfficialPlace | None
    in_force: bool | None


async def read_access_grants(
    call: Call[Reading], wanted: PageWanted, chosen: AccessGrantFilter
) -> Page:
    """The grants that touch the caller's places, and those of the caller; the latest first."""
    narrowed = {"actor": chosen.actor, "role": chosen.role, "in_force": chosen.in_force}
    return await read_page(call, ACCESS_GRANTS, wanted, **narrowed, **place_of(chosen.under))


async def read_access_grant(call: Call[Reading], id: AccessGrantId) -> Versioned:
    """One grant in sight, also when it is over."""
    return as_read(await ONE_ACCESS_GRANT.row(call, id=id), ACCESS_GRANT)


async def load_giving_facts(
    call: Call[Reading], id: AccessGrantId, request: AccessGrantRequest
) -> GivingFacts:
    """The place asked for, in reach, and what else the decision looks at."""
    person = {"person_id": request.person_id, "doc_number": request.doc_number}
    text = await GIVING_FACTS.value(call, id=id, **person, **columns(request.place))
    return from_json(GivingFacts, found(text, PLACE))


async def load_access_grant(call: Call[Reading], id: AccessGrantId) -> AccessGrantState:
    """The grant that is to be ended, in reach."""
    text = await ACCESS_GRANT_STATE.value(call, id=id)
    return from_json(AccessGrantState, found(text, ACCESS_GRANT))


async def store_access_grant(
    call: Call[Storing], id: AccessGrantId, grant: AccessGrant, *, version: int | None
) -> Versioned:
    """Give the access, or change the one of this version."""
    row = await STORE_ACCESS_GRANT.row(call, id=id, version=version or 0, **columns(grant))
    return as_stored(row, ACCESS_GRANT)


async def store_end(call: Call[Storing], id: AccessGrantId, reason: str) -> Versioned:
    """End the access now."""
    return as_stored(await END_ACCESS_GRANT.row(call, id=id, reason=reason), ACCESS_GRANT)
