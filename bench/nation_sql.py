"""The statements that seed the national year: by sets, so that it takes seconds."""

from domain.events import EventKind
from persistence.fragments import event
from persistence.identity.vouchers import office
from persistence.statements import Command

ANALYZE = Command("analyze")

ADD_PLACES = Command("""
insert into place (path, kind, code, name)
select s.path::ltree, 'institution', s.code, s.name
from unnest(:codes::text[], :paths::text[], :names::text[]) as s (code, path, name)
""")

ADD_SCHOOLS = Command("""
insert into institution (code, path, area, management, ubigeo, premise_code, populated_place)
select s.code, s.path::ltree, case when n % 3 = 0 then 'rural' else 'urban' end, 'public',
    '010101', lpad(n::text, 6, '0'), s.region
from unnest(:codes::text[], :paths::text[], :regions::text[])
    with ordinality as s (code, path, region, n)
""")

ACTIVATE = Command("""
insert into institution_status (institution_code, status, valid)
select code, 'active', daterange(:since::date, null) from institution
""")

ADD_FIGURES = Command("""
insert into institution_year (institution_code, year, students, teachers, sections)
select code, :year, 309, 26, 11 from institution
""")

PEOPLE_TABLE = Command("""
create temporary table staff (
    n int generated always as identity, role text, place ltree, post int, regime text
) on commit drop
""")

# Teachers spread over the schools, then who leads them, then specialists and the ministry.
HIRE = Command("""
with school as (select path, row_number() over (order by code) - 1 as n from institution)
insert into staff (role, place, post, regime)
select 'teacher', s.path, null, 'tenured'
from generate_series(0, :teachers::int - 1) t
join school s on s.n = t % (select count(*) from institution)
union all
select r.role, s.path, r.post, r.regime
from school s cross join (values
    ('director', 1, 'tenured'), ('cp', 1, 'tenured'), ('ct', 1, 'contracted'),
    ('psychologist', null, 'cas'), ('cist', null, 'cas')
) as r (role, post, regime)
union all
select 'ugel', path, 1, 'tenured' from iged where kind = 'ugel'
union all
select 'dre', path, 1, 'tenured' from region
union all
select 'minedu', 'pe'::ltree, null, 'tenured' from generate_series(1, 3)
""")

ADD_PEOPLE = Command("""
insert into person (id, doc_type, doc_number, given_names, paternal_surname, maternal_surname)
select md5('person' || n)::uuid, 'DNI', lpad(n::text, 8, '0'),
    (:given::text[])[1 + n % cardinality(:given::text[])],
    (:surnames::text[])[1 + n / 7 % cardinality(:surnames::text[])],
    (:surnames::text[])[1 + n / 31 % cardinality(:surnames::text[])]
from staff
""")

ADD_APPOINTMENTS = Command(f"""
with vouched as (
    insert into account_voucher (person_id, place, made_at)
    select distinct md5('person' || n)::uuid, {office("role", "place")}, :now::timestamptz
    from staff
)
insert into appointment (id, person_id, role, place, post, regime, valid)
select md5('appointment' || n)::uuid, md5('person' || n)::uuid, role, place, post, regime,
    daterange(:since::date, null)
from staff
""")

ADD_STREAMS = (
    Command("""
    insert into school_year (year, starts_on, ends_on, weekly_hours)
    select :year::int, make_date(:year::int, 1, 2), make_date(:year::int, 12, 30), weekly_hours
    from school_year where year = :shipped
    on conflict (year) do nothing
    """),
    Command("""
    insert into report_stream (
        year, code, ordinal, name, name_en, declarant_roles, subject_kind, review_required,
        reviewer_role, enabled
    )
    select :year::int, code, ordinal, name, name_en, declarant_roles, subject_kind, review_required,
        reviewer_role, enabled
    from report_stream where year = :shipped
    """),
    Command("""
    insert into stream_instrument (year, stream_code, subject, instrument_code)
    select :year::int, stream_code, subject, instrument_code
    from stream_instrument where year = :shipped
    """),
)

ADD_CUTS = Command("""
insert into report_cut (
    code, year, stream_code, ordinal, stage, opens_at, closes_at, period_from, period_to
)
select :year::int || '-' || code || '-' || :ordinal::int, :year, code, :ordinal, :stage,
    :opens_at, :closes_at, (:opens_at::timestamptz - interval '50 days')::date,
    (:closes_at::timestamptz + interval '5 days')::date
from report_stream where year = :year
""")

