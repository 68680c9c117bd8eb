"""A school on one page, for whoever leads it: figures, teachers, coordinators, what is late."""

import json
from datetime import date, datetime

from domain.access import Reach
from domain.practice import LATE_AFTER, figures
from persistence.database import Json, Reading, found, roots
from persistence.holders import full_name
from persistence.plans.carrying import falls_to
from persistence.practice.figures import DAY, DIALOGUE, NOTHING, counted

MOST_LATE = 200
"""Rows of what is late, the longest first; who has more knows enough."""
_NAME = full_name("w")


def _person(id: str) -> str:
    return f"""(
    select jsonb_build_object('id', w.id, 'name', {_NAME}) from person w where w.id = {id}
)"""


# Single persons are told where visits are read whole; a coordinator finds those they visit.
_SEES = "(o.path <@ any($7::text[]::ltree[]) or o.path <@ any($8::text[]::ltree[]) and {mine})"


def _sees(mine: str) -> str:
    return _SEES.format(mine=mine)


_TEACHERS = f"""
select jsonb_build_object(
    'person', {_person("t.person_id")},
    'visits', count(v.id) filter (where v.status = 'done'),
    'last_visit', (max(v.finished_at) at time zone 'America/Lima')::date,
    'next_visit', min(v.starts_at) filter (
        where v.status in ('planned', 'confirmed') and v.starts_at > $9::timestamptz
    ),
    'dialogues', count(d.held_from),
    'commitments_open', (
        select count(*) from commitment c left join classroom_visit y on y.id = c.visit_id
        where c.owner_id = t.person_id and c.year = $2 and c.place = any(array[o.path])
        and c.status = 'open' and {_sees("y.visitor_id = $10")}
    ),
    'visited_this_month', coalesce(bool_or(v.status = 'done'
        and date_trunc('month', v.finished_at at time zone 'America/Lima')
            = date_trunc('month', $3::date::timestamp)), false)
) as row, max(v.finished_at) as last
from teacher t
left join classroom_visit v on v.teacher_id = t.person_id and v.year = $2
    and v.place = any(array[o.path]) and {_sees("v.visitor_id = $10")}
left join {DIALOGUE} d on true
where {_sees("true")}
group by t.person_id
"""

_LATE = f"""
select 'visit-unrecorded' as what, v.id::text as id, v.ends_at as since, v.visitor_id as who
from classroom_visit v
where v.place = any(array[o.path]) and v.year = $2 and v.status in ('planned', 'confirmed')
and v.ends_at < $9 and {_sees("v.visitor_id = $10")}
union all
select 'dialogue-missing', v.id::text, v.finished_at, v.visitor_id
from classroom_visit v left join {DIALOGUE} d on true
where v.place = any(array[o.path]) and v.year = $2 and v.status = 'done' and d.held_from is null
and v.finished_at < $9::timestamptz - $11::interval and {_sees("v.visitor_id = $10")}
union all
select 'commitment-overdue', c.id::text,
    (c.due_on + 1)::timestamp at time zone 'America/Lima', c.owner_id
from commitment c left join classroom_visit v on v.id = c.visit_id
where c.place = any(array[o.path]) and c.year = $2 and c.status = 'open' and c.due_on < $3::date
and {_sees("$10 in (c.owner_id, v.visitor_id)")}
union all
select 'plan-waiting', p.id::text, p.submitted_at, p.author_id
from accompaniment_plan p
where p.place = any(array[o.path]) and p.year = $2 and p.status = 'submitted'
union all
select 'plan-waiting', p.id::text, a.submitted_at, a.author_id
from accompaniment_plan p join plan_amendment a on a.plan_id = p.id
where p.place = any(array[o.path]) and p.year = $2 and a.status = 'submitted'
union all
select 'session-unrecorded', s.id::text, s.ends_at, s.organiser_id
from collaborative_session s
where s.place = any(array[o.path]) and s.year = $2 and s.status = 'scheduled' and s.ends_at < $9
union all
select 'minutes-missing', s.id::text, s.ends_at, s.organiser_id
from collaborative_session s
where s.place = any(array[o.path]) and s.year = $2 and s.status = 'held'
and s.ends_at < $9::timestamptz - $11::interval
union all
select 'assessment-waiting', a.id::text, a.made_at, a.made_by
from learning_assessment a
where a.place = any(array[o.path]) and a.year = $2 and a.status = 'recorded'
and a.made_at < $9::timestamptz - $11::interval
union all
select 'report-missing', b.id::text, c.closes_at, null
from obligation b join report_cut c on c.code = b.cut_code
where b.place = any(array[o.path]) and c.year = $2 and c.closes_at <= $9
and b.fulfilled_at is null and b.exempt_at is null
"""

