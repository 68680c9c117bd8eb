"""A plan as whoever changes it finds it, locked until they are done."""

import json
from datetime import datetime

from asyncpg import Record

from domain.access.permits import PersonId, Place, Reach
from domain.access.roles import Role
from domain.accompaniment.plans.life import Status
from domain.accompaniment.plans.model import Kind, PlanId, Standing
from persistence.accompaniment.plans.carrying import author_plans
from persistence.accompaniment.plans.contents import taken
from persistence.accompaniment.plans.views import WAITS, content
from persistence.database import Writing, roots

_DAY = "($3::timestamptz at time zone 'America/Lima')::date"

# Teachers in the order in which they are shown, so that a fault names the row that was read. Out of
# reach, it is for the decision to say nothing of it.
STANDING = f"""
select x.id, x.place::text, subpath(x.place, 3, 1)::text as institution, x.kind, x.year,
    y.starts_on, y.ends_on, x.author_id, x.status, x.version, {content("x")}::text as content,
    array(
        select row(m.person_id, m.visits) from plan_teacher m join person w on w.id = m.person_id
        where m.plan_id = x.id order by w.sort_key, w.id
    ) as teachers,
    array(
        select m.person_id from plan_teacher m join appointment h on h.person_id = m.person_id
            and h.role = 'teacher' and (h.valid @> {_DAY}) is true
        where m.plan_id = x.id and h.place = any(array[x.place])
    ) as teaching,
    x.place <@ any($2::text[]::ltree[]) as in_reach,
    x.returned_by, x.returned_note, x.approved_by, x.pat_at is not null as incorporated, x.balance,
    x.author_role, not {author_plans("x", now="$3::timestamptz")} as author_left,
    array(
        select a.author_id from plan_amendment a where a.plan_id = x.id and a.status = 'approved'
    ) as amended_by,
    exists (
        select from plan_amendment a where a.plan_id = x.id and {WAITS}
    ) as amendment_waits
from accompaniment_plan x join school_year y on y.year = x.year
where x.id = $1
for update of x
"""


async def load(db: Writing, plan: PlanId, *, reach: Reach, now: datetime) -> Standing | None:
    """What stands under the id, wherever that is, locked; None: nothing."""
    row = await db.fetchrow(STANDING, plan, roots(reach), now)
    return None if row is None else _standing(row)


def _standing(row: Record) -> Standing:
    author = PersonId(row["author_id"])
    return Standing(
        id=PlanId(row["id"]),
        place=Place(row["place"]),
        institution=row["institution"],
        kind=Kind(row["kind"]),
        year=row["year"],
        year_days=(row["starts_on"], row["ends_on"]),
        author=author,
        status=Status(row["status"]),
        version=row["version"],
        content=taken(json.loads(row["content"]), row["teachers"]),
        teaching=frozenset(map(PersonId, row["teaching"])),
        in_reach=row["in_reach"],
        returned_by=PersonId(row["returned_by"]) if row["returned_by"] else None,
        returned_note=row["returned_note"],
        approved_by=PersonId(row["approved_by"]) if row["approved_by"] else None,
        incorporated=row["incorporated"],
        balance=row["balance"],
        author_role=Role(row["author_role"]),
        author_left=row["author_left"],
        writers=frozenset({author, *map(PersonId, row["amended_by"])}),
        amendment_waits=row["amendment_waits"],
    )
