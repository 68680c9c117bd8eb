"""SQL fragments: how plans look, one in a list and whole. The plan is `r`, the caller `:by`."""

from domain.accompaniment.plans.model import CUT_OF
from persistence.fragments import in_reach
from persistence.people.holders import full_name

WAITS = "a.status in ('submitted', 'returned')"
"""True of an amendment `a` that others know of and that is not decided."""

_STAGES = ", ".join(f"'{stage}'" for stage in CUT_OF)


def content(plan: str) -> str:
    """All that the author writes, as it stands, as one JSON object."""
    return f"""jsonb_build_object(
    'diagnosis', {plan}.diagnosis, 'goals', {plan}.goals, 'strategies', {plan}.strategies,
    'calendar', {plan}.calendar, 'teachers', (
        select coalesce(jsonb_agg(
            jsonb_build_object('id', m.person_id, 'visits', m.visits) order by m.person_id
        ), '[]')
        from plan_teacher m where m.plan_id = {plan}.id
    )
)"""


def left_by(plan: str, caller: str) -> str:
    """The content as whoever wrote it left it: without what others amended after them."""
    return f"""coalesce((
    select a.replaced from plan_amendment a
    where a.plan_id = {plan}.id and a.status = 'approved' and a.decided_at > coalesce((
        select max(b.decided_at) from plan_amendment b
        where b.plan_id = {plan}.id and b.author_id = {caller} and b.status = 'approved'
    ), '-infinity')
    order by a.decided_at limit 1
), {content(plan)})"""


def readable_content(plan: str, *, whole: str) -> str:
    """The content that a caller reads: while it is corrected, others read what was submitted; who
    wrote it, out of reach by now, what they wrote."""
    return f"""case when {plan}.status = 'returned' and {plan}.author_id <> :by
    then {plan}.submitted when {whole} then {content(plan)} else {left_by(plan, ":by")} end"""


def seen(plan: str) -> str:
    """True for the author, and in reach unless it is a draft."""
    return f"""({plan}.author_id = :by
    or {plan}.status <> 'draft' and {in_reach(f"{plan}.place")})"""


def who(id: str) -> str:
    """A person by their id; null without one."""
    return f"""(
    select json_build_object('id', w.id, 'name', {full_name("w")}) from person w where w.id = {id}
)"""


def _decided(what: str) -> str:
    """By whom and when; null while nobody did."""
    return f"""case when r.{what}_at is not null then json_build_object(
    'at', r.{what}_at, 'by', {who(f"r.{what}_by")}
) end"""


_FIELDS = f"""
    'id', r.id, 'kind', r.kind, 'year', r.year, 'status', r.status,
    'institution', (
        select json_build_object('code', p.code, 'name', p.name) from place p where p.path = r.place
    ),
    'author', (
        select json_build_object('id', a.id, 'name', {full_name("a")}, 'role', r.author_role)
        from person a where a.id = r.author_id
    ),
    'submitted_at', r.submitted_at,
    'returned', case when r.status = 'returned' then json_build_object(
        'at', r.returned_at, 'by', {who("r.returned_by")}, 'note', r.returned_note
    ) end,
    'approved', {_decided("approved")}, 'pat', {_decided("pat")},
    'started_at', r.started_at, 'started_by', {who("r.started_by")},
    'closed_at', r.closed_at, 'closed_by', {who("r.closed_by")},
    'amended', (
        select json_build_object('at', a.decided_at, 'by', {who("a.decided_by")})
        from plan_amendment a where a.plan_id = r.id and a.status = 'approved'
        order by a.decided_at desc limit 1
    ),
    'amendment', (
        select json_build_object('id', a.id, 'status', a.status, 'submitted_at', a.submitted_at)
        from plan_amendment a where a.plan_id = r.id and {WAITS}
    )"""

PLAN_ROW = f"json_build_object({_FIELDS})"
"""A plan in a list."""


def _done(whole: str) -> str:
    """Visits of this plan to a teacher `t`, whoever carries it; its author's to that teacher,
    school and year that are of no plan count too. Unless `whole`, the caller's own alone."""
    return f"""(
    select count(*) from classroom_visit c
    where c.teacher_id = t.id and c.year = r.year and c.place = any(array[r.place])
    and c.status = 'done' and (c.plan_id = r.id or c.plan_id is null and c.visitor_id = r.author_id)
    and ({whole} or c.visitor_id = :by)
)"""


def calendar(content: str) -> str:
    """The stages of a content, each with the cuts that it is reported in."""
    return f"""(
    select coalesce(jsonb_agg(e.phase || jsonb_build_object(
        'cut', array_position(array[{_STAGES}], e.phase ->> 'stage')
    ) order by e.n), '[]')
    from jsonb_array_elements({content} -> 'calendar') with ordinality as e (phase, n)
)"""


def _teachers(sees: str) -> str:
    """The teachers `t` of a plan; how many visits were done to whom is told to them and where
    `sees`."""
    return f"""coalesce(json_agg(json_build_object(
        'id', t.id, 'name', {full_name("t")}, 'visits', t.visits,
        'done', case when t.id = :by or {sees} then t.done end
    ) order by t.sort_key, t.id) filter (where t.id is not null), '[]')"""


def plan_view(*, whole: str, sees: str) -> str:
    """A plan with its content as `r.content`, and for each teacher the visits planned and done.

    How many were done to whom is told to that teacher and where `sees`; their sum, to all. Unless
    `whole`, nothing of what others did with it: neither their visits nor their balance.
    """
    done = _done(whole)
    return f"""(
    select json_build_object({_FIELDS},
        'diagnosis', r.content -> 'diagnosis', 'goals', r.content -> 'goals',
        'strategies', r.content -> 'strategies', 'calendar', {calendar("r.content")},
        'teachers', {_teachers(sees)},
        'visits', json_build_object(
            'planned', coalesce(sum(t.visits), 0), 'done', coalesce(sum(t.done), 0)
        ),
        'balance', case
            when {whole} or coalesce(r.closed_by, r.author_id) = :by then r.balance
        end
    )
    from (
        select w.*, t.visits, {done} as done
        from jsonb_to_recordset(r.content -> 'teachers') as t (id uuid, visits int)
        join person w on w.id = t.id
    ) t
)"""
