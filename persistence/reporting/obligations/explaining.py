"""Why one obligation exists, who owes it and since when, and who did before in its window."""

from uuid import UUID

from domain.access.scopes import Scope
from domain.reporting.obligations import OBLIGATION
from persistence.calls import Call
from persistence.database import Json, Reading, found
from persistence.fragments import iged_of, in_reach, managed_by_region, school_of
from persistence.people.holders import full_name, owner
from persistence.people.people import place_view
from persistence.reporting.obligations.due import active, due, windows
from persistence.statements import Query

_ONE = f"select * from obligation where id = :id and {in_reach('place')}"

# Which IGED the school was of, by days. Days of a transfer are those of the new one.
_JURISDICTIONS = f"""
    select t.day, t.was, t.became, lag(t.day) over (order by t.day) as before
    from (
        select distinct on ((e.at at time zone 'America/Lima')::date)
            (e.at at time zone 'America/Lima')::date as day,
            e.payload -> 'transfer' ->> 'from' as was, e.payload -> 'transfer' ->> 'to' as became
        from event e, one
        where e.subject = 'institution/' || {school_of("one.place")}::text
        and e.kind = 'institution.transferred'
        order by (e.at at time zone 'America/Lima')::date, e.seq desc
    ) t"""

# Whom to call is told to everybody but a machine that knows nobody. Anybody else in a post is told
# to those who may read that very appointment: not to a school who of its UGEL did it before.
_SEEN = """(:knows_people::bool and (h.id = owner.appointment_id
    or h.place <@ any(:people::text[]::ltree[])))"""

_PERSON = f"""(
    select jsonb_build_object('id', w.id, 'name', {full_name("w")})
    from person w where w.id = h.person_id and {_SEEN}
)"""


def _held(source: str) -> str:
    """Who held a post in the window, and the days of it on which nobody did."""
    return f"""jsonb_build_object(
    'holders', coalesce((
        select jsonb_agg(jsonb_build_object(
            'appointment_id', case when {_SEEN} then h.id end, 'person', {_PERSON}, 'role', h.role,
            'place', {place_view("h.place")}, 'post', h.post,
            'from', lower(h.days), 'to', upper(h.days) - 1
        ) order by lower(h.days), h.post nulls last, h.id)
        from {source} h
    ), '[]'),
    'vacant', coalesce((
        select jsonb_agg(jsonb_build_object('from', lower(gap), 'to', upper(gap) - 1) order by gap)
        from unnest(datemultirange(w.days) - coalesce(
            (select range_agg(h.days) from {source} h), '{{}}'
        )) as gap
    ), '[]')
)"""


_BODIES = f"""
    select g.path, m.days
    from (
        select was as code, daterange(before, day) as days from moved
        union all
        select {iged_of("one.place")}::text, daterange((select max(day) from moved), null)
        from one
    ) m join iged g on g.code = m.code"""

_DUTIES = f"""
    select one.place, 'director' as role, 'director' as duty, null::int as post,
        daterange(null, null) as days
    from one
    union all
    select place, subject, subject, post, daterange(null, null) from one
    union all
    select path, 'ugel', 'ugel', null, days from bodies
    union all
    select subpath(path, 0, 2), 'dre', 'ugel', null, days from bodies
    where {managed_by_region("path")}"""

_DECLARANTS = """
    select h.id, h.person_id, h.role, h.place, h.post, h.valid * d.days * w.days as days
    from windows w
    join report_stream s on s.year = w.year and s.code = w.stream_code
    join duties d on d.duty = any(s.declarant_roles)
    join appointment h on h.place = any(array[d.place]) and h.role = d.role
        and (d.post is null or h.post = d.post)
        and (not isempty(h.valid * d.days * w.days)) is true"""

_OBSERVED = """
    select h.id, h.person_id, h.role, h.place, h.post, h.valid * w.days as days
    from one
    join windows w on true
    join appointment h on h.place = any(array[one.place]) and h.role = one.subject
        and h.post = one.post and (h.valid && w.days) is true"""

_REASON_TO_STAY = """case
        when c.consolidated_at is not null then 'consolidated'
        when o.fulfilled_at is not null then 'fulfilled'
        when o.exempt_at is not null then 'exempt'
        when exists (
            select from report r where r.obligation_id = o.id and r.status = 'annulled'
        ) then 'report_annulled'
        when c.closes_at <= :now then 'cut_closed' end"""

