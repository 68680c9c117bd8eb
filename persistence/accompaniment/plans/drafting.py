"""Keeping a plan while it is written: again and again, by its author, harmlessly repeated."""

import json
from datetime import datetime

from domain.access.permits import Permit, PersonId, Place, Reach
from domain.access.roles import Role
from domain.accompaniment.plans.deciding import keep
from domain.accompaniment.plans.model import WHAT, Asked, Content, PlanId, School
from domain.accompaniment.plans.refusals import PlanExists
from domain.errors import StaleVersion
from domain.versions import Change
from persistence.accompaniment.plans import contents, standing
from persistence.accompaniment.plans.reading import show_one
from persistence.database import Versioned, Writing, refusing, roots

# Known is who teaches or ever taught there: a draft is kept though somebody left meanwhile.
SCHOOL_OF_PLAN = """
select p.path::text as place, exists (select from school_year y where y.year = $3) as year_exists,
    array(
        select distinct h.person_id from appointment h
        where h.place = any(array[p.path]) and h.role = 'teacher' and h.person_id = any($4::uuid[])
    ) as known
from place p
where p.kind = 'institution' and p.code = $1 and p.path <@ any($2::text[]::ltree[])
"""

STORE_PLAN = """
with stored as (
    insert into accompaniment_plan (
        id, kind, year, place, author_id, author_role, status, diagnosis, goals, strategies,
        calendar
    )
    select $1, $2, $3, $4::text::ltree, $5, $6, 'draft', $7, $8::jsonb, $9::jsonb, $10::jsonb
    where $12 = 0
    on conflict (id) do nothing
    returning id
), changed as (
    update accompaniment_plan set author_role = $6, diagnosis = $7, goals = $8::jsonb,
        strategies = $9::jsonb, calendar = $10::jsonb, version = version + 1
    where id = $1 and author_id = $5 and version = $12 and status in ('draft', 'returned')
    returning id
), kept as (
    select id from stored union all select id from changed
), named as (
    select * from jsonb_to_recordset($11::jsonb) as n (id uuid, visits int)
), gone as (
    delete from plan_teacher t using kept k
    where t.plan_id = k.id and t.person_id not in (select n.id from named n)
), placed as (
    insert into plan_teacher (plan_id, person_id, visits)
    select k.id, n.id, n.visits from kept k, named n
    on conflict (plan_id, person_id) do update set visits = excluded.visits
)
select id from kept
"""

TRIES = 2
"""A request that was sent twice finds, the second time, what the first one kept."""


async def save(
    db: Writing, plan: PlanId, asked: Asked, permit: Permit, *, if_match: int | None, now: datetime
) -> Versioned:
    """Keep a plan as its author sends it, or its refusal."""
    for _ in range(TRIES):
        present = await standing.load(db, plan, reach=permit.reach, now=now)
        about = (asked.institution, asked.year, asked.content)
        school = await school_of(db, *about, reach=permit.reach)
        role, change = keep(present, asked, school, permit, if_match=if_match)
        if change is Change.NOTHING:
            return await show_one(db, plan, permit=permit, now=now)
        assert school is not None  # noqa: S101  or it would have been refused
        replaces = 0 if present is None else present.version
        if await _store(db, plan, asked, school.place, permit.person, role, replaces):
            kept = await show_one(db, plan, permit=permit, now=now)
            return Versioned(kept.body, kept.version, created=change is Change.CREATE)
    raise StaleVersion(what=WHAT)


async def school_of(
    db: Writing, code: str, year: int, content: Content, *, reach: Reach
) -> School | None:
    """The school of a plan that says this, None out of reach."""
    named = [t.person for t in content.teachers]
    row = await db.fetchrow(SCHOOL_OF_PLAN, code, roots(reach), year, named)
    if row is None:
        return None
    known = frozenset(map(PersonId, row["known"]))
    return School(Place(row["place"]), row["year_exists"], known)


async def _store(
    db: Writing, plan: PlanId, asked: Asked, at: Place, by: PersonId, role: Role, replaces: int
) -> bool:
    """False when another request began it in between."""
    kept = contents.kept(asked.content)
    lists = (kept[name] for name in ("goals", "strategies", "calendar", "teachers"))
    with refusing(accompaniment_plan_once=PlanExists()):
        row = await db.fetchrow(
            STORE_PLAN,
            plan,
            asked.kind,
            asked.year,
            at,
            by,
            role,
            kept["diagnosis"],
            *map(json.dumps, lists),
            replaces,
        )
    return row is not None
