"""Enrolments in PostgreSQL: made for people within reach, listed without their secrets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.access.permits import PersonId, Reach
from domain.errors import LIMA
from domain.identity.enrolments import Enrollee
from persistence.database import Reading, Writing, roots
from persistence.identity.accounts import held_of, holds
from persistence.paging import Page, PageWanted, fetch_page, page_of
from persistence.people.actors import Filters
from persistence.people.holders import full_name
from persistence.people.people import names, visible, within

_TOP = ("", "00000000-0000-0000-0000-000000000000")

# What they hold, whoever sees it. The rows are locked: of two that enrol somebody at once, the
# later withdraws what the earlier made.
DESK = f"""
select p.id, {full_name("p")} as name, (
    select l.name from appointment a join place l on l.path = a.place
    where a.person_id = p.id and a.place <@ any($2::text[]::ltree[])
    order by upper(a.valid) desc nulls first, a.id limit 1
) as place_name, {holds("p.id", day="$4::date", now="$5::timestamptz")} as holds
from person p
where p.id = any($1::uuid[]) and {visible("p.id", roots="$2::text[]", caller="$3")}
order by p.id for no key update of p
"""

STORE = """
with asked as (
    select * from unnest($1::uuid[], $2::uuid[], $3::bytea[]) as a (id, person_id, secret_hash)
), withdrawn as (
    update enrolment e set withdrawn_at = $5 from asked a
    where e.person_id = a.person_id and e.used_at is null and e.withdrawn_at is null
), made as (
    insert into enrolment (
        id, person_id, secret_hash, made_by, made_at, expires_at, drops_second_factor
    )
    select id, person_id, secret_hash, $4, $5, $6, $7 from asked
    returning id, person_id
)
insert into event (at, actor_id, place, kind, subject, payload)
select $5, $4, coalesce((
        select a.place from appointment a
        where a.person_id = m.person_id and a.place <@ any($8::text[]::ltree[])
        order by upper(a.valid) desc nulls first, a.id limit 1
    ), ($8::text[])[1]::ltree),
    'enrolment.made', 'actor/' || m.person_id,
    jsonb_build_object('enrolment_id', m.id, 'drops_second_factor', $7)
from made m
"""

_STATE = """case
    when e.id is not null and e.used_at is null and e.withdrawn_at is null and e.expires_at > $10
        then 'pending'
    when u.person_id is not null then 'enrolled'
    when e.id is not null and e.withdrawn_at is null then 'expired'
    else 'none' end"""

_ROW = f"""json_build_object(
    'actor', json_build_object('id', r.id, {names("r")}), 'state', r.state,
    'made_at', r.made_at, 'expires_at', r.expires_at, 'redeemed_at', r.used_at
)"""

ENROLMENTS = page_of(
    f"""
    select p.*, s.state, e.made_at, e.expires_at, e.used_at
    from (
        select distinct a.person_id from appointment a
        where a.valid @> $5::date and a.place <@ any($4::text[]::ltree[])
        and ($6::text is null or a.role = $6)
        and {within("a.place", region="$7", iged="$8", institution="$9")}
    ) acting
    join person p on p.id = acting.person_id
    left join account u on u.person_id = p.id
    left join lateral (
        select * from enrolment n where n.person_id = p.id order by n.made_at desc, n.id limit 1
    ) e on true
    cross join lateral (select {_STATE} as state) s
    where (p.sort_key, p.id) > ($1::text, $2::uuid) and ($11::text is null or s.state = $11)
    order by p.sort_key, p.id limit $3 + 1
    """,
    view=_ROW,
    keys=("sort_key", "id"),
    limit="$3",
)


@dataclass(frozen=True, slots=True)
class Made:
    """What is kept of codes just made, by position: ids, for whom, digests; and until when."""

    ids: Sequence[UUID]
    people: Sequence[PersonId]
    digests: Sequence[bytes]
    expires_at: datetime
    drops_second_factor: bool


async def load_desk(
    db: Writing, people: Sequence[PersonId], *, reach: Reach, now: datetime
) -> Mapping[PersonId, Enrollee]:
    """Those of the people who are within reach, held until the transaction ends."""
    today = now.astimezone(LIMA).date()
    rows = await db.fetch(DESK, people, roots(reach), reach.person, today, now)
    return {
        row["id"]: Enrollee(
            PersonId(row["id"]),
            row["name"],
            row["place_name"],
            held_of(row["holds"]),
        )
        for row in rows
    }


async def store(db: Writing, made: Made, *, reach: Reach, now: datetime) -> None:
    """Keep the digests, withdraw the enrolments before, and note it, in one statement."""
    await db.fetch(
        STORE,
        made.ids,
        made.people,
        made.digests,
        reach.person,
        now,
        made.expires_at,
        made.drops_second_factor,
        roots(reach),
    )


async def show_page(
    db: Reading,
    filters: Filters,
    *,
    state: str | None,
    reach: Reach,
    wanted: PageWanted,
    now: datetime,
) -> Page:
    """Who acts within reach on a day, and how far each is let in."""
    narrowed = (filters.role, filters.region, filters.iged, filters.institution)
    about = (*(wanted.after or _TOP), wanted.limit, roots(reach), filters.day)
    return await fetch_page(db, ENROLMENTS, *about, *narrowed, now, state)
