"""What is done to an amendment from its submission on: each act with its event, in one statement.
What the director approves is the plan from then on."""

from collections.abc import Mapping

from domain.accompaniment.plans.amending import AMENDMENT, AmendmentAct, AmendmentId
from domain.accompaniment.plans.model import PlanActEntry
from domain.events import EventKind
from persistence.accompaniment.plans.amendment_views import one_amendment
from persistence.accompaniment.plans.views import content
from persistence.calls import Call
from persistence.database import Versioned, Writing, as_stored
from persistence.fragments import event
from persistence.mapping import columns
from persistence.statements import Command

_UNRETURNED = "returned_note = null, returned_by = null, returned_at = null"
_TAKEN_FROM = ", 'author_id', nullif(p.author_id, :by)"

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
    sets: str, kind: EventKind, *, data: str = "", more: str = "", known: str = "true"
) -> Command:
    """The amendment `:id` in the version `:version`, in the role `:role`, with the words `:words`.
    Whose plan it is is told where another acts in their place; `data`: pairs that the event tells
    besides; `known`: when there is somebody to tell."""
    logged = event(
        kind, of=f"moved m join accompaniment_plan p on p.id = m.plan_id, said where {known}",
        subject="'plan/' || m.plan_id", place="p.place",
        data=f"""'year', p.year, 'kind', p.kind, 'role', :role::text, 'amendment_id', m.id,
            'version', m.version{data}""",
    )  # fmt: skip
    return Command(f"""
with said as (
    select :words::text as words
), moved as (
    update plan_amendment a set {sets}, version = a.version + 1
    from said, accompaniment_plan p
    where a.id = :id and a.version = :version and p.id = a.plan_id
    returning a.*
){more}, logged as ({logged})
{one_amendment("moved")}
""")


SUBMIT = _moved(
    f"status = 'submitted', submitted_at = :now, submitted = a.proposed, {_UNRETURNED}",
    EventKind.PLAN_AMENDMENT_SUBMITTED,
    data=_TAKEN_FROM,
)
RETURN = _moved(
    "status = 'returned', returned_note = said.words, returned_by = :by, returned_at = :now",
    EventKind.PLAN_AMENDMENT_RETURNED,
    data=", 'reason', said.words",
)
APPROVE = _moved(
    f"status = 'approved', decided_at = :now, decided_by = :by, replaced = {content('p')}",
    EventKind.PLAN_AMENDMENT_APPROVED,
    more=_APPLIED,
)
# Of a draft that nobody saw nobody is told.
WITHDRAW = _moved(
    f"status = 'withdrawn', decided_at = :now, decided_by = :by, {_UNRETURNED}",
    EventKind.PLAN_AMENDMENT_WITHDRAWN,
    data=_TAKEN_FROM,
    known="m.submitted_at is not null",
)

ACTS: Mapping[AmendmentAct, Command] = {
    AmendmentAct.SUBMIT: SUBMIT,
    AmendmentAct.RETURN: RETURN,
    AmendmentAct.APPROVE: APPROVE,
    AmendmentAct.WITHDRAW: WITHDRAW,
}


async def store_amendment_act(
    call: Call[Writing], id: AmendmentId, act: AmendmentAct, done: PlanActEntry, *, version: int
) -> Versioned:
    """The amendment after the act, with its event."""
    row = await ACTS[act].row(call, id=id, version=version, **columns(done))
    return as_stored(row, AMENDMENT)
