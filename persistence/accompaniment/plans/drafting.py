"""Keeping a plan while it is written: what is looked at, and the plan as it is kept."""

from domain.accompaniment.plans.model import PLAN, PlanId, PlanRequest, SavingDecision, SavingFacts
from domain.errors import StaleVersion
from persistence.accompaniment.plans import contents
from persistence.accompaniment.plans.state import plan_state
from persistence.calls import Call
from persistence.database import Overtaken, Reading, Writing, overtaken
from persistence.fragments import in_reach
from persistence.mapping import from_json, to_text
from persistence.statements import Command, Query

SAVING_FACTS = Query(f"""
select json_build_object(
    'plan', {plan_state(":id")},
    'other', (
        select o.id from accompaniment_plan o join place q on q.path = o.place
        where o.author_id = :by and o.kind = :kind and o.year = :year and o.id <> :id
        and q.kind = 'institution' and q.code = :institution
    ),
    'school', (
        select {contents.school("p.path", ":year")} from place p
        where p.kind = 'institution' and p.code = :institution and {in_reach("p.path")}
    )
)::text
""")

STORE_PLAN = Command(
    f"""
with stored as (
    insert into accompaniment_plan (
        id, kind, year, place, author_id, author_role, status, diagnosis, goals, strategies,
        calendar
    )
    select :id, :kind, :year, p.path, :by, :role, 'draft', :diagnosis, :goals::jsonb,
        :strategies::jsonb, :calendar::jsonb
    from place p
    where p.kind = 'institution' and p.code = :institution and {in_reach("p.path")}
    and :version = 0
    on conflict (id) do nothing
    returning id
), changed as (
    update accompaniment_plan set author_role = :role, diagnosis = :diagnosis,
        goals = :goals::jsonb, strategies = :strategies::jsonb, calendar = :calendar::jsonb,
        version = version + 1
    where id = :id and author_id = :by and version = :version and status in ('draft', 'returned')
    returning id
), kept as (
    select id from stored union all select id from changed
), named as (
    select * from jsonb_to_recordset(:teachers::jsonb) as n (id uuid, visits int)
), gone as (
    delete from plan_teacher t using kept k
    where t.plan_id = k.id and t.person_id not in (select n.id from named n)
), placed as (
    insert into plan_teacher (plan_id, person_id, visits)
    select k.id, n.id, n.visits from kept k, named n
    on conflict (plan_id, person_id) do update set visits = excluded.visits
)
select id from kept
""",
    accompaniment_plan_once=overtaken(lambda: StaleVersion(what=PLAN)),
)


async def load_saving_facts(call: Call[Reading], id: PlanId, request: PlanRequest) -> SavingFacts:
    """What stands under the id, and the school in reach with those of the named who teach or taught
    there."""
    facts = await SAVING_FACTS.value(
        call,
        id=id,
        institution=request.institution,
        year=request.year,
        kind=request.kind,
        named=[teacher.id for teacher in request.content.teachers],
    )
    return from_json(SavingFacts, facts)


async def store_plan(
    call: Call[Writing], id: PlanId, request: PlanRequest, decision: SavingDecision
) -> None:
    """What the plan says from now on; `Overtaken` when another request began it in between."""
    content = contents.content_columns(request.content)
    lists = ("goals", "strategies", "calendar", "teachers")
    content |= {name: to_text(content[name]) for name in lists}
    about = {"institution": request.institution, "year": request.year, "kind": request.kind}
    version = await STORE_PLAN.value(
        call, id=id, **about, **content, role=decision.role, version=decision.replaces
    )
    if version is None:
        raise Overtaken(StaleVersion(what=PLAN))
