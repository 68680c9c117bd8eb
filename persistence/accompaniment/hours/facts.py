"""SQL fragments: what is counted of a coordinator's hours. In all of them the assignment is `r`,
with the first and last day of its school year."""

from persistence.accompaniment.hours.days import breaks
from persistence.fragments import in_own_reach, in_reach
from persistence.people.holders import full_name


def of_year() -> str:
    """The assignments, as the fragments here take them."""
    return """(
    select a.*, y.starts_on, y.ends_on
    from workload_assignment a join school_year y on y.year = a.year
) r"""


def in_sight() -> str:
    """True in reach; of a coordinator, their own alone. Needs `:roots`, `:own_roots` and `:by`."""
    return f"""(
    {in_reach("r.place")} or {in_own_reach("r.place")} and r.person_id = :by
)"""


def whose() -> str:
    """Whose hours they are, as fields of a JSON object."""
    return f"""'id', r.id, 'year', r.year, 'role', r.role,
    'institution', (
        select json_build_object('code', pl.code, 'name', pl.name)
        from place pl where pl.path = r.place
    ),
    'person', (
        select json_build_object('id', w.id, 'name', {full_name("w")})
        from person w where w.id = r.person_id
    )"""


def lines() -> str:
    """The lines of the template with the hours that were given, as a JSON array of `Line`."""
    return """(
    select coalesce(json_agg(json_build_object(
        'code', l.code, 'parent', l.parent_code, 'name', l.name, 'proof', l.proof,
        'hours', coalesce(g.hours, l.hours)
    ) order by l.ordinal, l.code), '[]')
    from workload_line l
    left join workload_share g on g.assignment_id = r.id and g.code = l.code
    where l.year = r.year and l.role = r.role
)"""


def held() -> str:
    """The days of the year on which the person holds such a post there: a JSON array of `Span`."""
    return """(
    select coalesce(json_agg(json_build_object(
        'first', greatest(lower(h.valid), r.starts_on),
        'last', least(coalesce(upper(h.valid) - 1, r.ends_on), r.ends_on)
    ) order by lower(h.valid)), '[]')
    from appointment h
    where h.person_id = r.person_id and h.role = r.role and h.post is not null
    and h.place = any(array[r.place]) and h.valid && daterange(r.starts_on, r.ends_on, '[]')
)"""


YEAR = "json_build_object('first', r.starts_on, 'last', r.ends_on)"
"""The school year, as a `Span`."""

CUTS = """
    from report_cut c join report_stream s on s.year = c.year and s.code = c.stream_code
    where c.year = r.year and s.subject_kind = 'teacher' and s.enabled
    and r.role = any(s.declarant_roles)"""
"""The cuts `c` in which the role reports about teachers."""

_CUT_PERIODS = f"""(
    select coalesce(json_agg(json_build_object(
        'code', c.code, 'span', json_build_object('first', c.period_from, 'last', c.period_to)
    ) order by c.period_from, c.code), '[]') {CUTS}
)"""

CONSOLIDATED_CUTS = f"""(
    select coalesce(json_agg(json_build_object('code', c.code, 'last_on', c.period_to)
        order by c.period_from, c.code), '[]')
    {CUTS} and c.consolidated_at is not null
)"""
"""Those that are published, as a JSON array of `ConsolidatedCut`."""


def declared(person: str, day: str, *, entry: str = "null", visit: str = "null") -> str:
    """Minutes of a day that are a person's own word, besides one entry or one visit's dialogue:
    work that they entered, and preparations that they declared done."""
    return f"""(
    select coalesce(sum(x.minutes), 0)::int
    from (
        select o.minutes
        from work_entry o join workload_assignment b on b.id = o.assignment_id
        where b.person_id = {person} and o.worked_on = {day}
        and o.id is distinct from {entry}::uuid
        union all
        select d.preparation_minutes
        from classroom_visit v join reflective_dialogue d on d.visit_id = v.id
        where v.visitor_id = {person} and {_day("d.prepared_at")} = {day}
        and v.id is distinct from {visit}::uuid
    ) x
)"""