# 93 % of what closed cuts asked for and 40 % of the open one, save `:open_cut`: nobody has filed in
# it yet, so that there is something to submit.
FULFIL = Command("""
update obligation o
set fulfilled_at = d.opens_at + (least(d.closes_at, :now) - d.opens_at) * (d.chance / 100.0),
    late = d.chance >= 88 and d.closes_at < :now
from (
    select x.id, c.opens_at, c.closes_at,
        ('x' || substr(md5(x.place::text || x.subject || x.cut_code), 1, 7))::bit(28)::int % 100
            as chance
    from obligation x join report_cut c on c.code = x.cut_code
    where c.code <> :open_cut
) d
where o.id = d.id and d.chance < case when d.closes_at < :now then 93 else 40 end
""")

# Ids that a client can compute from a number: pgbench knows numbers only.
NUMBER_OPEN = Command("""
update obligation o set id = md5('open' || n)::uuid
from (
    select id, row_number() over (order by place) - 1 as n
    from obligation where cut_code = :open_cut
) numbered
where o.id = numbered.id
""")

ADD_REPORTS = Command("""
with told as materialized (
    select o.*, s.subject_kind, subpath(o.place, 2, 1)::text as iged,
        case when c.closes_at < :now and ascii(right(o.id::text, 1)) % 10 < 9
            then 'approved' else 'submitted' end as status,
        case when s.subject_kind = 'coordinator' then 'director'
            when s.subject_kind = 'teacher' then o.subject
            when subpath(o.place, 1, 1) = subpath(o.place, 2, 1) then 'dre' else 'ugel' end as role
    from obligation o
    join report_cut c on c.code = o.cut_code
    join report_stream s on s.year = c.year and s.code = c.stream_code
    where o.fulfilled_at is not null
), owed as materialized (
    select t.*, case t.role when 'ugel' then subpath(t.place, 0, 3)
        when 'dre' then subpath(t.place, 0, 2) else t.place end as held_at
    from told t
)
insert into report (
    id, obligation_id, cut_code, place, iged_code, author_id, author_role, about_id, status, sworn,
    narrative, late, observations, score, filed_at, content_hash
)
select md5('report' || row_number() over (order by o.fulfilled_at, o.id) - 1)::uuid, o.id,
    o.cut_code, o.place, o.iged, a.person_id, a.role, b.person_id, o.status, true,
    'Se acordó acompañar la planificación y volver a observar en el siguiente corte.', o.late,
    1, 0.5 + (o.post + length(o.place::text)) % 40 / 100.0, o.fulfilled_at,
    encode(sha256(o.id::text::bytea), 'hex')
from owed o
join appointment a on a.role = o.role and a.place = o.held_at
left join appointment b
    on o.subject_kind = 'coordinator' and b.role = o.subject and b.place = o.place
order by o.fulfilled_at, o.id
""")

VARIANTS_TABLE = Command("""
create temporary table variant (
    instrument text, n int, answers jsonb, score numeric, primary key (instrument, n)
) on commit drop
""")

# A CP reports on every teacher of the school, a CT on five tutors: some 57 000 rows a cut.
ADD_OBSERVATIONS = Command("""
with filled as (
    select r.id, r.filed_at, t.person_id as teacher, n.instrument_code,
        row_number() over (partition by r.id order by t.person_id) as ordinal
    from report r
    join obligation o on o.id = r.obligation_id
    join report_cut c on c.code = r.cut_code
    join report_stream s on s.year = c.year and s.code = c.stream_code
    join stream_instrument n
        on n.year = s.year and n.stream_code = s.code and n.subject = o.subject
    left join appointment t
        on s.subject_kind = 'teacher' and t.place = r.place and t.role = 'teacher'
), kept as (
    select * from filled where instrument_code <> 'ficha-tutoria-grupal' or ordinal <= 5
), counted as (
    update report r set observations = k.many
    from (select id, count(*) as many from kept group by id) k
    where r.id = k.id and k.many > 1
)
insert into observation (
    id, report_id, ordinal, instrument_code, instrument_version, teacher_id, observed_on,
    students_present, answers, score
)
select gen_random_uuid(), k.id, k.ordinal, k.instrument_code, 1, k.teacher,
    (k.filed_at - interval '2 days')::date, 20 + k.ordinal % 15, v.answers, v.score
from kept k
join variant v on v.instrument = k.instrument_code
    and v.n = (k.ordinal + abs(hashtext(k.id::text))) % (select 1 + max(n) from variant)
order by k.filed_at, k.id, k.ordinal
""")

LOG_REPORTS = Command(
    event(
        EventKind.REPORT_FILED,
        of="report r order by r.filed_at, r.id",
        subject="'report/' || r.id",
        data="""
        'obligation_id', r.obligation_id, 'cut', r.cut_code, 'late', r.late,
        'captured_in_time', r.captured_in_time, 'claimed', r.claimed,
        'observations', r.observations
        """,
        place="r.place",
        by="r.author_id",
        at="r.filed_at",
    )
)
