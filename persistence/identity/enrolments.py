"""Enrolments in PostgreSQL: made for people within reach, redeemed by their secret, listed without
it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from domain.access.permits import PersonId
from domain.access.roles import Role
from domain.events import EventKind
from domain.identity.accounts import Credentials, UsernameTaken
from domain.identity.enrolments import (
    Enrollee,
    EnrolmentState,
    InvalidEnrolment,
    RedeemingFacts,
)
from domain.identity.sessions import EndReason
from domain.territory.places import OfficialPlace
from persistence.calls import Call, OpenCall
from persistence.database import Overtaken, Reading, Storing, Writing
from persistence.fragments import event, in_place, in_reach, place_of
from persistence.identity.accounts import CREDENTIAL_FIELDS
from persistence.mapping import from_json
from persistence.paging import Page, PageWanted, in_order, read_page
from persistence.people.holders import full_name
from persistence.people.people import names, stands_at, visible
from persistence.statements import Command, Lock, Query

_HOLDS = """(
    select coalesce(json_agg(json_build_array(held.role, held.place)), '[]') from (
        select h.role, h.place::text from appointment h
        where h.person_id = p.id and (upper_inf(h.valid) or upper(h.valid) > :today)
        union
        select g.role, g.place::text from access_grant g
        where g.person_id = p.id and g.ended_at is null and g.expires_at > :now
    ) held
)"""


def place_in_reach(person: str) -> str:
    """Where an event about a person belongs: the place in the caller's reach where they act, or
    acted last; else the caller's own."""
    return f"""coalesce((
        select a.place from appointment a where a.person_id = {person} and {in_reach("a.place")}
        order by upper(a.valid) desc nulls first, a.id limit 1
    ), (:roots::text[])[1]::ltree)"""


# What they hold, whoever sees it. The rows are locked: of two that enrol somebody at once, the
# later withdraws what the earlier made.
ENROLLEES = Lock(f"""
select coalesce(json_agg(json_build_object(
    'person_id', e.id, 'name', e.name, 'place_name', e.place_name, 'holds', e.holds
)), '[]')::text
from (
    select p.id, {full_name("p")} as name, (
        select l.name from appointment a join place l on l.path = a.place
        where a.person_id = p.id and {in_reach("a.place")}
        order by upper(a.valid) desc nulls first, a.id limit 1
    ) as place_name, {_HOLDS} as holds
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
    select * from unnest(:ids::uuid[], :people::uuid[], :digests::bytea[])
        as a (id, person_id, secret_hash)
), withdrawn as (
    update enrolment e set withdrawn_at = :now from wanted a
    where e.person_id = a.person_id and e.used_at is null and e.withdrawn_at is null
), made as (
    insert into enrolment (
        id, person_id, secret_hash, made_by, made_at, expires_at, drops_second_factor
    )
    select id, person_id, secret_hash, :by, :now, :expires_at, :drops_second_factor from wanted
    returning id, person_id, drops_second_factor
), placed as (
    select m.*, {place_in_reach("m.person_id")} as place
    from made m
)
{_MADE}
""")

REDEEMING_FACTS = Query(f"""
select json_build_object(
    'enrolment', e.id, 'credentials', json_build_object({CREDENTIAL_FIELDS}),
    'given_names', p.given_names, 'paternal_surname', p.paternal_surname,
    'made_by', e.made_by, 'holds', {_HOLDS}
)::text
from enrolment e join person p on p.id = e.person_id left join account u on u.person_id = p.id
where e.secret_hash = :digest and e.used_at is null and e.withdrawn_at is null
and e.expires_at > :now
""")

FREE_USERNAME = Query("""
select c.name from unnest(:candidates::text[]) with ordinality as c (name, n)
where not exists (select from account u where u.username = c.name)
order by c.n limit 1
""")

_REDEEMED = event(
    EventKind.ENROLMENT_REDEEMED,
    of="placed",
    subject="'actor/' || person_id",
    data="""'enrolment_id', id, 'second_factor_dropped', drops_second_factor,
        'identities_unlinked', (select count(*) from unlinked)""",
)

# Links go once the account is held, as where they are confirmed: neither waits for the other.
REDEEM = Command(
    f"""
with redeemed as (
    update enrolment set used_at = :now
    where id = :enrolment and used_at is null and withdrawn_at is null and expires_at > :now
    returning id, person_id, drops_second_factor
), stored_account as (
    insert into account (person_id, username, password_hash, updated_at)
    select person_id, :username, :password_hash, :now from redeemed
    on conflict (person_id) do update set username = excluded.username,
        password_hash = excluded.password_hash, updated_at = excluded.updated_at
    returning person_id
), withdrawn as (
    update enrolment e set withdrawn_at = :now from redeemed r
    where e.person_id = r.person_id and e.id <> r.id and e.used_at is null
    and e.withdrawn_at is null
), dropped as (
    delete from second_factor f using redeemed r
    where f.person_id = r.person_id and r.drops_second_factor
), dropped_codes as (
    delete from recovery_code c using redeemed r
    where c.person_id = r.person_id and r.drops_second_factor
), unlinked as (
    delete from external_identity x using stored_account k where x.person_id = k.person_id
    returning x.id
), ended as (
    update session s set ended_at = :now, ended_reason = :reason from redeemed r
    where s.person_id = r.person_id and s.ended_at is null and s.expires_at > :now
), placed as (
    select r.*, {stands_at("r.person_id")} as place from redeemed r
), logged as ({_REDEEMED})
select person_id from redeemed
""",
    account_username_once=UsernameTaken,
)

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
    made: Sequence[tuple[UUID, PersonId, bytes]],
    *,
    expires_at: datetime,
    drops_second_factor: bool,
) -> None:
    """Keep the digests (id, whose, digest), withdraw the enrolments before, and note it."""
    ids, people, digests = ([each[n] for each in made] for n in range(3))
    about = {"expires_at": expires_at, "drops_second_factor": drops_second_factor}
    await STORE_ENROLMENTS.row(call, ids=ids, people=people, digests=digests, **about)


async def load_redeeming_facts(call: OpenCall[Reading], digest: bytes) -> RedeemingFacts:
    """The live enrolment of a secret; `InvalidEnrolment` when it is wrong, used, withdrawn or
    expired."""
    text = await REDEEMING_FACTS.value(call, digest=digest)
    if text is None:
        raise InvalidEnrolment
    return from_json(RedeemingFacts, text)


async def free_username(call: OpenCall[Reading], candidates: Sequence[str]) -> str:
    """The first that nobody has; the last, should all be taken (then storing it refuses)."""
    return str(await FREE_USERNAME.value(call, candidates=candidates) or candidates[-1])


async def redeem_enrolment(
    call: OpenCall[Storing], facts: RedeemingFacts, credentials: Credentials, password_hash: str
) -> None:
    """Keep the account, withdraw every other enrolment, end every session; or `Overtaken`."""
    row = await REDEEM.row(
        call,
        by=facts.person_id,
        enrolment=facts.enrolment,
        username=credentials.username,
        password_hash=password_hash,
        reason=EndReason.PASSWORD_CHANGED,
    )
    if row is None:
        raise Overtaken(InvalidEnrolment())
