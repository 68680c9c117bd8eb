"""Notices: noted once for each occasion, sent once in one message with all else that is due."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.access.permits import PersonId
from domain.events import EventKind
from domain.exchange.reminders import ATTEMPTS, ReminderNotice
from persistence.calls import OpenCall
from persistence.database import Reading, Storing, Writing
from persistence.fragments import event
from persistence.mapping import to_text
from persistence.statements import Command, Lock, Query

PEOPLE_TO_REMIND = Query("""
select k.person_id from contact k join person p on p.id = k.person_id
where k.reminders and p.unnamed_at is null and k.person_id > :after
order by k.person_id limit :most
""")

_NOTED = event(
    EventKind.REMINDERS_NOTED, of="counted where many > 0", subject="'reminders'",
    data="'noted', many", place="'pe'", by="null",
)  # fmt: skip

# Of two runs at once each key goes in once; a review is noted again only after a week.
NOTE = Command(f"""
with noted as (
    insert into notice (person_id, key, title, body, made_at)
    select n.person_id, n.key, n.title, n.body, :now::timestamptz
    from jsonb_to_recordset(:notices::jsonb) as n (person_id uuid, key text, title text, body text)
    where n.key not like 'review/%' or not exists (
        select from notice x where x.person_id = n.person_id and x.key like 'review/%'
        and x.made_at > :now::timestamptz - interval '7 days'
    )
    on conflict on constraint notice_once do nothing
    returning id
), counted as (
    select count(*) as many from noted
), logged as ({_NOTED})
select many from counted
""")

PEOPLE_TO_WRITE = Query("""
select distinct n.person_id from notice n where n.sent_at is null and n.attempts < :attempts
order by n.person_id
""")

# Whoever else is sending holds these rows until they are marked: skipped, not waited for.
HOLD_UNSENT = Lock("""
select n.id, n.key, p.given_names,
    case when k.reminders and p.unnamed_at is null then k.email end as email
from notice n
join person p on p.id = n.person_id
left join contact k on k.person_id = n.person_id
where n.person_id = :person_id and n.sent_at is null and n.attempts < :attempts
order by n.made_at, n.id
for update of n skip locked
""")

WITHDRAW = Command("delete from notice where id = any(:notices::uuid[]) and sent_at is null")

_SENT = event(
    EventKind.REMINDERS_SENT, of="sent group by person_id", subject="'actor/' || person_id",
    data="'notices', count(*)", place="'pe'", by="null",
)  # fmt: skip

MARK_SENT = Command(f"""
with sent as (
    update notice set sent_at = :now, attempts = attempts + 1, last_failure = null
    where id = any(:notices::uuid[]) returning person_id
)
{_SENT}
""")

MARK_FAILED = Command("""
update notice set attempts = attempts + 1, last_failure = :failure
where id = any(:notices::uuid[])
""")

UNSENT = Query("""
select n.person_id::text, count(*) as notices, min(n.made_at) as since, max(n.attempts) as attempts,
    max(n.last_failure) as failure
from notice n where n.sent_at is null group by n.person_id order by since limit :most
""")


@dataclass(frozen=True, slots=True)
class UnsentNotices:
    """What waits to be sent to one person. `email` is None when they want nothing any more."""

    keys: Mapping[str, UUID]
    given_names: str
    email: str | None


@dataclass(frozen=True, slots=True)
class WaitingNotices:
    """What waits for one person, as an operator sees it."""

    person_id: str
    notices: int
    since: datetime
    attempts: int
    failure: str | None


async def read_people_to_remind(
    call: OpenCall[Reading], *, after: UUID, most: int
) -> Sequence[PersonId]:
    """Who wants reminders, in order, after somebody."""
    rows = await PEOPLE_TO_REMIND.rows(call, after=after, most=most)
    return [PersonId(row["person_id"]) for row in rows]


async def store_notices(call: OpenCall[Storing], notices: Sequence[ReminderNotice]) -> int:
    """Note what is new of these; how many are."""
    new: int | None = await NOTE.value(call, notices=to_text(notices)) if notices else None
    return new or 0


async def read_people_to_write(call: OpenCall[Reading]) -> Sequence[PersonId]:
    """Who has notices that were not sent, and not tried too often."""
    rows = await PEOPLE_TO_WRITE.rows(call, attempts=ATTEMPTS)
    return [PersonId(row["person_id"]) for row in rows]


async def hold_unsent(call: OpenCall[Writing], person_id: PersonId) -> UnsentNotices | None:
    """What waits to be sent to a person, held until the transaction ends; None when nothing does,
    or somebody else is sending it."""
    rows = await HOLD_UNSENT.rows(call, person_id=person_id, attempts=ATTEMPTS)
    if not rows:
        return None
    return UnsentNotices(
        {r["key"]: r["id"] for r in rows}, rows[0]["given_names"], rows[0]["email"]
    )


async def withdraw_notices(call: OpenCall[Writing], notices: Sequence[UUID]) -> None:
    """Drop notices of what is true no more, or that nobody wants."""
    await WITHDRAW.row(call, notices=notices)


async def mark_sent(call: OpenCall[Writing], notices: Sequence[UUID]) -> None:
    """They went out, in one message."""
    await MARK_SENT.row(call, notices=notices)


async def mark_failed(call: OpenCall[Writing], notices: Sequence[UUID], failure: str) -> None:
    """They did not go out; `failure` names no address."""
    await MARK_FAILED.row(call, notices=notices, failure=failure)


async def read_unsent(call: OpenCall[Reading], *, most: int = 100) -> Sequence[WaitingNotices]:
    """What waits, the longest first."""
    return [WaitingNotices(**dict(row)) for row in await UNSENT.rows(call, most=most)]
