"""A school on one page, for whoever leads it: figures, teachers, coordinators, what is late."""

import json
from datetime import date, datetime

from domain.access.permits import Reach
from domain.accompaniment.practice.telling import LATE_AFTER, figures
from persistence.accompaniment.plans.carrying import falls_to
from persistence.accompaniment.practice.figures import CUTS, DAY, NOTHING, counted, teachers_at
from persistence.accompaniment.practice.late import late, sees
from persistence.database import Json, Reading, found, roots
from persistence.people.holders import full_name

MOST_LATE = 200
"""Rows of what is late, the longest first; who has more knows enough."""
_NAME = full_name("w")


def _person(id: str) -> str:
    return f"""(
    select jsonb_build_object('id', w.id, 'name', {_NAME}) from person w where w.id = {id}
)"""


_TEACHERS = f"""
select jsonb_build_object(
    'person', {_person("t.person_id")},
    'visits', count(v.id) filter (where v.status = 'done'),
    'last_visit', (max(v.finished_at) at time zone 'America/Lima')::date,
    'next_visit', min(v.starts_at) filter (
        where v.status in ('planned', 'confirmed') and v.starts_at > $9::timestamptz
    ),
    'dialogues', count(v.dialogue_from),
    'commitments_open', (
        select count(*) from commitment c left join classroom_visit y on y.id = c.visit_id
        where c.owner_id = t.person_id and c.year = $2 and c.place = any(array[i.path])
        and c.status = 'open' and {sees("y.visitor_id = $10")}
    ),
    'visited_this_month', coalesce(bool_or(v.status = 'done'
        and date_trunc('month', v.finished_at at time zone 'America/Lima')
            = date_trunc('month', $3::date::timestamp)), false)
) as row, max(v.finished_at) as last
from ({teachers_at("i.path")}) t
left join classroom_visit v on v.teacher_id = t.person_id and v.year = $2
    and v.place = any(array[i.path]) and {sees("v.visitor_id = $10")}
where {sees("true")}
group by t.person_id
"""

_COORDINATORS = f"""
select jsonb_build_object('person', {_person("h.person_id")}, 'role', h.role, 'post', h.post,
    'assignment', (
        select a.id from workload_assignment a
        where a.person_id = h.person_id and a.year = $2 and a.role = h.role
        and a.place = any(array[i.path])
    ),
    'plans', coalesce((
        select jsonb_agg(jsonb_build_object(
            'id', p.id, 'kind', p.kind, 'status', p.status, 'in_pat', p.pat_at is not null
        ) order by p.kind)
        from accompaniment_plan p
        where p.year = $2 and p.place = any(array[i.path])
        and (p.author_id = h.person_id or {falls_to("p", "h.person_id", now="$9::timestamptz")})
        and (p.status <> 'draft' or p.author_id = $10)
    ), '[]')
) as row
from appointment h
where h.place = any(array[i.path]) and h.role in ('cp', 'ct') and (h.valid @> {DAY}) is true
order by h.role, h.post
"""

_LEARNING = """
select jsonb_build_object('kind', a.kind, 'recorded', count(*),
    'validated', count(*) filter (where a.status = 'validated'),
    'sections', count(distinct a.section)) as row
from learning_assessment a
where a.place = any(array[i.path]) and a.year = $2 group by a.kind order by a.kind
"""

_TUTORING = """
select jsonb_build_object('strategy', r.strategy, 'records', count(*),
    'sections', count(distinct r.section), 'last_on', max(r.held_on)) as row
from tutoring_record r
where r.place = any(array[i.path]) and r.year = $2 group by r.strategy order by r.strategy
"""

_ACTIONS = """
select jsonb_build_object('kind', a.kind, 'registered', count(*), 'last_on', max(a.held_on)) as row
from school_action a
where a.place = any(array[i.path]) and a.year = $2 group by a.kind order by a.kind
"""


def _rows(query: str) -> str:
    return f"(select coalesce(jsonb_agg(n.row), '[]') from ({query}) n)"


SCHOOL = f"""
{counted()}
select jsonb_build_object(
    'year', y.year, 'cuts', {CUTS},
    'institution', jsonb_build_object('code', i.code, 'name', i.name),
    'facts', (select t.facts from told t where t.at = i.path),
    'whole', i.path <@ any($7::text[]::ltree[]),
    'coordinators', {_rows(_COORDINATORS)},
    'teachers', case when {sees("true")} then (
        select coalesce(jsonb_agg(n.row order by n.last nulls first, n.row -> 'person' ->> 'name'),
            '[]') from ({_TEACHERS}) n
    ) end,
    'learning', {_rows(_LEARNING)},
    'tutoring', {_rows(_TUTORING)},
    'actions', {_rows(_ACTIONS)},
    'late', case when {sees("true")} then (
        select coalesce(jsonb_agg(jsonb_build_object(
            'what', l.what, 'id', l.id, 'since', l.since, 'who', {_person("l.who")}
        ) order by l.since, l.id), '[]') from (
            select * from ({late()}) every order by since, id limit {MOST_LATE}
        ) l
    ) end
)::text
from school_year y
join place i on i.kind = 'institution' and i.code = $5 and i.path <@ any($1::text[]::ltree[])
where y.year = $2
"""


async def show_school(
    db: Reading, code: str, *, year: int, reach: Reach, people: Reach, now: datetime, day: date
) -> Json:
    """A school in reach on one page. Its teachers and what is late are told to whoever sees visits
    there, of a coordinator those of their own; to others null. How commitments ended and who agreed
    is told to whoever sees all of them: a coordinator could take theirs off, and know the other's.
    """
    seen = (roots(people), [str(root) for root in people.own_roots], now, people.person)
    asked = (roots(reach), year, day, "institution", code, 4, *seen, LATE_AFTER)
    page = json.loads(found(await db.fetchval(SCHOOL, *asked), "esa institución en ese año"))
    whole = page.pop("whole")
    shown = figures(page.pop("facts") or NOTHING, promises=whole, answers=whole)
    return Json(json.dumps(page | {"figures": shown}, ensure_ascii=False))
