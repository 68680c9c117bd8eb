"""Work on drafts: kept, merged, checked and filed, with what stands beside it."""

from collections.abc import Sequence
from datetime import datetime

from domain.access.permits import Permit
from domain.errors import StaleVersion
from domain.reporting.reports.drafts import (
    WHAT,
    PartialObservation,
    Work,
    begins,
    check_filing,
    completed,
    keep,
    merged,
)
from domain.reporting.reports.filing import declaring_role
from domain.reporting.reports.model import Draft, ObligationId, ReportId
from domain.reporting.reports.taking_up import check_takes_work, with_work
from domain.versions import Change
from persistence.database import DatabaseUnavailable, Storing, Versioned
from persistence.reporting.reports import drafts
from persistence.reporting.reports.desk import load_desk
from persistence.reporting.reports.filing import file
from persistence.reporting.reports.from_dialogues import finished_of
from persistence.reporting.reports.storing import show_receipt

MERGES = 5
"""Times that a part is merged anew because another device saved in between."""


async def save(
    db: Storing, draft: ReportId, work: Work, permit: Permit, *, if_match: int | None, now: datetime
) -> Versioned:
    """Keep a draft whole, begun by whoever declares what it is about. Two at once: one, and
    `StaleVersion` for the other."""
    kept = await drafts.load(db, draft, author=permit.person, owed=work.obligation)
    if begins(kept, draft, work):
        empty = Draft(work.obligation, sworn=False, narrative=None, observations=[])
        declaring_role(await load_desk(db, draft, empty, reach=permit.reach, now=now), permit)
    change = keep(kept, draft, work, if_match=if_match)
    stored = await drafts.store(db, draft, work, change, author=permit.person, kept=kept, now=now)
    if stored is None:
        raise StaleVersion(what=WHAT)
    return stored


async def save_part(
    db: Storing,
    draft: ReportId,
    part: PartialObservation,
    permit: Permit,
    *,
    clear: Sequence[str],
    captured_at: datetime | None,
    now: datetime,
) -> Versioned:
    """Write one observation's part over the draft; two devices at once both keep what they sent."""
    for _ in range(MERGES):
        kept = await drafts.load_own(db, draft, author=permit.person)
        work = merged(kept.work, part, clear=clear, captured_at=captured_at)
        change = Change.NOTHING if work == kept.work else Change.REPLACE
        stored = await drafts.store(
            db, draft, work, change, author=permit.person, kept=kept, now=now
        )
        if stored is not None:
            return stored
    raise DatabaseUnavailable


async def take_up(
    db: Storing, draft: ReportId, obligation: ObligationId, permit: Permit, *, now: datetime
) -> Versioned:
    """Add to the draft, begun if there is none, what the caller's finished dialogues of the cut's
    period say and no report of theirs does; what is there already stays as it is."""
    empty = Draft(obligation, sworn=False, narrative=None, observations=[])
    desk = await load_desk(db, draft, empty, reach=permit.reach, now=now)
    declaring_role(desk, permit)
    check_takes_work(desk)
    for _ in range(MERGES):
        kept = await drafts.load(db, draft, author=permit.person)
        done = await finished_of(db, draft, desk, permit=permit, now=now)
        work, change = with_work(kept, obligation, done)
        stored = await drafts.store(
            db, draft, work, change, author=permit.person, kept=kept, now=now
        )
        if stored is not None:
            return stored
    raise DatabaseUnavailable


async def check(db: Storing, draft: ReportId, permit: Permit, *, now: datetime) -> None:
    """Pass when it could be filed as it is, whatever the window of its cut: or what filing would
    answer, every fault at once."""
    kept = await drafts.load_own(db, draft, author=permit.person)
    whole = completed(kept.work, sworn=True, captured_at=None)
    desk = await load_desk(db, draft, whole, reach=permit.reach, now=now)
    check_filing(draft, whole, desk, permit, now=now)


async def submit(
    db: Storing,
    draft: ReportId,
    permit: Permit,
    *,
    sworn: bool,
    captured_at: datetime | None,
    if_match: int | None,
    now: datetime,
) -> Versioned:
    """File what was saved. It is kept if that is refused, and gone once it is a report: whoever
    asks again, their answer lost, gets the receipt."""
    kept = await drafts.load(db, draft, author=permit.person)
    if kept is None:
        return await show_receipt(db, draft, reach=permit.reach)
    whole = completed(kept.work, sworn=sworn, captured_at=captured_at)
    filed = await file(db, draft, whole, permit, if_match=if_match, now=now)
    await drafts.spend(db, draft, author=permit.person, version=kept.version)
    return filed
