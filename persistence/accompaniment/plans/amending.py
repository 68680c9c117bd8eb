"""Amendments of plans while they are written: what is looked at, and one as it is kept. Whoever
changes one holds its plan meanwhile."""

from collections.abc import Sequence

from domain.access.permits import PersonId
from domain.accompaniment.plans.amending import AMENDMENT, AmendmentFacts, AmendmentId, Proposal
from domain.accompaniment.plans.model import PlanId, SavingDecision
from persistence.accompaniment.plans import contents
from persistence.accompaniment.plans.amendment_views import one_amendment
from persistence.accompaniment.plans.state import plan_state
from persistence.accompaniment.plans.views import WAITS
from persistence.calls import Call
from persistence.database import Reading, Versioned, Writing, as_stored
from persistence.fragments import in_reach
from persistence.mapping import from_json, to_text
from persistence.statements import Command, Query

_NAMED = "select * from jsonb_to_recordset(a.proposed -> 'teachers') as n (id uuid, visits int)"
_TEACHING = contents.teach_in(f"array(select n.id from ({_NAMED}) n)", "x.place", contents.TODAY)

_PRESENT = f"""json_build_object(
    'author', a.author_id, 'status', a.status, 'version', a.version,
    'proposal', json_build_object(
        'reason', a.proposed -> 'reason',
        'content', a.proposed - 'reason'
            || jsonb_build_object('teachers', {contents.teachers_as_shown(_NAMED)})
    ),
    'teaching', {_TEACHING},
    'told', a.submitted_at is not null, 'returned_by', a.returned_by,
    'returned_note', a.returned_note, 'decided_by', a.decided_by
)"""

# Always a row. Whatever lies out of reach, it is for the decision to say nothing of it.
AMENDMENT_FACTS = Query(f"""
select json_build_object(
    'plan', {plan_state(":plan_id")},
    'school', case when x.id is not null then {contents.school("x.place", "x.year")} end,
    'present', case when a.id is not null then {_PRESENT} end,
    'elsewhere', exists (select from plan_amendment o where o.id = :id and o.plan_id <> :plan_id),
    'another', exists (
        select from plan_amendment a where a.plan_id = :plan_id and a.id <> :id
        and ({WAITS} or a.status = 'draft' and a.author_id = :by)
    )
)::text
from (select :plan_id::uuid as id) wanted
left join accompaniment_plan x on x.id = wanted.id and {in_reach("x.place")}
left join plan_amendment a on a.id = :id and a.plan_id = wanted.id
""")

STORE_AMENDMENT = Command(f"""
with stored as (
    insert into plan_amendment (id, plan_id, author_id, author_role, status, proposed)
    select :id, :plan_id, :by, :role, 'draft', :proposed::jsonb where :version = 0
    on conflict (id) do nothing
    returning *
), changed as (
    update plan_amendment set author_role = :role, proposed = :proposed::jsonb,
        version = version + 1
    where id = :id and plan_id = :plan_id and author_id = :by and version = :version
    and status in ('draft', 'returned')
    returning *
), kept as (
    select * from stored union all select * from changed
)
{one_amendment("kept")}
""")


async def load_amendment_facts(
    call: Call[Reading], plan_id: PlanId, id: AmendmentId, *, named: Sequence[PersonId] = ()
) -> AmendmentFacts:
    """The plan, and what stands under the id for it; of the people named, who teaches or taught in
    its school."""
    facts = await AMENDMENT_FACTS.value(call, plan_id=plan_id, id=id, named=list(named))
    return from_json(AmendmentFacts, facts)


async def store_amendment(
    call: Call[Writing],
    plan_id: PlanId,
    id: AmendmentId,
    proposal: Proposal,
    decision: SavingDecision,
) -> Versioned:
    """The amendment as it is kept."""
    proposed = to_text(contents.content_columns(proposal.content) | {"reason": proposal.reason})
    row = await STORE_AMENDMENT.row(
        call,
        plan_id=plan_id,
        id=id,
        proposed=proposed,
        role=decision.role,
        version=decision.replaces,
    )
    return as_stored(row, AMENDMENT)
