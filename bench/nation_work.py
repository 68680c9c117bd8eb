"""The work between the cuts in the national year: visits, dialogues, commitments, sessions, plans,
hours. What was reported of teachers was seen in a visit, so that is how many there are."""

from persistence.calls import OpenCall
from persistence.database import Writing
from persistence.statements import Command

TEMPLATES = Command("""
with template as (
    insert into workload_template (year, role, norm, total, published_at)
    select :year, role, norm, total, published_at from workload_template where year = :shipped
)
insert into workload_line (year, role, code, parent_code, ordinal, name, hours, proof)
select :year, role, code, parent_code, ordinal, name, hours, proof
from workload_line where year = :shipped and :year::int <> :shipped::int
""")

PLANS = Command("""
insert into accompaniment_plan (
    id, kind, year, place, author_id, author_role, status, diagnosis, goals, strategies, calendar,
    submitted_at, approved_at, approved_by, pat_at, pat_by
)
select md5('plan' || h.id)::uuid, case h.role when 'cp' then 'accompaniment' else 'toece' end,
    :year, h.place, h.person_id, h.role, 'approved', 'Se retroalimenta poco.', '[]', '[]', '[]',
    :now, :now, d.person_id, :now, d.person_id
from appointment h join appointment d on d.place = h.place and d.role = 'director'
where h.role in ('cp', 'ct')
""")

ASSIGNMENTS = Command("""
insert into workload_assignment (id, year, role, place, person_id, assigned_by, assigned_at)
select md5('hours' || h.id)::uuid, :year, h.role, h.place, h.person_id, d.person_id, :now
from appointment h join appointment d on d.place = h.place and d.role = 'director'
where h.role in ('cp', 'ct')
""")

VISITS = Command("""
insert into classroom_visit (
    id, year, place, visitor_id, visitor_role, teacher_id, stage, section, starts_at, ends_at,
    status, confirmed_at, began_at, finished_at, students_present
)
select b.id, :year, r.place, r.author_id, r.author_role, b.teacher_id,
    case c.ordinal when 1 then 'diagnosis' when 2 then 'process' else 'closing' end,
    1 + b.ordinal % 5 || '.º ' || chr(65 + b.ordinal % 4), v.at, v.at + interval '90 minutes',
    'done', v.at - interval '2 days', v.at, v.at + interval '90 minutes', b.students_present
from observation b
join report r on r.id = b.report_id
join report_cut c on c.code = r.cut_code
join lateral (
    select (b.observed_on - b.ordinal % 20)::timestamp at time zone 'America/Lima'
        + interval '8 hours' + b.ordinal % 4 * interval '95 minutes' as at
) v on true
where b.teacher_id is not null
""")

# Without the trigger that repeats each in its visit: all at once afterwards.
DIALOGUES_ALONE = Command("alter table reflective_dialogue disable trigger user")
DIALOGUES = Command("""
insert into reflective_dialogue (
    visit_id, instrument_code, instrument_version, answers, score, status, preparation_minutes,
    prepared_at, held_from, held_to, visitor_agreed_at, teacher_agrees, teacher_answered_at
)
select v.id, b.instrument_code, b.instrument_version, b.answers, b.score, 'agreed', 45,
    h.at - interval '1 day', h.at, h.at + interval '45 minutes', h.at, true, h.at
from classroom_visit v join observation b on b.id = v.id
join lateral (
    select v.finished_at + (1 + b.ordinal % 9) * interval '1 day' as at
) h on true
where b.ordinal % 8 > 0
""")

WITH_VISITS = (
    Command("alter table reflective_dialogue enable trigger user"),
    Command("""
    update classroom_visit v set dialogue_prepared_at = d.prepared_at,
        dialogue_preparation = d.preparation_minutes, dialogue_from = d.held_from,
        dialogue_to = d.held_to, dialogue_agreed = d.status = 'agreed'
    from reflective_dialogue d where d.visit_id = v.id
    """),
)

COMMITMENTS = Command("""
insert into commitment (
    id, year, place, visit_id, owner_id, text, due_on, status, reviewed_at, reviewed_by
)
select gen_random_uuid(), v.year, v.place, v.id, v.teacher_id, 'Cerrar cada sesión con preguntas.',
    (v.finished_at + interval '30 days')::date, s.status,
    case when s.status <> 'open' then :now::timestamptz end,
    case when s.status <> 'open' then v.visitor_id end
from classroom_visit v join reflective_dialogue d on d.visit_id = v.id
join lateral (
    select (array['open', 'met', 'met', 'not_met', 'carried_over'])[
        1 + abs(hashtext(v.id::text)) % 5
    ] as status
) s on true
""")

SESSIONS = Command("""
insert into collaborative_session (
    id, kind, year, place, organiser_id, organiser_role, title, agenda, starts_at, ends_at, status,
    minutes, agreements
)
select gen_random_uuid(), (array['gia', 'rtc', 'rtc', 'workshop'])[1 + n % 4], :year, h.place,
    h.person_id, h.role, 'Retroalimentación formativa', '[]', t.at, t.at + interval '2 hours',
    'minuted', 'Se acordó observar dos sesiones.', '[]'
from appointment h cross join generate_series(1, 6) n
join lateral (select :now::timestamptz - n * interval '21 days' as at) t on true
where h.role in ('cp', 'ct')
""")

ATTENDANCE = Command("""
insert into collaborative_attendance (session_id, person_id, convened, attended)
select s.id, h.person_id, true, abs(hashtext(s.id::text || h.person_id)) % 10 < 9
from collaborative_session s
join appointment h on h.place = s.place and h.role in ('cp', 'ct', 'teacher')
""")

# Every week what no other record proves.
ENTRIES = Command("""
insert into work_entry (id, assignment_id, code, worked_on, minutes, made_at)
select gen_random_uuid(), a.id, l.code, (:now::timestamptz - n * interval '7 days')::date,
    45 * l.hours, :now
from workload_assignment a
join workload_line l on l.year = a.year and l.role = a.role and l.proof = 'entries'
cross join generate_series(1, 36) n
""")


async def seed_work(call: OpenCall[Writing], *, year: int, shipped: int) -> None:
    """All of it, after the reports."""
    if year != shipped:
        await TEMPLATES.row(call, year=year, shipped=shipped)
    await PLANS.row(call, year=year)
    await ASSIGNMENTS.row(call, year=year)
    await VISITS.row(call, year=year)
    await DIALOGUES_ALONE.row(call)
    await DIALOGUES.row(call)
    for statement in WITH_VISITS:
        await statement.row(call)
    await COMMITMENTS.row(call)
    await SESSIONS.row(call, year=year)
    await ATTENDANCE.row(call)
    await ENTRIES.row(call)
