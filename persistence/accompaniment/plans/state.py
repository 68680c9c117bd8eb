"""A plan as whoever changes it finds it."""

from domain.accompaniment.plans.model import PlanId, PlanState
from persistence.accompaniment.plans.carrying import author_plans
from persistence.accompaniment.plans.contents import TODAY, teach_in, teachers_as_shown
from persistence.accompaniment.plans.views import WAITS, content
from persistence.calls import Call
from persistence.database import Reading
from persistence.fragments import in_reach, school_of
from persistence.mapping import from_json
from persistence.statements import Query

_NAMED = "select m.person_id as id, m.visits from plan_teacher m where m.plan_id = x.id"

# Out of reach, it is for the decision to say nothing of it.
_STATE = f"""json_build_object(
    'id', x.id, 'place', x.place, 'institution', {school_of("x.place")}::text, 'kind', x.kind,
    'year', x.year, 'year_days', json_build_array(y.starts_on, y.ends_on),
    'author', x.author_id, 'status', x.status, 'version', x.version,
    'content', {content("x")} || jsonb_build_object('teachers', {teachers_as_shown(_NAMED)}),
    'teaching', {teach_in(f"array(select n.id from ({_NAMED}) n)", "x.place", TODAY)},
    'in_reach', {in_reach("x.place")},
    'returned_by', x.returned_by, 'returned_note', x.returned_note, 'approved_by', x.approved_by,
    'incorporated', x.pat_at is not null, 'balance', x.balance, 'author_role', x.author_role,
    'author_left', not {author_plans("x", now=":now::timestamptz")},
    'writers', array(
        select x.author_id union
        select a.author_id from plan_amendment a where a.plan_id = x.id and a.status = 'approved'
    ),
    'amendment_waits', exists (
        select from plan_amendment a where a.plan_id = x.id and {WAITS}
    )
)"""


def plan_state(id: str) -> str:
    """`PlanState` of the plan under an id, wherever that is; null: there is none."""
    return f"""(
    select {_STATE} from accompaniment_plan x join school_year y on y.year = x.year
    where x.id = {id}
)"""


PLAN_STATE = Query(f"select {plan_state(':id')}::text")


async def load_plan_state(call: Call[Reading], id: PlanId) -> PlanState | None:
    """What stands under the id, wherever that is; None: nothing."""
    state = await PLAN_STATE.value(call, id=id)
    return None if state is None else from_json(PlanState, state)