_COORDINATORS = f"""
select jsonb_build_object('person', {_person("h.person_id")}, 'role', h.role, 'post', h.post,
    'assignment', (
        select a.id from workload_assignment a
        where a.person_id = h.person_id and a.year = $2 and a.role = h.role
        and a.place = any(array[o.path])
    ),
    'plans', coalesce((
        select jsonb_agg(jsonb_build_object(
            'id', p.id, 'kind', p.kind, 'status', p.status, 'in_pat', p.pat_at is not null
        ) order by p.kind)
        from accompaniment_plan p
        where p.year = $2 and p.place = any(array[o.path])
        and (p.author_id = h.person_id or {falls_to("p", "h.person_id", now="$9::timestamptz")})
        and (p.status <> 'draft' or p.author_id = $10)
    ), '[]')
) as row
from appointment h
where h.place = any(array[o.path]) and h.role in ('cp', 'ct') and (h.valid @> {DAY}) is true
order by h.role, h.post
"""

_LEARNING = """
select jsonb_build_object('kind', a.kind, 'recorded', count(*),
    'validated', count(*) filter (where a.status = 'validated'),
    'sections', count(distinct a.section)) as row
from learning_assessment a
where a.place = any(array[o.path]) and a.year = $2 group by a.kind order by a.kind
"""

_TUTORING = """
select jsonb_build_object('strategy', r.strategy, 'records', count(*),
    'sections', count(distinct r.section), 'last_on', max(r.held_on)) as row
from tutoring_record r
where r.place = any(array[o.path]) and r.year = $2 group by r.strategy order by r.strategy
"""

_ACTIONS = """
select jsonb_build_object('kind', a.kind, 'registered', count(*), 'last_on', max(a.held_on)) as row
from school_action a
where a.place = any(array[o.path]) and a.year = $2 group by a.kind order by a.kind
"""


def _rows(query: str) -> str:
    return f"(select coalesce(jsonb_agg(n.row), '[]') from ({query}) n)"


SCHOOL = f"""
{counted()}
select jsonb_build_object(
    'year', y.year,
    'institution', jsonb_build_object('code', o.code, 'name', o.name),
    'facts', (select t.facts from told t where t.at = o.path),
    'seen', {_sees("true")},
    'coordinators', {_rows(_COORDINATORS)},
    'teachers', case when {_sees("true")} then (
        select coalesce(jsonb_agg(n.row order by n.last nulls first, n.row -> 'person' ->> 'name'),
            '[]') from ({_TEACHERS}) n
    ) end,
    'learning', {_rows(_LEARNING)},
    'tutoring', {_rows(_TUTORING)},
    'actions', {_rows(_ACTIONS)},
    'late', case when {_sees("true")} then (
        select coalesce(jsonb_agg(jsonb_build_object(
            'what', l.what, 'id', l.id, 'since', l.since, 'who', {_person("l.who")}
        ) order by l.since, l.id), '[]') from (
            select * from ({_LATE}) every order by since, id limit {MOST_LATE}
        ) l
    ) end
)::text
from school_year y
join place o on o.kind = 'institution' and o.code = $5 and o.path <@ any($1::text[]::ltree[])
where y.year = $2
"""


async def show_school(
    db: Reading, code: str, *, year: int, reach: Reach, people: Reach, now: datetime, day: date
) -> Json:
    """A school in reach on one page. Its teachers and what is late are told to whoever sees visits
    there, of a coordinator those of their own; to others null."""
    seen = (roots(people), [str(root) for root in people.own_roots], now, people.person)
    asked = (roots(reach), year, day, "institution", code, 4, *seen, LATE_AFTER)
    page = json.loads(found(await db.fetchval(SCHOOL, *asked), "esa institución en ese año"))
    seen = page.pop("seen")
    shown = figures(page.pop("facts") or NOTHING, promises=seen, answers=seen)
    return Json(json.dumps(page | {"figures": shown}, ensure_ascii=False))
