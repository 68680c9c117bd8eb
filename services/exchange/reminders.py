"""Reminding people of their deadlines: what is due is noted once, and sent once."""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import TypeAlias
from uuid import UUID

from domain.access.permits import PersonId
from domain.exchange.reminders import (
    DeliveryFailure,
    Letter,
    Occasion,
    ReminderNotice,
    ReminderTerms,
    letter,
    of_deadline,
    of_reviews,
    still,
)
from persistence.accompaniment.agenda.deadlines import read_deadlines, read_reviews_waiting
from persistence.calls import OpenCall
from persistence.database import Reading, Storing, Writing
from persistence.exchange.reminders import (
    hold_unsent,
    mark_failed,
    mark_sent,
    read_people_to_remind,
    store_notices,
    withdraw_notices,
)
from services.running import once_in_transaction

AT_ONCE = 200
_FIRST = PersonId(UUID(int=0))
Occasions: TypeAlias = Mapping[PersonId, Sequence[Occasion]]
Send: TypeAlias = Callable[[Letter, UUID, str], Awaitable[None]]
"""Sends a letter under an id to an address; `DeliveryFailure`."""


async def note(call: OpenCall[Storing], terms: ReminderTerms) -> int:
    """Note what is due for everybody who wants reminders; how many notices are new. Repeating it,
    or two at once, notes nothing twice."""
    new, after = 0, _FIRST
    while people := await read_people_to_remind(call, after=after, most=AT_ONCE):
        new += await store_notices(call, list(_notices(await due_for(call, people, terms))))
        after = people[-1]
    return new


def _notices(due: Occasions) -> Iterator[ReminderNotice]:
    for person, occasions in due.items():
        for occasion in occasions:
            yield ReminderNotice(person, occasion.key, occasion.kind, occasion.line)


async def due_for(
    call: OpenCall[Reading], people: Sequence[PersonId], terms: ReminderTerms
) -> Occasions:
    """What each person would be told now."""
    due: dict[PersonId, list[Occasion]] = {person: [] for person in people}
    for deadline in await read_deadlines(call, people):
        if occasion := of_deadline(deadline, terms, now=call.now):
            due[deadline.person_id].append(occasion)
    before = call.now - timedelta(days=terms.review_after_days)
    waiting = await read_reviews_waiting(call, people, filed_before=before)
    for each in waiting:
        due[each.person_id].append(of_reviews(each.reports, each.since, now=call.now))
    return due


@once_in_transaction
async def write_to(
    call: OpenCall[Writing], person_id: PersonId, terms: ReminderTerms, send: Send, *, url: str
) -> Counter[str]:
    """Send one person what is still true of their notices, in one message; counts of what was done.

    The rows are held meanwhile, so that no other run sends them, and marked in the same
    transaction. Only a crash between the server's yes and the commit sends it again.
    """
    unsent = await hold_unsent(call, person_id)
    if unsent is None:
        return Counter()
    due = (await due_for(call, [person_id], terms))[person_id]
    true = still(unsent.keys, due) if unsent.email else {}
    gone = [id for key, id in unsent.keys.items() if key not in true]
    await withdraw_notices(call, gone)
    if not true or unsent.email is None:
        return Counter(withdrawn=len(gone))
    ids = [unsent.keys[key] for key in true]
    try:
        written = letter(unsent.given_names, list(dict.fromkeys(true.values())), url=url)
        await send(written, ids[0], unsent.email)
    except DeliveryFailure as refused:
        await mark_failed(call, ids, refused.reason)
        return Counter(withdrawn=len(gone), failed=1)
    await mark_sent(call, ids)
    return Counter(withdrawn=len(gone), sent=1)