_STANDING = f"""coalesce((
        select jsonb_agg(jsonb_build_object(
            'status', t.status, 'from', lower(t.valid), 'to', upper(t.valid) - 1
        ) order by lower(t.valid))
        from institution_status t
        where t.institution_code = {school_of("o.place")}::text and t.valid && w.days
    ), '[]')"""

_POSTS = f"""case when o.subject <> 'institution' then jsonb_build_object(
        'of_year', (
            select case o.subject when 'cp' then y.cp_posts else y.ct_posts end
            from institution_year y
            where y.institution_code = {school_of("o.place")}::text and y.year = c.year
        ),
        'held', coalesce((
            select jsonb_agg(distinct a.post) from appointment a
            where a.place = any(array[o.place]) and a.role = o.subject
            and (a.valid && w.days) is true
        ), '[]')
    ) end"""

_STREAM = """jsonb_build_object(
        'code', s.code, 'name', s.name, 'enabled', s.enabled,
        'declarant_roles', s.declarant_roles,
        'instrument', (
            select n.instrument_code from stream_instrument n
            where n.year = s.year and n.stream_code = s.code and n.subject = o.subject
        )
    )"""

_EXTENSION = f"""(
        select jsonb_build_object(
            'id', e.id, 'place', {place_view("e.place")}, 'closes_at', e.closes_at,
            'reason', e.reason
        )
        from cut_extension e
        where e.cut_code = c.code and e.place @> o.place and e.closes_at > c.closes_at
        order by e.closes_at desc, nlevel(e.place) desc limit 1
    )"""

_TRANSFERS = """coalesce((
        select jsonb_agg(jsonb_build_object('day', m.day, 'from', m.was, 'to', m.became)
            order by m.day)
        from moved m where w.days @> m.day
    ), '[]')"""

EXPLANATION = Query(f"""
with one as materialized ({_ONE}
), windows as ({windows("c.code = (select cut_code from one)")}
), active as ({active("i.path = any(array(select place from one))")}
), due as ({due()}
), moved as ({_JURISDICTIONS}
), bodies as (
{_BODIES}
), duties as (
{_DUTIES}
), declarants as (
{_DECLARANTS}
), observed as (
{_OBSERVED}
)
select jsonb_build_object(
    'id', o.id, 'cut', o.cut_code, 'subject', o.subject, 'post', o.post,
    'institution', (
        select jsonb_build_object('code', p.code, 'name', p.name) from place p
        where p.path = o.place
    ),
    'window', jsonb_build_object(
        'opens_at', c.opens_at, 'closes_at', c.closes_at,
        'first_day', lower(w.days), 'last_day', upper(w.days) - 1
    ),
    'because', (
        select d.why from due d where (d.cut, d.path, d.subject, d.post)
            = (o.cut_code, o.place, o.subject, o.post)
    ),
    'kept', {_REASON_TO_STAY},
    'standing', {_STANDING},
    'posts', {_POSTS},
    'stream', {_STREAM},
    'owed_by', case when owner.person_id is not null and :knows_people::bool
    then jsonb_build_object(
        'id', owner.person_id, 'name', {full_name("ow")}, 'role', owner.role,
        'appointment_id', owner.appointment_id, 'since', owner.since
    ) end,
    'declarants', {_held("declarants")},
    'observed', case when o.subject <> 'institution' then {_held("observed")} end,
    'extension', {_EXTENSION},
    'transfers', {_TRANSFERS}
)::text
from one o
join report_cut c on c.code = o.cut_code
join report_stream s on s.year = c.year and s.code = c.stream_code
join windows w on w.code = c.code
left join {owner(":today::date")} owner on true
left join person ow on ow.id = owner.person_id
""")


async def read_explanation(call: Call[Reading], id: UUID) -> Json:
    """What an obligation in reach rests on. Who owes it now is named; anybody else who holds or
    held its posts, as far as the caller may read appointments.

    Days are Lima's, both ends inside; `to` null: no end. `because` null: nothing asks for it any
    more, and `kept` says what keeps it.
    """
    people = call.permit.reach_of(Scope.APPOINTMENTS_READ)
    explanation = await EXPLANATION.value(call, id=id, people=list(people.roots))
    return Json(found(explanation, OBLIGATION))
