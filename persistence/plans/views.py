"""SQL fragments: how plans look, one in a list and whole. The plan is `r`."""

from domain.plans import CUT_OF
from persistence.holders import full_name

_STAGES = ", ".join(f"'{stage}'" for stage in CUT_OF)


def content(plan: str) -> str:
    """All that the author writes, as it stands, as one JSON object."""
    return f"""jsonb_build_object(
    'diagnosis', {plan}.diagnosis, 'goals', {plan}.goals, 'strategies', {plan}.strategies,
    'calendar', {plan}.calendar, 'teachers', (
        select coalesce(jsonb_agg(jsonb_build_object('id', m.person_id, 'visits', m.visits)), '[]')
        from plan_teacher m where m.plan_id = {plan}.id
    )
)"""


def told(plan: str, caller: str) -> str:
    """The content that a caller reads: while it is corrected, others read what was submitted."""
    return f"""case when {plan}.status = 'returned' and {plan}.author_id <> {caller}
    then {plan}.submitted else {content(plan)} end"""


def seen(plan: str, roots: str, caller: str) -> str:
    """True for the author, and in reach unless it is a draft."""
    return f"""({plan}.author_id = {caller}
    or {plan}.status <> 'draft' and {plan}.place <@ any({roots}::text[]::ltree[]))"""


def _who(id: str) -> str:
    return f"""(
    select json_build_object('id', w.id, 'name', {full_name("w")}) from person w where w.id = {id}
)"""


def _decided(what: str) -> str:
    """By whom and when; null while nobody did."""
    return f"""case when r.{what}_at is not null then json_build_object(
    'at', r.{what}_at, 'by', {_who(f"r.{what}_by")}
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
        'at', r.returned_at, 'by', {_who("r.returned_by")}, 'note', r.returned_note
    ) end,
    'approved', {_decided("approved")}, 'pat', {_decided("pat")},
    'started_at', r.started_at, 'closed_at', r.closed_at"""

ROW = f"json_build_object({_FIELDS})"
"""A plan in a list."""

# Visits of the author to the teacher in that school and year; of another plan's they are not.
_DONE = """(
    select count(*) from classroom_visit c
    where c.teacher_id = t.id and c.visitor_id = r.author_id and c.year = r.year
    and c.place = any(array[r.place]) and c.status = 'done' and (c.plan_id = r.id) is not false
)"""

_CALENDAR = f"""(
    select coalesce(jsonb_agg(e.phase || jsonb_build_object(
        'cut', array_position(array[{_STAGES}], e.phase ->> 'stage')
    ) order by e.n), '[]')
    from jsonb_array_elements(r.content -> 'calendar') with ordinality as e (phase, n)
)"""


def whole(*, caller: str, visits: str) -> str:
    """A plan with its content as `r.content`, and for each teacher the visits planned and done. How
    many were done to whom is told to the author, to that teacher, and within `visits`; their sum,
    to all."""
    return f"""(
    select json_build_object({_FIELDS},
        'diagnosis', r.content -> 'diagnosis', 'goals', r.content -> 'goals',
        'strategies', r.content -> 'strategies', 'calendar', {_CALENDAR},
        'teachers', coalesce(json_agg(json_build_object(
            'id', t.id, 'name', {full_name("t")}, 'visits', t.visits,
            'done', case when {caller} in (r.author_id, t.id)
                or r.place <@ any({visits}::text[]::ltree[]) then t.done end
        ) order by t.sort_key, t.id) filter (where t.id is not null), '[]'),
        'visits', json_build_object(
            'planned', coalesce(sum(t.visits), 0), 'done', coalesce(sum(t.done), 0)
        ),
        'balance', r.balance
    )
    from (
        select w.*, t.visits, {_DONE} as done
        from jsonb_to_recordset(r.content -> 'teachers') as t (id uuid, visits int)
        join person w on w.id = t.id
    ) t
)"""
