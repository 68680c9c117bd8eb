"""The first account of the ministry, made before anybody could sign in to make it."""

from uuid import uuid4

from domain.events import EventKind
from domain.identity.accounts import Credentials, UsernameTaken
from domain.people.actors import Identity
from persistence.calls import OpenCall
from persistence.database import Writing
from persistence.fragments import event
from persistence.people.people import copy_of_document
from persistence.statements import Command, Lock, Query

# Of two that make the first account at once, the second finds it.
ONE_AT_A_TIME = Lock("select pg_advisory_xact_lock(7266226)")

MINISTRY_SIGNS_IN = Query("""
select exists (
    select from account u join appointment a on a.person_id = u.person_id
    where a.role = 'minedu' and a.valid @> :today::date
)
""")

_LOGGED = event(
    EventKind.ACCOUNT_BOOTSTRAPPED,
    of="person_kept",
    subject="'actor/' || id",
    data="'actor_id', id",
    place="'pe'",
    by="null",
)

_COPY = copy_of_document(":id", ":doc_type", ":doc_number", by="'bootstrap'")

# Who was of the ministry already is appointed as they are. Any other record of the document may be
# another office's, and its account somebody else's: the ministry then has a record of its own.
STORE_FIRST_ACCOUNT = Command(
    f"""
with known as (
    select p.id from person p
    where p.doc_type = :doc_type and p.doc_number = :doc_number and exists (
        select from appointment a where a.person_id = p.id and a.role = 'minedu'
    )
    order by p.doc_copy limit 1
), added as (
    insert into person (
        id, doc_type, doc_number, doc_copy, given_names, paternal_surname, maternal_surname
    )
    select :id, :doc_type, :doc_number, {_COPY},
        :given_names, :paternal_surname, :maternal_surname
    where not exists (select from known)
    returning id
), person_kept as (
    select id from known union all select id from added
), appointed as (
    insert into appointment (id, person_id, role, place, act_number, valid)
    select :appointment, id, 'minedu', 'pe', 'jec bootstrap', daterange(:today::date, null)
    from person_kept
    where not exists (
        select from appointment a
        where a.person_id = person_kept.id and a.role = 'minedu' and a.valid @> :today::date
    )
), account_kept as (
    insert into account (person_id, username, password_hash, updated_at)
    select id, :username, :password_hash, :now from person_kept
    on conflict (person_id) do update set username = excluded.username,
        password_hash = excluded.password_hash, updated_at = excluded.updated_at,
        suspended_at = null
), vouched as (
    insert into account_voucher (person_id, place, made_at) select id, 'pe', :now from person_kept
    on conflict (person_id, place) do nothing
)
{_LOGGED}
""",
    account_username_once=UsernameTaken,
)


async def ministry_signs_in(call: OpenCall[Writing]) -> bool:
    """True when somebody of the ministry has an account; holds other bootstraps until the end."""
    await ONE_AT_A_TIME.row(call)
    return bool(await MINISTRY_SIGNS_IN.value(call))


async def store_first_account(
    call: OpenCall[Writing], identity: Identity, credentials: Credentials, password_hash: str
) -> None:
    """The person, their appointment to the ministry since today, their account and the event."""
    await STORE_FIRST_ACCOUNT.row(
        call,
        id=uuid4(),
        doc_type=identity.doc_type,
        doc_number=identity.doc_number,
        given_names=identity.given_names,
        paternal_surname=identity.paternal_surname,
        maternal_surname=identity.maternal_surname,
        appointment=uuid4(),
        username=credentials.username,
        password_hash=password_hash,
    )
