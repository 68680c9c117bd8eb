"""The work between the cuts in the national year: visits, dialogues, commitments, sessions, plans,
hours. What was reported of teachers was seen in a visit, so that is how many there are."""

from datetime import datetime

from persistence.database import Writing

TEMPLATES = """
with template as (
    insert into workload_template (year, role, norm, total, published_at)
    select $1, role, norm, total, published_at from workload_template where year = $2
)
insert into workload_line (year, role, code, parent_code, ordinal, name, hours, proof)
select $1, role, code, parent_code, ordinal, name, hours, proof
from workload_line where year = $2 and $1::int <> $2::int
"""

PLANS = """
insert into accompaniment_plan (
    id, kind, year, place, author_id, author_role, status, diagnosis, goals, strategies, calendar,
    submitted_at, approved_at, approved_by, pat_at, pat_by
)
select md5('plan' || h.id)::uuid, case h.role when 'cp' then 'accompaniment' else 'toece' end, $1,
    h.place, h.person_id, h.role, 'approved', 'Se retroalimenta poco.', '[]', '[]', '[]',
    $2, $2, d.person_id, $2, d.person_id
from appointment h join appointment d on d.place = h.place and d.role = 'director'
where h.role in ('cp', 'ct')
"""

ASSIGNMENTS = """
insert into workload_assignment (id, year, role, place, person_id, assigned_by, assigned_at)
select md5('hours' || h.id)::uuid, $1, h.role, h.place, h.person_id, d.person_id, $2
from appointment h join appointment d on d.place = h.place and d.role = 'director'
where h.role in ('cp', 'ct')
"""

VISITS = """
insert into classroom_visit (
    id, year, place, visitor_id, visitor_role, teacher_id, stage, section, starts_at, ends_at,
    status, confirmed_at, began_at, finished_at, students_present
)
select b.id, $1, r.place, r.author_id, r.author_role, b.teacher_id,
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
"""

# Without the trigger that repeats each in its visit: all at once afterwards.
BARE_DIALOGUES = "alter table reflective_dialogue disable trigger user"
DIALOGUES = """
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
"""

WITH_VISITS = (
    "alter table reflective_dialogue enable trigger user",
    """
    update classroom_visit v set dialogue_prepared_at = d.prepared_at,
        dialogue_preparation = d.preparation_minutes, dialogue_from = d.held_from,
        dialogue_to = d.held_to, dialogue_agreed = d.status = 'agreed'
    from reflective_dialogue d where d.visit_id = v.id
    """,
)

COMMITMENTS = """
insert into commitment (
    id, year, place, visit_id, owner_id, text, due_on, status, reviewed_at, reviewed_by
)
select gen_random_uuid(), v.year, v.place, v.id, v.teacher_id, 'Cerrar cada sesión con preguntas.',
    (v.finished_at + interval '30 days')::date, s.status,
    case when s.status <> 'open' then $1::timestamptz end,
    case when s.status <> 'open' then v.visitor_id end
from classroom_visit v join reflective_dialogue d on d.visit_id = v.id
join lateral (
    select (array['open', 'met', 'met', 'not_met', 'carried_over'])[
        1 + abs(hashtext(v.id::text)) % 5
    ] as status
) s on true
"""

SESSIONS = """
insert into collaborative_session (
    id, kind, year, place, organiser_id, organiser_role, title, agenda, starts_at, ends_at, status,
    minutes, agreements
)
select gen_random_uuid(), (array['gia', 'rtc', 'rtc', 'workshop'])[1 + n % 4], $1, h.place,
    h.person_id, h.role, 'Retroalimentación formativa', '[]', t.at, t.at + interval '2 hours',
    'minuted', 'Se acordó observar dos sesiones.', '[]'
from appointment h cross join generate_series(1, 6) n
join lateral (select $2::timestamptz - n * interval '21 days' as at) t on true
where h.role in ('cp', 'ct')
"""

ATTENDANCE = """
insert into collaborative_attendance (session_id, person_id, convened, attended)
select s.id, h.person_id, true, abs(hashtext(s.id::text || h.person_id)) % 10 < 9
from collaborative_session s
join appointment h on h.place = s.place and h.role in ('cp', 'ct', 'teacher')
"""

# Every week what no other record proves.
ENTRIES = """
insert into work_entry (id, assignment_id, code, worked_on, minutes, made_at)
select gen_random_uuid(), a.id, l.code, ($1::timestamptz - n * interval '7 days')::date,
    45 * l.hours, $1
from workload_assignment a
join workload_line l on l.year = a.year and l.role = a.role and l.proof = 'entries'
cross join generate_series(1, 36) n
"""


async def seed_work(db: Writing, *, year: int, shipped: int, now: datetime) -> None:
    """All of it, after the reports."""
    if year != shipped:
        await db.fetch(TEMPLATES, year, shipped)
    await db.fetch(PLANS, year, now)
    await db.fetch(ASSIGNMENTS, year, now)
    await db.fetch(VISITS, year)
    await db.fetch(BARE_DIALOGUES)
    await db.fetch(DIALOGUES)
    for statement in WITH_VISITS:
        await db.fetch(statement)
    await db.fetch(COMMITMENTS, now)
    await db.fetch(SESSIONS, year, now)
    await db.fetch(ATTENDANCE)
    await db.fetch(ENTRIES, now)
