"""Secret addresses of calendars: made and withdrawn by their owner, known by their digest alone."""

from domain.access.permits import PersonId
from domain.errors import Noun
from domain.events import EventKind
from domain.identity.sessions import InvalidGrant
from persistence.calls import Call, OpenCall
from persistence.database import Json, Reading, Storing, found
from persistence.fragments import event
from persistence.people.people import stands_at
from persistence.statements import Command, Query

CALENDAR_LINK = Noun("su dirección de calendario", "calendar address of yours")

OWN_LINK = Query("""
select json_build_object('made_at', l.made_at, 'read_at', l.read_at)::text
from calendar_link l where l.person_id = :by
""")

_ABOUT = {"subject": "'actor/' || person_id", "place": stands_at(), "by": "person_id"}
_MADE = event(EventKind.CALENDAR_LINK_MADE, of="stored", **_ABOUT)
_WITHDRAWN = event(EventKind.CALENDAR_LINK_WITHDRAWN, of="gone", **_ABOUT)

# A right is remembered for a second: what the session may no more, it does not leave behind.
STORE_LINK = Command(f"""
with stored as (
    insert into calendar_link (person_id, secret_hash, made_at)
    select :by, :digest, :now where :session::uuid is null or exists (
        select from session s where s.id = :session and s.ended_at is null
    )
    on conflict (person_id) do update set secret_hash = excluded.secret_hash,
        made_at = excluded.made_at, read_at = null
    returning person_id
), logged as ({_MADE})
select person_id from stored
""")

WITHDRAW_LINK = Command(f"""
with gone as (delete from calendar_link where person_id = :by returning person_id)
{_WITHDRAWN}
""")

# Calendar programs come every few minutes: the row is written once an hour at most.
OPEN_LINK = Command("""
with marked as (
    update calendar_link set read_at = :now
    where secret_hash = :digest
    and (read_at is null or read_at <= :now::timestamptz - interval '1 hour')
)
select person_id from calendar_link where secret_hash = :digest
""")


async def read_link(call: Call[Reading]) -> Json:
    """When one's own address was made and last read, or `NotFound`."""
    return Json(found(await OWN_LINK.value(call), CALENDAR_LINK))


async def store_link(call: Call[Storing], digest: bytes) -> None:
    """Store a new address in place of the former, with its event; `InvalidGrant` when the session
    has ended meanwhile."""
    if await STORE_LINK.row(call, digest=digest, session=call.permit.session) is None:
        raise InvalidGrant


async def withdraw_link(call: Call[Storing]) -> None:
    """Make the address useless, with the event if there was one."""
    await WITHDRAW_LINK.row(call)


async def find_owner(call: OpenCall[Storing], digest: bytes) -> PersonId | None:
    """Whose calendar an address opens, marked as read; None for nobody's."""
    person = await OPEN_LINK.value(call, digest=digest)
    return None if person is None else PersonId(person)