def _day(at: str) -> str:
    return f"({at} at time zone 'America/Lima')::date"


def minutes(since: str, until: str) -> str:
    """Whole minutes between two instants, half a minute upwards."""
    return f"floor(date_part('epoch', {until} - {since}) / 60 + 0.5)::int"


# Whoever attended a session that somebody else held did so in each of their posts there: null.
WORKED = f"""(
    select v.visitor_id as person_id, v.place, v.visitor_role as role, v.year, p.proof,
        null as code, p.day, p.minutes
    from classroom_visit v
    left join lateral (
        select x.prepared_at, x.preparation_minutes, x.held_from, x.held_to
        from reflective_dialogue x where x.visit_id = v.id limit 1
    ) d on true
    cross join lateral (values
        ('visits', case v.status when 'done' then {_day("v.began_at")} end,
            {minutes("v.began_at", "v.finished_at")}),
        ('preparation', {_day("d.prepared_at")}, d.preparation_minutes),
        ('dialogues', {_day("d.held_from")}, {minutes("d.held_from", "d.held_to")})
    ) as p (proof, day, minutes)
    union all
    select s.organiser_id, s.place, s.organiser_role, s.year, 'sessions', null,
        {_day("s.starts_at")}, {minutes("s.starts_at", "s.ends_at")}
    from collaborative_session s where s.status in ('held', 'minuted') and not exists (
        select from collaborative_attendance t
        where t.session_id = s.id and t.person_id = s.organiser_id and t.attended is false
    )
    union all
    select t.person_id, s.place, null, s.year, 'sessions', null,
        {_day("s.starts_at")}, {minutes("s.starts_at", "s.ends_at")}
    from collaborative_attendance t join collaborative_session s on s.id = t.session_id
    where t.attended and s.organiser_id <> t.person_id and s.status in ('held', 'minuted')
    union all
    select a.person_id, a.place, a.role, a.year, 'entries', e.code, e.worked_on, e.minutes
    from work_entry e join workload_assignment a on a.id = e.assignment_id
)"""
"""Everything that anybody carried out, by the record that proves it. Dialogues and what prepared
them are work of the school year of their visit."""

COUNTS = f"""{WORKED} f
join workload_line l on l.proof = f.proof and (f.code is null or l.code = f.code)
where f.person_id = r.person_id and f.place = r.place
and (f.role is null or f.role = r.role) and f.year = r.year
and l.year = r.year and l.role = r.role
and f.day between r.starts_on and r.ends_on and f.minutes > 0"""
"""What counts for the line `l` of an assignment, as `f`: to follow a `from` or a comma."""


def done() -> str:
    """Rows `code, day, minutes` of what was done of an assignment, by line and day."""
    return f"""(
    select l.code, f.day, sum(f.minutes)::int as minutes from {COUNTS} group by l.code, f.day
)"""


_PLANNED = f"""'assignment', json_build_object({whose()}), 'year', {YEAR}, 'held', {held()},
    'lines', {lines()}, 'breaks', {breaks("r.place", "r.year")}"""


def execution_facts() -> str:
    """Everything that is counted of one assignment: JSON of `ExecutionFacts`."""
    return f"""json_build_object({_PLANNED}, 'cuts', {_CUT_PERIODS}, 'done', (
    select coalesce(json_agg(json_build_object(
        'line', n.code, 'day', n.day, 'minutes', n.minutes)), '[]') from {done()} n
))"""


def totals_facts() -> str:
    """The same without the days: what was done is a sum. JSON of `TotalsFacts`."""
    return f"""json_build_object({_PLANNED},
    'executed', (select coalesce(sum(n.minutes), 0) from {done()} n),
    'deviates', exists (
        select from workload_share g
        join workload_line l on l.code = g.code and l.year = r.year and l.role = r.role
        where g.assignment_id = r.id and l.proof is not null and g.hours <> l.hours
    )
)"""
