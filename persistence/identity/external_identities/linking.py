"""Links between identities at an outside provider and persons, made and undone within the caller's
reach."""

from uuid import UUID

from domain.access.permits import PersonId
from domain.events import EventKind
from domain.identity.external_identities import (
    IDENTITY,
    AnotherIdentity,
    IdentityLink,
    IdentityTaken,
    LinkingFacts,
    LinkState,
)
from persistence.calls import Call
from persistence.database import Json, Reading, StoredResource, Writing, found, overtaken
from persistence.fragments import event
from persistence.identity.enrolments import load_enrollees, place_in_reach
from persistence.identity.external_identities.confirming import waiting_since
from persistence.identity.external_identities.views import is_linked, view
from persistence.mapping import columns, from_json
from persistence.paging import Page, PageWanted, newest_first, read_page
from persistence.people.people import visible
from persistence.statements import Command, Query


def _seen(x: str) -> str:
    return visible(f"{x}.person_id", roots=":roots::text[]", caller=":by")


EXTERNAL_IDENTITIES = newest_first(
    f"""
    select t.* from external_identity t
    where {_seen("t")} and {is_linked("t")} and (:actor::uuid is null or t.person_id = :actor)
    """,
    by="made_at timestamptz",
    view=view("r"),
)

ONE_IDENTITY = Query(f"""
select {view("x")}::text from external_identity x where x.id = :id and {_seen("x")}
""")

LINK_STATE = Query(f"""
select json_build_object(
    'link', json_build_object('issuer', x.issuer, 'subject', x.subject, 'person_id', x.person_id),
    'in_reach', {_seen("x")}
)::text
from external_identity x where x.id = :id and {is_linked("x")}
""")

_LINKED = event(
    EventKind.IDENTITY_LINKED,
    of="c",
    subject="'actor/' || c.person_id",
    data="'identity_id', c.id, 'expired', (select count(*) from expired)",
    place=place_in_reach("c.person_id"),
)

# What waited too long is no longer in the way. Counted first, so that it is gone before the insert.
LINK = Command(
    f"""
with expired as (
    delete from external_identity x
    where (x.id = :id or (x.issuer = :issuer and x.subject = :subject)) and not {is_linked("x")}
    returning x.id
), c as (
    insert into external_identity (id, issuer, subject, person_id, made_by, made_at)
    select :id, :issuer, :subject, :person_id, :by, :now from (select count(*) from expired) gone
    returning *
), logged as ({_LINKED})
select {view("c")}::text from c
""",
    external_identity_once=IdentityTaken,
    external_identity_pkey=overtaken(AnotherIdentity),
)

_UNLINKED = event(
    EventKind.IDENTITY_UNLINKED,
    of="c",
    subject="'actor/' || c.person_id",
    data="'identity_id', c.id",
    place=place_in_reach("c.person_id"),
)

UNLINK = Command(f"""
with c as (
    delete from external_identity where id = :id returning *
), logged as ({_UNLINKED})
select id from c
""")


async def read_identities(call: Call[Reading], wanted: PageWanted, actor: UUID | None) -> Page:
    """The links of people within reach, the latest made first."""
    return await read_page(
        call, EXTERNAL_IDENTITIES, wanted, actor=actor, since=waiting_since(call)
    )


async def read_identity(call: Call[Reading], id: UUID) -> StoredResource:
    """One link of a person within reach."""
    return StoredResource(
        Json(found(await ONE_IDENTITY.value(call, id=id), IDENTITY)), created=False
    )


async def load_linking_facts(call: Call[Writing], id: UUID, person_id: PersonId) -> LinkingFacts:
    """The person asked for, if in reach and held until the transaction ends; and then what stands
    under the id."""
    people = await load_enrollees(call, [person_id])
    return LinkingFacts(people, await _link_state(call, id))


async def load_unlinking_facts(call: Call[Writing], id: UUID) -> LinkingFacts:
    """What stands under the id, and whom it stands for, held until the transaction ends."""
    state = await _link_state(call, id)
    if state is None:
        return LinkingFacts({}, None)
    return await load_linking_facts(call, id, state.link.person_id)


async def _link_state(call: Call[Reading], id: UUID) -> LinkState | None:
    text = await LINK_STATE.value(call, id=id, since=waiting_since(call))
    return None if text is None else from_json(LinkState, text)


async def store_link(call: Call[Writing], id: UUID, link: IdentityLink) -> StoredResource:
    """Make the link, with its event; `IdentityTaken` when the identity is somebody's."""
    made = await LINK.value(call, id=id, since=waiting_since(call), **columns(link))
    return StoredResource(Json(made), created=True)


async def remove_link(call: Call[Writing], id: UUID) -> None:
    """Undo the link, with its event."""
    found(await UNLINK.row(call, id=id), IDENTITY)
