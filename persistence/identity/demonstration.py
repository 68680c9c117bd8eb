"""What lets somebody in by the demonstration: its accounts, and whatever was made with them."""

from dataclasses import dataclass

from asyncpg import UndefinedColumnError, UndefinedTableError

from domain.errors import Unavailable
from domain.events import EventKind
from domain.identity.sessions import EndReason
from persistence.calls import OpenCall
from persistence.database import Writing
from persistence.fragments import event
from persistence.identity.recovery import ended_with_account
from persistence.statements import Command, Lock


class NotMigrated(Unavailable):
    """The database has the schema of another version."""

    code = "not-migrated"
    title_es, title_en = "Base de datos sin migrar", "Database not migrated"
    es = "La base de datos no está al día. Primero: `jec migrate`"
    en = "The database is not up to date. First: `jec migrate`"


@dataclass(frozen=True, slots=True)
class ClosedCounts:
    """How many accounts were taken away, and how many machine clients disabled."""

    accounts: int
    clients: int


# Accounts that the demonstration made, those whose password came by a card of one, and so on. They
# are held in one order, so that two processes that start at once wait for, not on, each other.
_MADE = """
with recursive given as (
    select distinct on (e.person_id) e.person_id, e.made_by from enrolment e
    where e.used_at is not null and e.effect = 'password' order by e.person_id, e.used_at desc
), made as (
    select a.person_id from account a where a.demonstration
    union
    select g.person_id from given g join made m on m.person_id = g.made_by
)
"""

HOLD_ACCOUNTS = Lock(f"""
{_MADE}
select coalesce(array_agg(held.person_id), '{{}}') from (
    select a.person_id from account a where a.person_id in (select person_id from made)
    order by a.person_id for update
) held
""")

_LOGGED = event(
    EventKind.DEMONSTRATION_CLOSED,
    subject="'demonstration'",
    data="""'accounts', cardinality(:people::uuid[]),
        'clients', (select count(*) from disabled)""",
    place="'pe'",
    by="null",
)

CLOSE_ACCOUNTS = Command(f"""
with closed as (
    select unnest(:people::uuid[]) as person_id
), {ended_with_account("closed")}, factors as (
    delete from second_factor x using closed r where x.person_id = r.person_id
), codes as (
    delete from recovery_code x using closed r where x.person_id = r.person_id
), vouched as (
    delete from account_voucher x using closed r where x.made_by = r.person_id
), disabled as (
    update client x set disabled_at = :now, version = x.version + 1 from closed r
    where x.made_by = r.person_id and x.disabled_at is null returning x.id
), machines as (
    update session x set ended_at = :now, ended_reason = '{EndReason.CLIENT_CHANGED}'
    from disabled d where x.client_id = d.id and x.ended_at is null
), logged as ({_LOGGED}), gone as (
    delete from account x using closed r where x.person_id = r.person_id
)
select cardinality(:people::uuid[]) as accounts, (select count(*) from disabled)::int as clients
""")


async def close_accounts(call: OpenCall[Writing]) -> ClosedCounts:
    """Take the accounts of the demonstration away with all that leads into them or was made with
    them. Where there are none, nothing."""
    try:
        people = await HOLD_ACCOUNTS.value(call)
    except (UndefinedColumnError, UndefinedTableError):
        raise NotMigrated from None
    if not people:
        return ClosedCounts(0, 0)
    row = await CLOSE_ACCOUNTS.row(call, people=people, by=None, reason=EndReason.SUSPENDED)
    assert row is not None  # noqa: S101  it answers always
    return ClosedCounts(row["accounts"], row["clients"])
