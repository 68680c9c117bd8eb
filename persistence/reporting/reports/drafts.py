"""Drafts in PostgreSQL: the caller's own, so without a reach but for what they are about."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from asyncpg import Record

from domain.access.permits import PersonId
from domain.errors import StaleVersion
from domain.reporting.reports.drafts import WHAT, DraftExists, Kept, PartialObservation, Work
from domain.reporting.reports.model import ObligationId, ReportId
from domain.versions import Change
from persistence.database import Json, Reading, Storing, Versioned, found, refusing
from persistence.paging import Page, PageWanted, fetch_page, page_of

_ROW = """json_build_object(
    'id', r.id, 'obligation_id', r.obligation_id,
    'cut', (select o.cut_code from obligation o where o.id = r.obligation_id),
    'institution', (
        select json_build_object('code', p.code, 'name', p.name)
        from obligation o join place p on p.path = any(array[o.place])
        where o.id = r.obligation_id
    ),
    'observations', jsonb_array_length(r.content -> 'observations'),
    'started_at', r.started_at, 'saved_at', r.saved_at, 'captured_at', r.captured_at
)"""

_WHOLE = f"""(
    {_ROW}::jsonb || jsonb_build_object(
        'narrative', r.content -> 'narrative', 'filled', r.content -> 'observations'
    )
)"""

DRAFTS_PAGE = page_of(
    """
    select d.* from report_draft d
    where d.author_id = $1 and (d.saved_at, d.id) < ($2::text::timestamptz, $3::text::uuid)
    order by d.saved_at desc, d.id desc
    limit $4 + 1
    """,
    view=_ROW,
    keys=("saved_at", "id"),
    limit="$4",
)

ONE_DRAFT = f"""
select {_WHOLE}::text, r.version from report_draft r where r.id = $1 and r.author_id = $2
"""


def _stuck(id: str) -> str:
    """True when nothing can be filed under an id for the obligation of the draft `d`: a report that
    was annulled or is of another obligation has it, or one with another id fulfils it."""
    return f"""(exists (
    select from report i
    where i.id = {id} and (i.status = 'annulled' or i.obligation_id <> d.obligation_id)
) or exists (
    select from report f
    where f.obligation_id = d.obligation_id and f.status <> 'annulled' and f.id <> {id}
))"""


# The draft under this id; where there is none, the author's other one for the obligation, if any.
KEPT = f"""
select d.id, d.obligation_id, d.content::text as content, d.captured_at, d.version,
    exists (select from obligation o where o.id = d.obligation_id) as owed,
    d.id <> $1 and {_stuck("d.id")} and not {_stuck("$1")} as moves
from report_draft d
where d.author_id = $2 and (d.id = $1 or d.obligation_id = $3)
order by d.id = $1 desc limit 1
"""

# Two that save at once: one of them names a version that is no longer there, and reads again. A
# draft begun anew, or one that takes the place of another, has a version that none had before.
STORE_DRAFT = f"""
with stored as (
    insert into report_draft (
        id, obligation_id, author_id, content, captured_at, started_at, saved_at
    )
    select $1, $2, $3, $4::jsonb, $5, $6, $6 where $7 = 0
    on conflict (id, author_id) do nothing
    returning *
), changed as (
    update report_draft set id = $1, obligation_id = $2, content = $4::jsonb, captured_at = $5,
        saved_at = $6, version = default
    where id = $8 and author_id = $3 and version = $7
    returning *
)
select {_WHOLE}::text, r.version from (
    select * from stored union all select * from changed
) r
"""

DISCARD = "delete from report_draft where id = $1 and author_id = $2 returning true"

SPEND = "delete from report_draft where id = $1 and author_id = $2 and version = $3"

_FIRST = ("infinity", "ffffffff-ffff-ffff-ffff-ffffffffffff")


async def show_page(db: Reading, wanted: PageWanted, *, author: PersonId) -> Page:
    """The caller's drafts, the last saved first."""
    after = wanted.after or _FIRST
    return await fetch_page(db, DRAFTS_PAGE, author, *after, wanted.limit)


async def show_one(db: Reading, draft: ReportId, *, author: PersonId) -> Versioned:
    """One draft of the caller's, whole."""
    row = found(await db.fetchrow(ONE_DRAFT, draft, author), WHAT)
    return Versioned(Json(row[0]), row[1])


async def load(
    db: Reading, draft: ReportId, *, author: PersonId, owed: ObligationId | None = None
) -> Kept | None:
    """The caller's draft as it is kept, if there is one; else their other one for `owed`."""
    row = await db.fetchrow(KEPT, draft, author, owed)
    return None if row is None else _kept(row)


async def load_own(db: Reading, draft: ReportId, *, author: PersonId) -> Kept:
    """The same, or `NotFound`."""
    return found(await load(db, draft, author=author), WHAT)


async def store(
    db: Storing,
    draft: ReportId,
    work: Work,
    change: Change,
    *,
    author: PersonId,
    kept: Kept | None,
    now: datetime,
) -> Versioned | None:
    """Keep the work in the place of what was kept, unless nothing changes; None when that was
    changed meanwhile."""
    if change is Change.NOTHING:
        return await show_one(db, draft, author=author)
    about = (work.obligation, author, json.dumps(_content(work)), work.captured_at, now)
    before = (0, draft) if kept is None else (kept.version, kept.id)
    clashes = {"report_draft_once": DraftExists(), "report_draft_pkey": StaleVersion(what=WHAT)}
    with refusing(**clashes):
        row = await db.once(STORE_DRAFT, draft, *about, *before)
    created = kept is None or kept.id != draft
    return Versioned(Json(row[0]), row[1], created=created) if row else None


async def discard(db: Storing, draft: ReportId, *, author: PersonId) -> None:
    """Throw the caller's draft away."""
    found(await db.once(DISCARD, draft, author), WHAT)


async def spend(db: Storing, draft: ReportId, *, author: PersonId, version: int) -> None:
    """Drop a draft that was filed as it stood then; what another device saved since stays."""
    await db.once(SPEND, draft, author, version)


def _content(work: Work) -> dict[str, object]:
    return {
        "narrative": work.narrative,
        "observations": [
            {
                "id": str(o.id),
                "instrument": o.instrument,
                "version": o.version,
                "observed_on": o.observed_on.isoformat() if o.observed_on else None,
                "teacher_id": str(o.teacher) if o.teacher else None,
                "students_present": o.students_present,
                "answers": o.answers,
            }
            for o in work.observations
        ],
    }


def _kept(row: Record) -> Kept:
    content = json.loads(row["content"])
    work = Work(
        ObligationId(row["obligation_id"]),
        content["narrative"],
        [_observation(each) for each in content["observations"]],
        row["captured_at"],
    )
    return Kept(ReportId(row["id"]), work, row["version"], row["owed"], row["moves"])


def _observation(kept: dict[str, Any]) -> PartialObservation:
    day, teacher = kept["observed_on"], kept["teacher_id"]
    return PartialObservation(
        UUID(kept["id"]),
        kept["instrument"],
        kept["version"],
        datetime.fromisoformat(day).date() if day else None,
        PersonId(UUID(teacher)) if teacher else None,
        kept["students_present"],
        kept["answers"],
    )
