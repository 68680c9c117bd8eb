"""What is done to a plan from its submission on: each act with its event, in one statement."""

from collections.abc import Mapping
from datetime import datetime

from domain.access.permits import Permit
from domain.accompaniment.plans.deciding import decide
from domain.accompaniment.plans.life import Act
from domain.accompaniment.plans.model import WHAT, PlanId
from domain.errors import StaleVersion
from domain.events import EventKind
from persistence.accompaniment.plans import standing
from persistence.accompaniment.plans.reading import show_one
from persistence.accompaniment.plans.views import WAITS, content
from persistence.database import Versioned, Writing
from persistence.fragments import event


def _moved(sets: str, kind: EventKind, *, more: str = "", when: str = "true") -> str:
    """$1 the plan in the version $2, at $3 by $4 in the role $5, with the words $6. Whose plan it
    was is told where another acts in their place; `more`: pairs that the event tells besides."""
    told = event(
        kind, of="moved m, said", subject="'plan/' || m.id", place="m.place", by="$4", at="$3",
        data=f"'year', m.year, 'kind', m.kind, 'role', $5::text{more}",
    )  # fmt: skip
    return f"""
with said as (
    select $6::text as words
), moved as (
    update accompaniment_plan r set {sets}, version = r.version + 1
    from said where r.id = $1 and r.version = $2 and {when}
    returning r.*
)
{told}
returning true
"""


SUBMIT = _moved(
    f"""status = 'submitted', submitted_at = $3, submitted = {content("r")},
        returned_note = null, returned_by = null, returned_at = null""",
    EventKind.PLAN_SUBMITTED,
)
RETURN = _moved(
    "status = 'returned', returned_note = said.words, returned_by = $4, returned_at = $3",
    EventKind.PLAN_RETURNED,
    more=", 'reason', said.words",
)
APPROVE = _moved("status = 'approved', approved_at = $3, approved_by = $4", EventKind.PLAN_APPROVED)
INCORPORATE = _moved("pat_at = $3, pat_by = $4", EventKind.PLAN_INCORPORATED)
SEPARATE = _moved("pat_at = null, pat_by = null", EventKind.PLAN_SEPARATED)
_TAKEN_FROM = ", 'author_id', nullif(m.author_id, $4)"
START = _moved(
    "status = 'in_execution', started_at = $3, started_by = $4",
    EventKind.PLAN_STARTED,
    more=_TAKEN_FROM,
)
# An amendment that was submitted while this waited for the plan is not closed over.
CLOSE = _moved(
    "status = 'closed', closed_at = $3, closed_by = $4, balance = said.words",
    EventKind.PLAN_CLOSED,
    more=_TAKEN_FROM,
    when=f"not exists (select from plan_amendment a where a.plan_id = r.id and {WAITS})",
)

ACTS: Mapping[Act, str] = {
    Act.SUBMIT: SUBMIT,
    Act.RETURN: RETURN,
    Act.APPROVE: APPROVE,
    Act.INCORPORATE: INCORPORATE,
    Act.SEPARATE: SEPARATE,
    Act.START: START,
    Act.CLOSE: CLOSE,
}


async def act(
    db: Writing,
    plan: PlanId,
    what: Act,
    permit: Permit,
    *,
    words: str | None = None,
    if_match: int | None,
    now: datetime,
) -> Versioned:
    """Do it to the plan, or find it done, or its refusal. Of two at once the second waits, and is
    told what the first made of the plan."""
    present = await standing.load(db, plan, reach=permit.reach, now=now)
    done = decide(present, what, permit, words=words, if_match=if_match)
    if done is not None and present is not None:
        about = (plan, present.version, now, done.by, done.role, done.words)
        if await db.fetchval(ACTS[what], *about) is None:
            raise StaleVersion(what=WHAT)
    return await show_one(db, plan, permit=permit, now=now)
