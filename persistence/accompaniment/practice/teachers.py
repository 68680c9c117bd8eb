"""Teachers one by one: what accompaniment came to for each, told to whoever reads the visits made
to them, and to themselves."""

from domain.access.scopes import Scope
from domain.territory.places import OfficialPlace
from persistence.calls import Call
from persistence.database import Reading
from persistence.fragments import in_own_reach, in_place, in_reach, place_of
from persistence.instruments.marks import marks, value
from persistence.paging import Page, PageWanted, in_order, read_page
from persistence.people.holders import full_name

# In all of these a row `r` is a teacher in a school and a year: `person_id`, `place`, `year`, the
# days `since` to `until` there, and whose visits (`visitor`) and reports (`author`) alone are told
# of; null: all.
_OURS = """v.teacher_id = r.person_id and v.year = r.year and v.place = any(array[r.place])
    and (r.visitor is null or v.visitor_id = r.visitor)"""

_VISITED = f"""
select count(*) filter (where v.status in ('planned', 'confirmed')) as to_come,
    count(*) filter (where v.status = 'done') as done,
    count(*) filter (where v.status = 'not_done') as not_done,
    (max(v.finished_at) at time zone 'America/Lima')::date as last_visit,
    min(v.starts_at) filter (
        where v.status in ('planned', 'confirmed') and v.starts_at > :now::timestamptz
    ) as next_visit,
    count(d.held_from) as held,
    count(*) filter (where d.status = 'agreed') as agreed,
    count(*) filter (where d.status = 'disagreed') as disagreed,
    round((percentile_cont(0.5) within group (
        order by greatest(date_part('epoch', d.held_from - v.finished_at), 0)
    ) filter (where d.held_from is not null) / 86400)::numeric, 1) as days
from classroom_visit v left join reflective_dialogue d on d.visit_id = v.id
where {_OURS}"""

_MONTHS = f"""
select count(*) filter (where m.visited) as visited,
    count(*) filter (where not m.visited) as missed,
    coalesce(json_agg(to_char(m.month, 'YYYY-MM') order by m.month)
        filter (where not m.visited), '[]') as which
from (
    select month, exists (
        select from classroom_visit v
        where {_OURS} and v.status = 'done'
        and date_trunc('month', v.finished_at at time zone 'America/Lima') = month
    ) as visited
    from school_year y, generate_series(
        date_trunc('month', greatest(y.starts_on, r.since)::timestamp),
        date_trunc('month', least(y.ends_on, r.until, :today::date)::timestamp), interval '1 month'
    ) month
    where y.year = r.year
) m"""

_PROMISED = """
select count(*) filter (where c.status = 'open') as open,
    count(*) filter (where c.status = 'open' and c.due_on < :today::date) as overdue,
    count(*) filter (where c.status = 'met') as met,
    count(*) filter (where c.status = 'not_met') as not_met,
    count(*) filter (where c.status = 'carried_over') as carried_over,
    count(*) filter (where c.status <> 'open') as ended
from commitment c
left join classroom_visit v on v.id = c.visit_id
left join collaborative_session s on s.id = c.session_id
where c.owner_id = r.person_id and c.year = r.year and c.place = any(array[r.place])
and (r.visitor is null or r.visitor in (v.visitor_id, s.organiser_id))"""

# As results count a teacher in a cut: by their last observation there.
_OBSERVED = """
select distinct on (b.instrument_code, k.ordinal, k.code) b.instrument_code, b.instrument_version,
    b.answers, k.code as cut, k.ordinal
from observation b
join report x on x.id = b.report_id
join report_cut k on k.code = x.cut_code
where b.teacher_id = r.person_id and k.year = r.year and x.status <> 'annulled'
and x.place = any(array[r.place]) and (r.author is null or x.author_id = r.author)
order by b.instrument_code, k.ordinal, k.code, b.observed_on desc, x.filed_at desc, b.id"""

