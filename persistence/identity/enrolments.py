"""Enrolments in PostgreSQL: made for people within reach, redeemed by their secret, listed without
it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from domain.access.permits import PersonId
from domain.access.roles import Role
from domain.events import EventKind
from domain.identity.enrolments import (
    Enrollee,
    EnrolmentState,
)
from domain.identity.vouchers import EnrolmentEffect
from domain.territory.places import OfficialPlace
from persistence.calls import Call
from persistence.database import Reading, Writing
from persistence.fragments import event, in_place, in_reach, place_of
from persistence.identity.vouchers import vouchers_of
from persistence.mapping import from_json
from persistence.paging import Page, PageWanted, in_order, read_page
from persistence.people.holders import full_name
from persistence.people.people import names, visible
from persistence.statements import Command, Lock

_HELD = """
        select h.role, h.place::text, upper_inf(h.valid) or upper(h.valid) > :today as holds
        from appointment h where h.person_id = p.id
        union
        select g.role, g.place::text, g.ended_at is null and g.expires_at > :now
        from access_grant g where g.person_id = p.id
"""
_AS_PAIRS = "coalesce(json_agg(json_build_array(x.role, x.place)) filter (where {}), '[]')"
ACCESS = f"""(
    select json_build_object(
        'holds', {_AS_PAIRS.format("x.holds")}, 'held', {_AS_PAIRS.format("not x.holds")},
        'has_account', exists (select from account u where u.person_id = p.id),
        'vouchers', {vouchers_of("p.id")}
    ) from ({_HELD}) x
)"""


def place_in_reach(person: str) -> str:
    """Where an event about a person belongs: the place in the caller's reach where they act, or
    acted last; else the caller's own."""
    return f"""coalesce((
        select a.place from appointment a where a.person_id = {person} and {in_reach("a.place")}
        order by upper(a.valid) desc nulls first, a.id limit 1
    ), (:roots::text[])[1]::ltree)"""


# What they hold and held, whoever sees it. The rows are locked: of two that enrol somebody at once,
# the later withdraws what the earlier made.
ENROLLEES = Lock(f"""
select coalesce(json_agg(json_build_object(
    'person_id', e.id, 'name', e.name, 'place_name', e.place_name, 'access', e.access
)), '[]')::text
from (
    select p.id, {full_name("p")} as name, (
        select l.name from appointment a join place l on l.path = a.place
        where a.person_id = p.id and {in_reach("a.place")}
        order by upper(a.valid) desc nulls first, a.id limit 1
    ) as place_name, {ACCESS} as access
    from person p
    where p.id = any(:people::uuid[]) and {visible("p.id", roots=":roots::text[]", caller=":by")}
    order by p.id for no key update of p
) e
""")

_MADE = event(
    EventKind.ENROLMENT_MADE,
    of="placed",
    subject="'actor/' || person_id",
    data="'enrolment_id', id, 'drops_second_factor', drops_second_factor",
)

STORE_ENROLMENTS = Command(f"""
with wanted as (
    select * from unnest(:ids::uuid[], :people::uuid[], :digests::bytea[], :effects::text[])
        as a (id, person_id, secret_hash, effect)
), withdrawn as (
    update enrolment e set withdrawn_at = :now from wanted a
    where e.person_id = a.person_id and e.used_at is null and e.withdrawn_at is null
    and (a.effect = 'password' or e.effect = 'voucher' and e.made_by = :by)
), made as (
    insert into enrolment (
        id, person_id, secret_hash, effect, made_by, made_at, expires_at, drops_second_factor
    )
    select id, person_id, secret_hash, effect, :by, :now, :expires_at, :drops_second_factor
    from wanted
    returning id, person_id, drops_second_factor
), placed as (
    select m.*, {place_in_reach("m.person_id")} as place
    from made m
)
{_MADE}
""")

_STATE = """case
    when e.id is not null and e.used_at is null and e.withdrawn_at is null and e.expires_at > :now
        then 'pending'
    when u.person_id is not null then 'enrolled'
    when e.id is not null and e.withdrawn_at is null then 'expired'
    else 'none' end"""

ENROLMENTS = in_order(
    f"""
    select p.*, s.state, e.made_at, e.expires_at, e.used_at
    from (
        select distinct a.person_id from appointment a
        where a.valid @> coalesce(:on::date, :today::date) and {in_reach("a.place")}
        and (:role::text is null or a.role = :role) and {in_place("a.place")}
    ) acting
    join person p on p.id = acting.person_id
    left join account u on u.person_id = p.id
    left join lateral (
        select * from enrolment n where n.person_id = p.id order by n.made_at desc, n.id limit 1
    ) e on true
    cross join lateral (select {_STATE} as state) s
    where (:state::text is null or s.state = :state)
    """,
    by="p.sort_key text, p.id uuid",
    view=f"""json_build_object(
        'actor', json_build_object('id', r.id, {names("r")}), 'state', r.state,
        'made_at', r.made_at, 'expires_at', r.expires_at, 'redeemed_at', r.used_at
    )""",
)


@dataclass(frozen=True, slots=True)
class NewEnrolment:
    """A code for a person, known by its digest, and what it does."""

    id: UUID
    person: PersonId
    digest: bytes
    effect: EnrolmentEffect


@dataclass(frozen=True, slots=True)
class EnrolmentFilter:
    """Which people of those in reach; `on`: who acts on another day than today."""

    under: OfficialPlace | None
    role: Role | None
    on: date | None
    state: EnrolmentState | None


async def read_enrolments(call: Call[Reading], wanted: PageWanted, chosen: EnrolmentFilter) -> Page:
    """Who acts within reach on a day, and how far each is let in."""
    narrowed = {"role": chosen.role, "on": chosen.on, "state": chosen.state}
    return await read_page(call, ENROLMENTS, wanted, **place_of(chosen.under), **narrowed)


async def load_enrollees(
    call: Call[Writing], people: Sequence[PersonId]
) -> Mapping[PersonId, Enrollee]:
    """Those of the people who are within reach, held until the transaction ends."""
    text = await ENROLLEES.value(call, people=people)
    return {found.person_id: found for found in from_json(tuple[Enrollee, ...], text)}


async def store_enrolments(
    call: Call[Writing],
    made: Sequence[NewEnrolment],
    *,
    expires_at: datetime,
    drops_second_factor: bool,
) -> None:
    """Store the enrolments, withdraw those before, and note it."""
    await STORE_ENROLMENTS.row(
        call,
        ids=[each.id for each in made],
        people=[each.person for each in made],
        digests=[each.digest for each in made],
        effects=[each.effect for each in made],
        expires_at=expires_at,
        drops_second_factor=drops_second_factor,
    )
