"""Links between identities at an outside provider and persons, made and undone within the caller's
reach."""

from datetime import datetime
from uuid import UUID

from domain.access.permits import PersonId, Reach
from domain.identity.external_identities import (
    UNCONFIRMED_FOR,
    WHAT,
    AnotherIdentity,
    Desk,
    IdentityTaken,
    Link,
    Standing,
)
from domain.versions import Change
from persistence.database import Json, Kept, Reading, Writing, found, refusing, roots
from persistence.identity.enrolments import load_desk as load_people
from persistence.identity.external_identities.views import stands, view
from persistence.paging import Page, PageWanted, fetch_page, page_of
from persistence.people.people import visible

_SEEN = visible("x.person_id", roots="$1::text[]", caller="$2")

IDENTITIES_PAGE = page_of(
    f"""
    select x.* from external_identity x
    where {_SEEN} and {stands("x", since="$7")} and ($3::uuid is null or x.person_id = $3)
    and (x.made_at, x.id) < ($4::text::timestamptz, $5::text::uuid)
    order by x.made_at desc, x.id desc
    limit $6 + 1
    """,
    view=view("r"),
    keys=("made_at", "id"),
    limit="$6",
)

ONE_IDENTITY = f"""
select {view("x")}::text from external_identity x where x.id = $3 and {_SEEN}
"""

STANDING = f"""
select x.issuer, x.subject, x.person_id, {_SEEN} as in_reach
from external_identity x where x.id = $3 and {stands("x", since="$4")}
"""

_PLACE = """coalesce((
        select a.place from appointment a
        where a.person_id = c.person_id and a.place <@ any($2::text[]::ltree[])
        order by upper(a.valid) desc nulls first, a.id limit 1
    ), ($2::text[])[1]::ltree)"""

# What waited too long is no longer in the way. Counted first, so that it is gone before the insert.
LINK = f"""
with expired as (
    delete from external_identity x
    where (x.id = $4 or (x.issuer = $5 and x.subject = $6)) and not {stands("x", since="$8")}
    returning x.id
), c as (
    insert into external_identity (id, issuer, subject, person_id, made_by, made_at)
    select $4, $5, $6, $7, $1, $3 from (select count(*) from expired) gone
    returning *
), logged as (
    insert into event (at, actor_id, place, kind, subject, payload)
    select $3, $1, {_PLACE}, 'identity.linked', 'actor/' || c.person_id,
        jsonb_build_object('identity_id', c.id, 'expired', (select count(*) from expired))
    from c
)
select {view("c")}::text from c
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


async def show_page(
    db: Reading, wanted: PageWanted, *, actor: UUID | None, reach: Reach, now: datetime
) -> Page:
    """The links of people within reach, the latest made first."""
    after = wanted.after or _FIRST
    about = (roots(reach), reach.person, actor, *after, wanted.limit, now - UNCONFIRMED_FOR)
    return await fetch_page(db, IDENTITIES_PAGE, *about)


async def load_desk(
    db: Writing, id: UUID, person: PersonId | None, *, reach: Reach, now: datetime
) -> Desk:
    """What stands under the id; the person asked for, or else whom it stands for, if in reach and
    locked until the transaction ends."""
    under = (roots(reach), reach.person, id, now - UNCONFIRMED_FOR)
    row = await db.fetchrow(STANDING, *under)
    who = person or (PersonId(row["person_id"]) if row else None)
    people = await load_people(db, [who] if who else [], reach=reach, now=now)
    row = await db.fetchrow(STANDING, *under)  # again: now it is locked
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
    about = (id, link.issuer, link.subject, link.person, now - UNCONFIRMED_FOR)
    with refusing(external_identity_once=IdentityTaken(), external_identity_pkey=AnotherIdentity()):
        made = await db.fetchval(LINK, reach.person, roots(reach), now, *about)
    return Kept(Json(made), created=True)


async def remove(db: Writing, id: UUID, *, reach: Reach, now: datetime) -> None:
    """Undo the link, with its event."""
    found(await db.fetchval(UNLINK, reach.person, roots(reach), now, id), WHAT)
