"""What is done to a plan from its submission on: each act with its event, in one statement."""

from collections.abc import Mapping

from domain.access.scopes import Scope
from domain.accompaniment.plans.life import PlanAct
from domain.accompaniment.plans.model import PLAN, PlanActEntry, PlanState
from domain.events import EventKind
from persistence.accompaniment.plans.reading import one_plan
from persistence.accompaniment.plans.views import WAITS, content
from persistence.calls import Call
from persistence.database import Versioned, Writing, as_stored
from persistence.fragments import event
from persistence.mapping import columns
from persistence.statements import Command


def _moved(sets: str, kind: EventKind, *, more: str = "", when: str = "true") -> Command:
    """The plan `:id` in the version `:version`, in the role `:role`, with the words `:words`. Whose
    plan it was is told where another acts in their place; `more`: pairs that the event tells
    besides."""
    logged = event(
        kind, of="moved m, said", subject="'plan/' || m.id", place="m.place",
        data=f"'year', m.year, 'kind', m.kind, 'role', :role::text{more}",
    )  # fmt: skip
    return Command(f"""
with said as (
    select :words::text as words
), moved as (
    update accompaniment_plan r set {sets}, version = r.version + 1
    from said where r.id = :id and r.version = :version and {when}
    returning r.*
), logged as ({logged})
{one_plan("moved", "true")}
""")


SUBMIT = _moved(
    f"""status = 'submitted', submitted_at = :now, submitted = {content("r")},
        returned_note = null, returned_by = null, returned_at = null""",
    EventKind.PLAN_SUBMITTED,
)
RETURN = _moved(
    "status = 'returned', returned_note = said.words, returned_by = :by, returned_at = :now",
    EventKind.PLAN_RETURNED,
    more=", 'reason', said.words",
)
APPROVE = _moved(
    "status = 'approved', approved_at = :now, approved_by = :by", EventKind.PLAN_APPROVED
)
INCORPORATE = _moved("pat_at = :now, pat_by = :by", EventKind.PLAN_INCORPORATED)
SEPARATE = _moved("pat_at = null, pat_by = null", EventKind.PLAN_SEPARATED)
_TAKEN_FROM = ", 'author_id', nullif(m.author_id, :by)"
START = _moved(
    "status = 'in_execution', started_at = :now, started_by = :by",
    EventKind.PLAN_STARTED,
    more=_TAKEN_FROM,
)
# An amendment that was submitted while this waited for the plan is not closed over.
CLOSE = _moved(
    "status = 'closed', closed_at = :now, closed_by = :by, balance = said.words",
    EventKind.PLAN_CLOSED,
    more=_TAKEN_FROM,
    when=f"not exists (select from plan_amendment a where a.plan_id = r.id and {WAITS})",
)

ACTS: Mapping[PlanAct, Command] = {
    PlanAct.SUBMIT: SUBMIT,
    PlanAct.RETURN: RETURN,
    PlanAct.APPROVE: APPROVE,
    PlanAct.INCORPORATE: INCORPORATE,
    PlanAct.SEPARATE: SEPARATE,
    PlanAct.START: START,
    PlanAct.CLOSE: CLOSE,
}


async def store_act(
    call: Call[Writing], plan: PlanState, act: PlanAct, done: PlanActEntry
) -> Versioned:
    """The plan after the act, with its event."""
    visit_roots = list(call.permit.reach_of(Scope.VISITS_READ).roots)
    row = await ACTS[act].row(
        call, id=plan.id, version=plan.version, **columns(done), visit_roots=visit_roots
    )
    return as_stored(row, PLAN)
