"""Links between identities at an outside provider and persons, within the caller's reach."""

from datetime import datetime
from uuid import UUID

from domain.access import PersonId, Reach
from domain.external_identities import (
    WHAT,
    AnotherIdentity,
    Desk,
    IdentityTaken,
    Link,
    Standing,
)
from domain.versions import Change
from persistence.database import Json, Kept, Reading, Writing, found, refusing, roots
from persistence.holders import full_name
from persistence.identity.enrolments import load_desk as load_people
from persistence.paging import Page, PageWanted, fetch_page, page_of
from persistence.people import names, visible


def _view(x: str) -> str:
    return f"""json_build_object(
    'id', {x}.id, 'issuer', {x}.issuer, 'subject', {x}.subject,
    'actor', (
        select json_build_object('id', p.id, {names("p")}) from person p where p.id = {x}.person_id
    ),
    'made_by', (
        select json_build_object('id', m.id, 'name', {full_name("m")})
        from person m where m.id = {x}.made_by
    ),
    'made_at', {x}.made_at
)"""


_SEEN = visible("x.person_id", roots="$1::text[]", caller="$2")

IDENTITIES_PAGE = page_of(
    f"""
    select x.* from external_identity x
    where {_SEEN} and ($3::uuid is null or x.person_id = $3)
    and (x.made_at, x.id) < ($4::text::timestamptz, $5::text::uuid)
    order by x.made_at desc, x.id desc
    limit $6 + 1
    """,
    view=_view("r"),
    keys=("made_at", "id"),
    limit="$6",
)

ONE_IDENTITY = f"""
select {_view("x")}::text from external_identity x where x.id = $3 and {_SEEN}
"""

STANDING = f"""
select x.issuer, x.subject, x.person_id, {_SEEN} as in_reach
from external_identity x where x.id = $3
"""

_PLACE = """coalesce((
        select a.place from appointment a
        where a.person_id = c.person_id and a.place <@ any($2::text[]::ltree[])
        order by upper(a.valid) desc nulls first, a.id limit 1
    ), ($2::text[])[1]::ltree)"""

LINK = f"""
with c as (
    insert into external_identity (id, issuer, subject, person_id, made_by, made_at)
    values ($4, $5, $6, $7, $1, $3)
    returning *
), logged as (
    insert into event (at, actor_id, place, kind, subject, payload)
    select $3, $1, {_PLACE}, 'identity.linked', 'actor/' || c.person_id,
        jsonb_build_object('identity_id', c.id)
    from c
)
select {_view("c")}::text from c
"""

UNLINK = f"""
with c as (
    delete from external_identity where id = $4 returning *
), logged as (
    insert into event (at, actor_id, place, kind, subject, payload)
    select $3::timestamptz, $1, {_PLACE}, 'identity.unlinked', 'actor/' || c.person_id,
        jsonb_build_object('identity_id', c.id)
    from c
)
select id from c
"""

_FIRST = ("infinity", "ffffffff-ffff-ffff-ffff-ffffffffffff")


async def show_page(db: Reading, wanted: PageWanted, *, actor: UUID | None, reach: Reach) -> Page:
    """The links of people within reach, the latest made first."""
    after = wanted.after or _FIRST
    seen = (roots(reach), reach.person)
    return await fetch_page(db, IDENTITIES_PAGE, *seen, actor, *after, wanted.limit)


async def load_desk(
    db: Writing, id: UUID, person: PersonId | None, *, reach: Reach, now: datetime
) -> Desk:
    """What stands under the id; the person asked for, or else whom it stands for, if in reach and
    locked until the transaction ends."""
    row = await db.fetchrow(STANDING, roots(reach), reach.person, id)
    who = person or (PersonId(row["person_id"]) if row else None)
    people = await load_people(db, [who] if who else [], reach=reach, now=now)
    row = await db.fetchrow(STANDING, roots(reach), reach.person, id)  # again: now it is locked
    if row is None:
        return Desk(people, None)
    kept = Link(row["issuer"], row["subject"], PersonId(row["person_id"]))
    return Desk(people, Standing(kept, row["in_reach"]))


async def store(
    db: Writing, id: UUID, link: Link, change: Change, *, reach: Reach, now: datetime
) -> Kept:
    """Make the link with its event, unless it is there; `IdentityTaken` when the identity is
    somebody's."""
    if change is Change.NOTHING:
        shown = await db.fetchval(ONE_IDENTITY, roots(reach), reach.person, id)
        return Kept(Json(found(shown, WHAT)), created=False)
    about = (id, link.issuer, link.subject, link.person)
    with refusing(external_identity_once=IdentityTaken(), external_identity_pkey=AnotherIdentity()):
        made = await db.fetchval(LINK, reach.person, roots(reach), now, *about)
    return Kept(Json(made), created=True)


async def remove(db: Writing, id: UUID, *, reach: Reach, now: datetime) -> None:
    """Undo the link, with its event."""
    found(await db.fetchval(UNLINK, reach.person, roots(reach), now, id), WHAT)
