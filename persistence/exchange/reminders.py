"""Notices: noted once for each occasion, sent once in one message with all else that is due."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from domain.access.permits import PersonId
from domain.events import EventKind
from domain.exchange.reminders import Occasion, Terms, of_deadline, of_reviews
from persistence.accompaniment.agenda.deadlines import read_deadlines, read_reviews_waiting
from persistence.calls import OpenCall
from persistence.database import Reading, Storing, Writing
from persistence.fragments import event

ATTEMPTS = 5
"""Times that a message is tried; then it stays as it is for the operator to see."""
AT_ONCE = 200
_FIRST = UUID(int=0)

PEOPLE_TO_REMIND = """
select k.person_id from contact k join person p on p.id = k.person_id
where k.reminders and p.unnamed_at is null and k.person_id > $1
order by k.person_id limit $2
"""

_NOTED = event(
    EventKind.REMINDERS_NOTED, of="counted where many > 0", subject="'reminders'",
    data="'noted', many", place="'pe'", by="null", at="$2",
)  # fmt: skip

# Of two runs at once each key goes in once; a review is noted again only after a week.
NOTE = f"""
with noted as (
    insert into notice (person_id, key, title, body, made_at)
    select n.person_id, n.key, n.title, n.body, $2
    from jsonb_to_recordset($1::jsonb) as n (person_id uuid, key text, title text, body text)
    where n.key not like 'review/%' or not exists (
        select from notice x where x.person_id = n.person_id and x.key like 'review/%'
        and x.made_at > $2::timestamptz - interval '7 days'
    )
    on conflict on constraint notice_once do nothing
    returning id
), counted as (
    select count(*) as many from noted
), logged as ({_NOTED})
select many from counted
"""

PEOPLE_TO_WRITE = """
select distinct n.person_id from notice n where n.sent_at is null and n.attempts < $1
order by n.person_id
"""

# Whoever else is sending holds these rows until they are marked: skipped, not waited for.
HOLD_UNSENT = """
select n.id, n.key, p.given_names,
    case when k.reminders and p.unnamed_at is null then k.email end as email
from notice n
join person p on p.id = n.person_id
left join contact k on k.person_id = n.person_id
where n.person_id = $1 and n.sent_at is null and n.attempts < $2
order by n.made_at, n.id
for update of n skip locked
"""

WITHDRAW = "delete from notice where id = any($1::uuid[]) and sent_at is null"

_SENT = event(
    EventKind.REMINDERS_SENT, of="sent group by person_id", subject="'actor/' || person_id",
    data="'notices', count(*)", place="'pe'", by="null", at="$2",
)  # fmt: skip

MARK_SENT = f"""
with sent as (
    update notice set sent_at = $2, attempts = attempts + 1, last_failure = null
    where id = any($1::uuid[]) returning person_id
)
{_SENT}
"""

MARK_FAILED = """
update notice set attempts = attempts + 1, last_failure = $2 where id = any($1::uuid[])
"""

UNSENT = """
select n.person_id::text, count(*) as notices, min(n.made_at) as since, max(n.attempts) as attempts,
    max(n.last_failure) as failure
from notice n where n.sent_at is null group by n.person_id order by since limit $1
"""


@dataclass(frozen=True, slots=True)
class Unsent:
    """What waits to be sent to one person. `email` is None when they want nothing any more."""

    keys: Mapping[str, UUID]
    given_names: str
    email: str | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for one person, as an operator sees it."""

    person_id: str
    notices: int
    since: datetime
    attempts: int
    failure: str | None


async def note(db: Storing, terms: Terms, *, now: datetime) -> int:
    """Note what is due for everybody who wants reminders; how many notices are new. Repeating it,
    or two at once, notes nothing twice."""
    new, after = 0, _FIRST
    while people := [r[0] for r in await db.fetch(PEOPLE_TO_REMIND, after, AT_ONCE)]:
        due = await due_for(db, [PersonId(p) for p in people], terms, now=now)
        new += await _note(db, due, now=now)
        after = people[-1]
    return new


async def _note(db: Storing, due: Mapping[PersonId, Sequence[Occasion]], *, now: datetime) -> int:
    rows = [
        {"person_id": str(person), "key": o.key, "title": o.kind, "body": o.line}
        for person, some in due.items()
        for o in some
    ]
    counted = await db.once(NOTE, json.dumps(rows), now) if rows else None
    return counted[0] if counted else 0


async def due_for(
    db: Reading, people: Sequence[PersonId], terms: Terms, *, now: datetime
) -> dict[PersonId, list[Occasion]]:
    """What each person would be told now."""
    due: dict[PersonId, list[Occasion]] = {person: [] for person in people}
    call = OpenCall(db, now)
    for deadline in await read_deadlines(call, people):
        if occasion := of_deadline(deadline, terms, now=now):
            due[deadline.person].append(occasion)
    before = now - timedelta(days=terms.review_after_days)
    for waiting in await read_reviews_waiting(call, people, filed_before=before):
        due[waiting.person].append(of_reviews(waiting.reports, waiting.since, now=now))
    return due


async def people_to_write(db: Reading) -> list[PersonId]:
    """Who has notices that were not sent, and not tried too often."""
    return [PersonId(row[0]) for row in await db.fetch(PEOPLE_TO_WRITE, ATTEMPTS)]


async def hold_unsent(db: Writing, person: PersonId) -> Unsent | None:
    """What waits to be sent to a person, held until the transaction ends; None when nothing does,
    or somebody else is sending it."""
    rows = await db.fetch(HOLD_UNSENT, person, ATTEMPTS)
    if not rows:
        return None
    return Unsent({r["key"]: r["id"] for r in rows}, rows[0]["given_names"], rows[0]["email"])


async def withdraw(db: Writing, notices: Sequence[UUID]) -> None:
    """Drop notices of what is true no more, or that nobody wants."""
    await db.fetch(WITHDRAW, notices)


async def mark_sent(db: Writing, notices: Sequence[UUID], *, now: datetime) -> None:
    """They went out, in one message."""
    await db.fetch(MARK_SENT, notices, now)


async def mark_failed(db: Writing, notices: Sequence[UUID], failure: str) -> None:
    """They did not go out; `failure` names no address."""
    await db.fetch(MARK_FAILED, notices, failure)


async def unsent(db: Reading, *, most: int = 100) -> list[Waiting]:
    """What waits, the longest first."""
    return [Waiting(**dict(row)) for row in await db.fetch(UNSENT, most)]
