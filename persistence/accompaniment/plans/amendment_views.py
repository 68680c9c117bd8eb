"""SQL fragments: how amendments look, and which are seen. The caller is `:by`."""

from persistence.accompaniment.plans.views import calendar, content, left_by, who
from persistence.fragments import in_reach
from persistence.people.holders import full_name


def amendment_seen(amendment: str, plan: str) -> str:
    """True for its author, and once it was submitted, where the plan is in reach."""
    return f"""({amendment}.author_id = :by or {amendment}.submitted_at is not null
    and {in_reach(f"{plan}.place")})"""


def proposed(amendment: str) -> str:
    """What it says to a caller: to others than its author, what was submitted last."""
    return f"""case when {amendment}.author_id = :by then {amendment}.proposed
    else {amendment}.submitted end"""


def before(amendment: str, plan: str) -> str:
    """The content that it replaced, or would; none once it was withdrawn."""
    return f"""case {amendment}.status when 'approved' then {amendment}.replaced
    when 'withdrawn' then null else case
        when {in_reach(f"{plan}.place")} then {content(plan)}
        else {left_by(plan, ":by")}
    end end"""


_DECIDED = f"json_build_object('at', r.decided_at, 'by', {who('r.decided_by')})"

_FIELDS = f"""
    'id', r.id, 'plan_id', r.plan_id, 'status', r.status, 'reason', r.proposal ->> 'reason',
    'author', (
        select json_build_object('id', w.id, 'name', {full_name("w")}, 'role', r.author_role)
        from person w where w.id = r.author_id
    ),
    'submitted_at', r.submitted_at,
    'returned', case when r.status = 'returned' then json_build_object(
        'at', r.returned_at, 'by', {who("r.returned_by")}, 'note', r.returned_note
    ) end,
    'approved', case when r.status = 'approved' then {_DECIDED} end,
    'withdrawn', case when r.status = 'withdrawn' then {_DECIDED} end"""

AMENDMENT_ROW = f"json_build_object({_FIELDS})"
"""An amendment `r` in a list, with what it says as `r.proposal`."""


def _content(content: str) -> str:
    return f"""json_build_object(
        'diagnosis', {content} -> 'diagnosis', 'goals', {content} -> 'goals',
        'strategies', {content} -> 'strategies', 'calendar', {calendar(content)},
        'teachers', (
            select coalesce(json_agg(json_build_object(
                'id', w.id, 'name', {full_name("w")}, 'visits', t.visits
            ) order by w.sort_key, w.id), '[]')
            from jsonb_to_recordset({content} -> 'teachers') as t (id uuid, visits int)
            join person w on w.id = t.id
        )
    )"""


_AMENDMENT = f"""json_build_object({_FIELDS},
    'before', case when r.before is not null then {_content("r.before")} end,
    'content', {_content("r.proposal")},
    'changed', case when r.before is null then '[]' else (
        select coalesce(json_agg(f.name order by f.n), '[]')
        from unnest(array['diagnosis', 'goals', 'strategies', 'calendar', 'teachers'])
            with ordinality as f (name, n)
        where r.before -> f.name is distinct from r.proposal -> f.name
    ) end
)"""
"""One whole, beside what it replaces as `r.before`."""


def one_amendment(amendments: str, such: str = "true") -> str:
    """The statement that answers one of `amendments`, an amendment `a` of the plan `x` such that,
    and its version."""
    return f"""
select {_AMENDMENT}::text as body, r.version
from (
    select a.*, {proposed("a")} as proposal, {before("a", "x")} as before
    from {amendments} a join accompaniment_plan x on x.id = a.plan_id
    where {such}
) r
"""
