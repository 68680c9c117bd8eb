"""A school on one page, for whoever leads it: figures, teachers, coordinators, what is late."""

from domain.access.scopes import Scope
from domain.accompaniment.practice.figures import LATE_AFTER
from domain.accompaniment.practice.school import INSTITUTION_IN_YEAR, SchoolFacts
from domain.territory.places import OfficialPlace, PlaceKind
from persistence.accompaniment.plans.carrying import falls_to
from persistence.accompaniment.practice.figures import CUTS, DAY, counted, teachers_at
from persistence.accompaniment.practice.late import late, sees
from persistence.calls import Call
from persistence.database import Reading, found
from persistence.fragments import in_reach, place_of
from persistence.mapping import from_json
from persistence.people.holders import full_name
from persistence.statements import Query

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
        where v.status in ('planned', 'confirmed') and v.starts_at > :now::timestamptz
    ),
    'dialogues', count(v.dialogue_from),
    'commitments_open', (
        select count(*) from commitment c left join classroom_visit y on y.id = c.visit_id
        where c.owner_id = t.person_id and c.year = :year and c.place = any(array[i.path])
        and c.status = 'open' and {sees("y.visitor_id = :by")}
    ),
    'visited_this_month', coalesce(bool_or(v.status = 'done'
        and date_trunc('month', v.finished_at at time zone 'America/Lima')
            = date_trunc('month', :today::date::timestamp)), false)
) as row, max(v.finished_at) as last
from ({teachers_at("i.path")}) t
left join classroom_visit v on v.teacher_id = t.person_id and v.year = :year
    and v.place = any(array[i.path]) and {sees("v.visitor_id = :by")}
where {sees("true")}
group by t.person_id
"""

_COORDINATORS = f"""
select jsonb_build_object('person', {_person("h.person_id")}, 'role', h.role, 'post', h.post,
    'assignment', (
        select a.id from workload_assignment a
        where a.person_id = h.person_id and a.year = :year and a.role = h.role
        and a.place = any(array[i.path])
    ),
    'plans', coalesce((
        select jsonb_agg(jsonb_build_object(
            'id', p.id, 'kind', p.kind, 'status', p.status, 'in_pat', p.pat_at is not null
        ) order by p.kind)
        from accompaniment_plan p
        where p.year = :year and p.place = any(array[i.path])
        and (p.author_id = h.person_id or {falls_to("p", "h.person_id", now=":now::timestamptz")})
        and (p.status <> 'draft' or p.author_id = :by)
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
where a.place = any(array[i.path]) and a.year = :year group by a.kind order by a.kind
"""

_TUTORING = """
select jsonb_build_object('strategy', r.strategy, 'records', count(*),
    'sections', count(distinct r.section), 'last_on', max(r.held_on)) as row
from tutoring_record r
where r.place = any(array[i.path]) and r.year = :year group by r.strategy order by r.strategy
"""

_ACTIONS = """
select jsonb_build_object('kind', a.kind, 'registered', count(*), 'last_on', max(a.held_on)) as row
from school_action a
where a.place = any(array[i.path]) and a.year = :year group by a.kind order by a.kind
"""


def _rows(query: str) -> str:
    return f"(select coalesce(jsonb_agg(n.row), '[]') from ({query}) n)"


_PAGE = f"""jsonb_build_object(
    'year', y.year, 'cuts', {CUTS},
    'institution', jsonb_build_object('code', i.code, 'name', i.name),
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
)"""

SCHOOL = Query(f"""
{counted()}
select jsonb_build_object(
    'counted', (select t.facts from counted t where t.at = i.path),
    'whole', i.path <@ any(:visit_roots::text[]::ltree[]), 'page', {_PAGE}
)::text
from school_year y
join place i on i.kind = 'institution' and i.code = :place_code and {in_reach("i.path")}
where y.year = :year
""")


async def load_school_facts(call: Call[Reading], code: str, year: int) -> SchoolFacts:
    """A school in reach on one page. Its teachers and what is late are told to whoever sees visits
    there, of a coordinator those of their own; to others null."""
    people = call.permit.reach_of(Scope.VISITS_READ)
    facts = await SCHOOL.value(
        call,
        year=year,
        **place_of(OfficialPlace(PlaceKind.INSTITUTION, code)),
        depth=4,
        visit_roots=list(people.roots),
        own_roots=list(people.own_roots),
        late_after=LATE_AFTER,
    )
    return from_json(SchoolFacts, found(facts, INSTITUTION_IN_YEAR))
