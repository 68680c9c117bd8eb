"""An amendment as whoever changes it finds it; its plan is locked until they are done."""

import json
from datetime import datetime

from asyncpg import Record

from domain.access.permits import Permit, PersonId
from domain.accompaniment.plans.amending import (
    Amendment,
    AmendmentDesk,
    AmendmentId,
    AmendmentStatus,
    Proposal,
)
from domain.accompaniment.plans.model import PlanId
from persistence.accompaniment.plans import contents, standing
from persistence.accompaniment.plans.views import WAITS
from persistence.database import Writing, roots

# Always a row. Whatever lies out of reach, it is for the decision to say nothing of it.
AMENDMENT_DESK = f"""
select a.plan_id, a.author_id, a.status, a.version, a.proposed::text as proposed,
    a.submitted_at is not null as told, a.returned_by, a.returned_note, a.decided_by,
    array(
        select row(n.id, n.visits)
        from jsonb_to_recordset(a.proposed -> 'teachers') as n (id uuid, visits int)
        join person w on w.id = n.id order by w.sort_key, w.id
    ) as teachers,
    array(
        select h.person_id
        from jsonb_to_recordset(a.proposed -> 'teachers') as n (id uuid)
        join appointment h on h.person_id = n.id and h.role = 'teacher'
            and (h.valid @> ($4::timestamptz at time zone 'America/Lima')::date) is true
        where h.place = any(array[x.place])
    ) as teaching,
    exists (
        select from plan_amendment a where a.plan_id = asked.plan_id and a.id <> $2
        and ({WAITS} or a.status = 'draft' and a.author_id = $3)
    ) as another
from (select $1::uuid as plan_id) asked
left join plan_amendment a on a.id = $2
left join accompaniment_plan x on x.id = a.plan_id and x.place <@ any($5::text[]::ltree[])
"""


async def load(
    db: Writing, plan: PlanId, amendment: AmendmentId, *, permit: Permit, now: datetime
) -> AmendmentDesk:
    """The plan comes first: once it is held, nobody else changes its amendments."""
    held = await standing.load(db, plan, reach=permit.reach, now=now)
    about = (plan, amendment, permit.person, now, roots(permit.reach))
    row = await db.fetchrow(AMENDMENT_DESK, *about)
    assert row is not None  # noqa: S101  always a row
    there = row["plan_id"] == plan
    elsewhere = row["plan_id"] is not None and not there
    return AmendmentDesk(held, _amendment(row) if there else None, elsewhere, row["another"])


def _amendment(row: Record) -> Amendment:
    proposed = json.loads(row["proposed"])
    return Amendment(
        author=PersonId(row["author_id"]),
        status=AmendmentStatus(row["status"]),
        version=row["version"],
        proposal=Proposal(proposed["reason"], contents.taken(proposed, row["teachers"])),
        teaching=frozenset(map(PersonId, row["teaching"])),
        told=row["told"],
        returned_by=PersonId(row["returned_by"]) if row["returned_by"] else None,
        returned_note=row["returned_note"],
        decided_by=PersonId(row["decided_by"]) if row["decided_by"] else None,
    )
