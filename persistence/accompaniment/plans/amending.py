"""Amendments of plans: kept while they are written, and what is decided over them, each act with
its event in one statement. Whoever changes one holds its plan meanwhile."""

import json
from collections.abc import Mapping
from datetime import datetime

from domain.access.permits import Permit
from domain.accompaniment.plans.amending import (
    WHAT_AMENDMENT,
    AmendmentAct,
    AmendmentId,
    Proposal,
    amend,
    decide_amendment,
)
from domain.accompaniment.plans.model import PlanId
from domain.errors import StaleVersion
from domain.events import EventKind
from domain.versions import Change
from persistence.accompaniment.plans import contents
from persistence.accompaniment.plans.amendment_standing import load
from persistence.accompaniment.plans.amendments import show_one
from persistence.accompaniment.plans.drafting import school_of
from persistence.accompaniment.plans.views import content
from persistence.database import Versioned, Writing
from persistence.fragments import event

KEEP_AMENDMENT = """
with stored as (
    insert into plan_amendment (id, plan_id, author_id, author_role, status, proposed)
    select $1, $2, $3, $4, 'draft', $5::jsonb where $6 = 0
    on conflict (id) do nothing
    returning id
), changed as (
    update plan_amendment set author_role = $4, proposed = $5::jsonb, version = version + 1
    where id = $1 and plan_id = $2 and author_id = $3 and version = $6
    and status in ('draft', 'returned')
    returning id
)
select id from stored union all select id from changed
"""

_UNRETURNED = "returned_note = null, returned_by = null, returned_at = null"
_TAKEN_FROM = ", 'author_id', nullif(m.plan_author, $4)"

_APPLIED = """, applied as (
    update accompaniment_plan p set diagnosis = m.proposed ->> 'diagnosis',
        goals = m.proposed -> 'goals', strategies = m.proposed -> 'strategies',
        calendar = m.proposed -> 'calendar', version = p.version + 1
    from moved m where p.id = m.plan_id
), named as (
    select m.plan_id, n.id, n.visits
    from moved m, jsonb_to_recordset(m.proposed -> 'teachers') as n (id uuid, visits int)
), gone as (
    delete from plan_teacher t using moved m
    where t.plan_id = m.plan_id and t.person_id not in (select n.id from named n)
), placed as (
    insert into plan_teacher (plan_id, person_id, visits)
    select n.plan_id, n.id, n.visits from named n
    on conflict (plan_id, person_id) do update set visits = excluded.visits
)"""


def _moved(
    sets: str,
    kind: EventKind,
    *,
    data: str = "",
    more: str = "",
    told: str = "true",
) -> str:
    """$1 the amendment in the version $2, at $3 by $4 in the role $5, with the words $6. Whose plan
    it is is told where another acts in their place; `data`: pairs that the event tells besides."""
    logged = event(
        kind, of=f"moved m, said where {told}", subject="'plan/' || m.plan_id", place="m.place",
        data=f"""'year', m.year, 'kind', m.kind, 'role', $5::text, 'amendment_id', m.id,
            'version', m.version{data}""",
        by="$4", at="$3",
    )  # fmt: skip
    return f"""
with said as (
    select $6::text as words
), moved as (
    update plan_amendment a set {sets}, version = a.version + 1
    from said, accompaniment_plan p where a.id = $1 and a.version = $2 and p.id = a.plan_id
    returning a.*, p.place, p.year, p.kind, p.author_id as plan_author
){more}, logged as ({logged})
select true from moved
"""


SUBMIT = _moved(
    f"status = 'submitted', submitted_at = $3, submitted = a.proposed, {_UNRETURNED}",
    EventKind.PLAN_AMENDMENT_SUBMITTED,
    data=_TAKEN_FROM,
)
RETURN = _moved(
    "status = 'returned', returned_note = said.words, returned_by = $4, returned_at = $3",
    EventKind.PLAN_AMENDMENT_RETURNED,
    data=", 'reason', said.words",
)
APPROVE = _moved(
    f"status = 'approved', decided_at = $3, decided_by = $4, replaced = {content('p')}",
    EventKind.PLAN_AMENDMENT_APPROVED,
    more=_APPLIED,
)
# Of a draft that nobody saw nobody is told.
WITHDRAW = _moved(
    f"status = 'withdrawn', decided_at = $3, decided_by = $4, {_UNRETURNED}",
    EventKind.PLAN_AMENDMENT_WITHDRAWN,
    data=_TAKEN_FROM,
    told="m.submitted_at is not null",
)

ACTS: Mapping[AmendmentAct, str] = {
    AmendmentAct.SUBMIT: SUBMIT,
    AmendmentAct.RETURN: RETURN,
    AmendmentAct.APPROVE: APPROVE,
    AmendmentAct.WITHDRAW: WITHDRAW,
}


async def save(
    db: Writing,
    plan: PlanId,
    amendment: AmendmentId,
    asked: Proposal,
    permit: Permit,
    *,
    if_match: int | None,
    now: datetime,
) -> Versioned:
    """Keep an amendment as whoever carries the plan sends it, or its refusal."""
    desk = await load(db, plan, amendment, permit=permit, now=now)
    held = desk.plan
    about = ("", 0) if held is None else (held.institution, held.year)
    school = await school_of(db, *about, asked.content, reach=permit.reach)
    role, change = amend(desk, asked, school, permit, if_match=if_match)
    if change is not Change.NOTHING:
        written = json.dumps(contents.kept(asked.content) | {"reason": asked.reason})
        replaces = 0 if desk.present is None else desk.present.version
        row = (amendment, plan, permit.person, role, written, replaces)
        if await db.fetchval(KEEP_AMENDMENT, *row) is None:
            raise StaleVersion(what=WHAT_AMENDMENT)
    kept = await show_one(db, plan, amendment, reach=permit.reach)
    return Versioned(kept.body, kept.version, created=change is Change.CREATE)


async def act(
    db: Writing,
    plan: PlanId,
    amendment: AmendmentId,
    what: AmendmentAct,
    permit: Permit,
    *,
    words: str | None = None,
    if_match: int | None,
    now: datetime,
) -> Versioned:
    """Do it to the amendment, or find it done, or its refusal. Of two at once the second waits, and
    is told what the first made of it."""
    desk = await load(db, plan, amendment, permit=permit, now=now)
    done = decide_amendment(desk, what, permit, words=words, if_match=if_match)
    if done is not None and desk.present is not None:
        about = (amendment, desk.present.version, now, done.by, done.role, done.words)
        if await db.fetchval(ACTS[what], *about) is None:
            raise StaleVersion(what=WHAT_AMENDMENT)
    return await show_one(db, plan, amendment, reach=permit.reach)
