"""SQL fragments of the plans that wait for somebody: those that they decide over, and those that
fall to them, with the days that were set for their stages."""

from persistence.accompaniment.plans.carrying import falls_to
from persistence.accompaniment.plans.views import WAITS, calendar
from persistence.fragments import DAYS_SHOWN
from persistence.people.holders import full_name
from persistence.reporting.obligations.owing import SHOWN_OF_OWED, given_roots

_SHOWN = str(SHOWN_OF_OWED)

# What every row about a plan says of it.
_ABOUT = f"""'id', r.id, 'kind', r.kind, 'year', r.year, 'version', r.version,
    'institution', json_build_object('code', p.code, 'name', p.name),
    'author', (
        select json_build_object('id', w.id, 'name', {full_name("w")}, 'role', r.author_role)
        from person w where w.id = r.author_id
    )"""

_COLUMNS = "x.id, x.kind, x.year, x.place"


def plans_to_decide(roots: str, *, person: str, day: str) -> str:
    """Plans and amendments that wait for a decision within `roots`, those that wait longest first;
    never one's own."""
    here = f"x.place <@ any({given_roots(roots)})"
    return f"""(
    select json_build_object('waiting', count(*), 'items', coalesce(json_agg(json_build_object(
        {_ABOUT}, 'amendment_id', r.amendment_id, 'since', r.since,
        'days', {day} - (r.since at time zone 'America/Lima')::date
    ) order by r.n) filter (where r.n <= {_SHOWN}), '[]'))
    from (
        select e.*, row_number() over (order by e.since, e.id) as n
        from (
            select {_COLUMNS}, null::uuid as amendment_id, x.version, x.author_id, x.author_role,
                x.submitted_at as since
            from accompaniment_plan x where x.status = 'submitted' and {here}
            union all
            select {_COLUMNS}, a.id, a.version, a.author_id, a.author_role, a.submitted_at
            from accompaniment_plan x join plan_amendment a on a.plan_id = x.id
            where a.status = 'submitted' and {here}
        ) e
        where e.author_id <> {person}
    ) r
    join place p on p.path = any(array[r.place])
)"""


def _back(row: str, *, status: str) -> str:
    """When it was given back, and why; null unless it was."""
    return f"""case when {status} = 'returned' then json_build_object(
        'at', {row}returned_at, 'note', {row}returned_note
    ) end"""


def _amendment(person: str) -> str:
    """The lateral row of the amendment under way to a plan `x`, if the person knows of it; of two,
    the one that others know of too."""
    return f"""lateral (
    select a.id as amendment_id, a.status as amendment_status, a.version as amendment_version,
        a.returned_at as amendment_returned_at, a.returned_note as amendment_returned_note
    from plan_amendment a
    where a.plan_id = x.id and ({WAITS} or a.status = 'draft' and a.author_id = {person})
    order by a.status = 'draft' limit 1
)"""


def _stages(day: str) -> str:
    """The stages that are not over on a day, of a plan `r` that is in force."""
    return f"""(
    select coalesce(json_agg(json_build_object(
        'stage', e.phase -> 'stage', 'cut', e.phase -> 'cut', 'starts_on', e.phase -> 'starts_on',
        'ends_on', e.phase -> 'ends_on', 'begun', (e.phase ->> 'starts_on')::date <= {day}
    ) order by e.n), '[]')
    from jsonb_array_elements({calendar("jsonb_build_object('calendar', r.calendar)")})
        with ordinality as e (phase, n)
    where r.status in ('approved', 'in_execution') and (e.phase ->> 'ends_on')::date >= {day}
)"""


def plans_of(held: str, *, person: str, now: str, day: str) -> str:
    """Plans that fall to a person where `held` plans and that wait for no director: what came back
    first, the longest ago; then by the year, those begun before those in force. Of school years
    that ended, those in force, and others for 60 days."""
    return f"""(
    select json_build_object('waiting', count(*), 'items', coalesce(json_agg(json_build_object(
        {_ABOUT}, 'status', r.status, 'written_by_me', r.author_id = {person},
        'returned', {_back("r.", status="r.status")},
        'amendment', case when r.amendment_id is not null then json_build_object(
            'id', r.amendment_id, 'status', r.amendment_status, 'version', r.amendment_version,
            'returned', {_back("r.amendment_", status="r.amendment_status")}
        ) end,
        'stages', {_stages(day)}
    ) order by r.n) filter (where r.n <= {_SHOWN}), '[]'))
    from (
        select x.*, m.*, row_number() over (
            order by coalesce(x.returned_at, m.amendment_returned_at), x.year desc,
                x.status <> 'draft', x.place, x.kind, x.id
        ) as n
        from accompaniment_plan x
        join school_year y on y.year = x.year
        left join {_amendment(person)} m on true
        where x.place = any(array(select h.place from {held} h))
        and (x.status in ('approved', 'in_execution')
            or x.status in ('draft', 'returned') and x.author_id = {person}
            and y.ends_on > {day} - {DAYS_SHOWN})
        and {falls_to("x", person, now=now)}
    ) r
    join place p on p.path = any(array[r.place])
)"""
