"""What is held about a person in plans: what they wrote, gave back, and are named in. `:by` is the
person."""

from collections.abc import Mapping

from persistence.accompaniment.plans.views import left_by
from persistence.identity.vouchers import answered_for

_SCHOOL = """(
    select json_build_object('code', p.code, 'name', p.name) from place p where p.path = r.place
)"""

_PLAN = f"""json_build_object(
    'id', r.id, 'kind', r.kind, 'year', r.year, 'institution', {_SCHOOL}, 'status', r.status,
    'diagnosis', r.content -> 'diagnosis', 'goals', r.content -> 'goals',
    'strategies', r.content -> 'strategies', 'calendar', r.content -> 'calendar',
    'balance', case when coalesce(r.closed_by, r.author_id) = :by then r.balance end
)"""

_AMENDMENT = """json_build_object(
    'id', k.id, 'plan_id', k.plan_id, 'status', k.status, 'reason', k.proposed -> 'reason',
    'diagnosis', k.proposed -> 'diagnosis', 'goals', k.proposed -> 'goals',
    'strategies', k.proposed -> 'strategies', 'calendar', k.proposed -> 'calendar'
)"""

_PLAN_WITH_ME = f"""json_build_object(
    'id', r.id, 'kind', r.kind, 'year', r.year, 'institution', {_SCHOOL}, 'visits', m.visits,
    'amendment_id', m.amendment_id
)"""

# Named by the plan as it stands, or by what an amendment of it said or replaced. Whoever a plan
# names taught in its school.
_NAMED = """(
    select c.plan_id, c.visits, null::uuid as amendment_id from plan_teacher c
    where c.person_id = :by
    union all
    select a.plan_id, t.visits, a.id
    from accompaniment_plan l
    join plan_amendment a on a.plan_id = l.id
    cross join lateral (
        select max(n.visits)::smallint as visits
        from unnest(array[a.submitted, a.replaced]) y,
            jsonb_to_recordset(y -> 'teachers') as n (id uuid, visits int)
        where n.id = :by
    ) t
    where t.visits is not null and l.place = any(array(
        select h.place from appointment h where h.person_id = :by and h.role = 'teacher'
    ))
)"""

_PLAN_RETURNED = """json_build_object(
    'plan_id', substr(e.subject, 6), 'at', e.at, 'note', e.payload ->> 'reason'
)"""

MY_PLANS: Mapping[str, tuple[str, str, str]] = {
    "plans_written": (
        f"""from (
            select x.*, {left_by("x", ":by")} as content from accompaniment_plan x
            where x.author_id = :by
            union all
            select x.*, {left_by("x", ":by")} from accompaniment_plan x
            where x.closed_by = :by and x.closed_by <> x.author_id
        ) r""",
        _PLAN,
        "r.year desc, r.id",
    ),
    "plans_including_me": (
        f"""from {_NAMED} m join accompaniment_plan r on r.id = m.plan_id
        where r.status <> 'draft' and {answered_for("r.place")}""",
        _PLAN_WITH_ME,
        "r.year desc, r.id, m.amendment_id",
    ),
    "plan_amendments": (
        "from plan_amendment k where k.author_id = :by",
        _AMENDMENT,
        "k.submitted_at desc nulls first, k.id",
    ),
    "plans_returned": (
        """from event e where e.actor_id = :by
        and e.kind in ('plan.returned', 'plan.amendment_returned')""",
        _PLAN_RETURNED,
        "e.seq desc",
    ),
}