# A code means the same in every version of a form. The marks of conduct are no levels.
_LEVELS = f"""
select coalesce(json_agg(json_build_object(
    'instrument', n.instrument_code, 'item', n.code, 'performance', n.performance,
    'cuts', n.cuts, 'change', case when cardinality(n.levels) > 1
        then n.levels[cardinality(n.levels)] - n.levels[1] end
) order by n.instrument_code, n.n, n.code), '[]') as levels
from (
    select e.instrument_code, e.code, max(e.n) as n, max(e.performance) as performance,
        json_agg(json_build_object('cut', e.cut, 'level', e.level) order by e.ordinal) as cuts,
        array_agg(e.level order by e.ordinal) as levels
    from (
        select l.instrument_code, l.cut, l.ordinal, mark.n, mark.code, mark.performance,
            {value("l.answers")} as level
        from ({_OBSERVED}) l
        join instrument_version w
            on (w.instrument_code, w.version) = (l.instrument_code, l.instrument_version),
        {marks("w")}
        where mark.kind = 'level' and mark.performance is not null
    ) e
    where e.level is not null
    group by e.instrument_code, e.code
) n"""


def teacher_view() -> str:
    """The figures of a row `r`, as a JSON object."""
    return f"""(
    select json_build_object(
        'person', (
            select json_build_object('id', w.id, 'name', {full_name("w")})
            from person w where w.id = r.person_id
        ),
        'institution', (
            select json_build_object('code', p.code, 'name', p.name)
            from place p where p.path = any(array[r.place])
        ),
        'visits', json_build_object('to_come', v.to_come, 'done', v.done, 'not_done', v.not_done),
        'last_visit', v.last_visit, 'next_visit', v.next_visit,
        'months', json_build_object('visited', m.visited, 'missed', m.missed, 'which', m.which),
        'dialogues', json_build_object(
            'held', v.held, 'agreed', v.agreed, 'disagreed', v.disagreed,
            'waiting', v.held - v.agreed - v.disagreed, 'median_days', v.days
        ),
        'commitments', json_build_object(
            'open', c.open, 'overdue', c.overdue, 'met', c.met, 'not_met', c.not_met,
            'carried_over', c.carried_over,
            'met_share', round(c.met / nullif(c.ended, 0)::numeric, 4)
        ),
        'levels', l.levels
    )
    from ({_VISITED}) v, ({_MONTHS}) m, ({_PROMISED}) c, ({_LEVELS}) l
)"""


TEACHERS = in_order(
    f"""
    select t.* from (
        select h.person_id, h.place, :year::int as year, p.sort_key, lower(h.valid) as since,
            null::date as until,
            case when not {in_reach("h.place")} then :by::uuid end as visitor,
            case when not h.place <@ any(:result_roots::text[]::ltree[]) then :by::uuid end
                as author
        from appointment h join person p on p.id = h.person_id
        where h.role = 'teacher' and (h.valid @> least(:today::date, (
            select y.ends_on from school_year y where y.year = :year
        ))) is true
        and ({in_reach("h.place")} or {in_own_reach("h.place")})
        and {in_place("h.place")}
    ) t where true
    """,
    by='t.place text collate "C", t.sort_key text, t.person_id uuid',
    view=teacher_view(),
)


async def read_teachers(
    call: Call[Reading], wanted: PageWanted, year: int, *, under: OfficialPlace | None
) -> Page:
    """Who teaches on the day where visits are read, by school and name. A coordinator is told of
    the visits that they made; of levels, everybody what they reported or may read."""
    visits = call.permit.reach_of(Scope.VISITS_READ)
    return await read_page(
        call,
        TEACHERS,
        wanted,
        year=year,
        roots=list(visits.roots),
        own_roots=list(visits.own_roots),
        result_roots=list(call.permit.reach_of(Scope.TEACHER_RESULTS_READ).roots),
        **place_of(under),
    )
