"""Actions that a school registers with their evidence (F28, F31, F32, F41, F48)."""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from asyncpg import Record

from domain.access import Permit, PersonId, Reach
from domain.calendar import day_of
from domain.school_actions import WHAT, ActionKind, Evidence, SchoolAction, register
from domain.school_work import Desk
from domain.versions import Change
from persistence.database import Json, Reading, Storing, Versioned, found, roots
from persistence.holders import full_name
from persistence.paging import Page, PageWanted, fetch_page, page_of
from persistence.school_work import FIRST_DAY, school_desk, school_of, settled, under
from persistence.territory import PlaceNamed, named

_ACTION = f"""json_build_object(
    'id', r.id, 'year', r.year, 'institution', (
        select json_build_object('code', p.code, 'name', p.name) from place p where p.path = r.place
    ),
    'kind', r.kind, 'held_on', r.held_on, 'title', r.title, 'text', r.text,
    'participants', r.participants, 'evidence', r.evidence,
    'made_by', (
        select json_build_object('id', m.id, 'name', {full_name("m")}, 'role', r.made_role)
        from person m where m.id = r.made_by
    ),
    'made_at', r.made_at
)"""

ACTIONS_PAGE = page_of(
    f"""
    select t.* from school_action t
    where t.place <@ any($1::text[]::ltree[]) and {under("t.place", "$2", "$3")}
    and ($4::int is null or t.year = $4) and ($5::text is null or t.kind = $5)
    and (t.held_on, t.id) < ($6::text::date, $7::text::uuid)
    order by t.held_on desc, t.id desc
    limit $8 + 1
    """,
    view=_ACTION,
    keys=("held_on", "id"),
    limit="$8",
)

ONE_ACTION = f"""
select {_ACTION}::text, r.version
from school_action r where r.id = $2 and r.place <@ any($1::text[]::ltree[])
"""

ACTION_DESK = school_desk(
    "school_action", "x.kind, x.held_on, x.title, x.text, x.participants, x.evidence, x.made_by"
)

# Who registered it stays its author, also where the director mends it.
STORE_ACTION = """
with stored as (
    insert into school_action as was (
        id, year, place, kind, held_on, title, text, participants, evidence, made_by, made_role,
        made_at
    )
    values ($1, $2, $3::text::ltree, $4, $5, $6, $7, $8, $9::jsonb, $10, $11, $12)
    on conflict (id) do update set year = excluded.year, kind = excluded.kind,
        held_on = excluded.held_on, title = excluded.title, text = excluded.text,
        participants = excluded.participants, evidence = excluded.evidence,
        version = was.version + 1
    where was.version = $13 and was.place = excluded.place
    returning *
)
insert into event (at, actor_id, place, kind, subject, payload)
select $12, $10, place, case when version = 1 then 'school_action.made'
    else 'school_action.changed' end, 'school-action/' || id,
    jsonb_build_object('year', year, 'kind', kind, 'on', held_on)
from stored
returning true
"""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which actions of those in reach; None means any."""

    under: PlaceNamed | None = None
    year: int | None = None
    kind: ActionKind | None = None


async def show_actions(db: Reading, wanted: PageWanted, chosen: Filter, *, reach: Reach) -> Page:
    """The actions in reach, the latest first."""
    asked = (*named(chosen.under), chosen.year, chosen.kind)
    after = wanted.after or FIRST_DAY
    return await fetch_page(db, ACTIONS_PAGE, roots(reach), *asked, *after, wanted.limit)


async def show_action(db: Reading, id: UUID, *, reach: Reach) -> Versioned:
    """One action, if its school is in reach."""
    row = found(await db.fetchrow(ONE_ACTION, roots(reach), id), WHAT)
    return Versioned(Json(row[0]), row[1])


async def keep_action(
    db: Storing,
    id: UUID,
    institution: str,
    asked: SchoolAction,
    permit: Permit,
    *,
    if_match: int | None,
    now: datetime,
) -> Versioned:
    """Register or change an action with its event, unless nothing changes."""
    attempt = partial(_attempt, db, id, institution, asked, permit, if_match=if_match, now=now)
    change = await settled(attempt, what=WHAT)
    shown = await show_action(db, id, reach=permit.reach)
    return Versioned(shown.body, shown.version, created=change is Change.CREATE)


async def _attempt(
    db: Storing,
    id: UUID,
    institution: str,
    asked: SchoolAction,
    permit: Permit,
    *,
    if_match: int | None,
    now: datetime,
) -> Change | None:
    desk = await _load(db, id, institution, asked, reach=permit.reach)
    change, role = register(desk, asked, permit, if_match=if_match, today=day_of(now))
    if change is Change.NOTHING:
        return change
    where = (desk.school.year, desk.school.place)
    what = (asked.kind, asked.held_on, asked.title, asked.text, asked.participants)
    evidence = json.dumps([{"text": e.text, "url": e.url} for e in asked.evidence])
    by = (evidence, permit.person, role, now, desk.version or 0)
    return change if await db.once(STORE_ACTION, id, *where, *what, *by) else None


async def _load(
    db: Reading, id: UUID, institution: str, asked: SchoolAction, *, reach: Reach
) -> Desk[SchoolAction]:
    row = await db.fetchrow(ACTION_DESK, institution, asked.held_on, roots(reach), [], id)
    row = found(row, "esa institución")
    author = PersonId(row["made_by"]) if row["made_by"] else None
    return Desk(school_of(row), _present(row), row["version"], row["elsewhere"], author)


def _present(row: Record) -> SchoolAction | None:
    if row["version"] is None:
        return None
    evidence = tuple(Evidence(e["text"], e["url"]) for e in json.loads(row["evidence"]))
    about = (ActionKind(row["kind"]), row["held_on"], row["title"], row["text"])
    return SchoolAction(*about, row["participants"], evidence)
