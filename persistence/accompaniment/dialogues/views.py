"""SQL fragments: how dialogues and commitments look, and what stands of them for a decision. Where
nothing else is said, the dialogue is `d`, its visit `v`, a commitment `c`."""

from domain.accompaniment.dialogues.life import ANSWER_TERM
from persistence.people.holders import full_name

TERM = f"interval '{ANSWER_TERM.days} days'"


def named(person: str) -> str:
    """A person by id and name; null for none."""
    return f"""(
    select json_build_object('id', w.id, 'name', {full_name("w")})
    from person w where w.id = {person}
)"""


def school(path: str) -> str:
    """A school by code and name."""
    return f"""(
    select json_build_object('code', pl.code, 'name', pl.name)
    from place pl where pl.path = any(array[{path}])
)"""


def commitment_view(c: str) -> str:
    """A commitment, what became of it, and what it was carried over to."""
    return f"""json_build_object(
    'id', {c}.id, 'institution', {school(f"{c}.place")}, 'visit_id', {c}.visit_id,
    'session_id', {c}.session_id, 'owner', {named(f"{c}.owner_id")}, 'text', {c}.text,
    'due_on', {c}.due_on, 'status', {c}.status, 'carried_from', {c}.carried_from,
    'carried_to', (select n.id from commitment n where n.carried_from = {c}.id),
    'review', case when {c}.reviewed_at is not null then json_build_object(
        'at', {c}.reviewed_at, 'by', {named(f"{c}.reviewed_by")}, 'visit_id', {c}.reviewed_in,
        'session_id', {c}.reviewed_in_session, 'note', {c}.review_note
    ) end
)"""


def first_of_unheld() -> str:
    """True when the dialogue `k` of the visit `e` is not held yet and `e` came before `v`: of two
    that wait, what the first carries over is looked at in the second, and nothing goes back."""
    return """k.held_from is null and (coalesce(e.began_at, e.starts_at), e.id)
        < (coalesce(v.began_at, v.starts_at), v.id)"""


def still_open(before: str) -> str:
    """The `from` of the open commitments of other dialogues with the teacher of `v` in its school
    that were held before an instant, or are not held yet though their visit came first."""
    return f"""
    from commitment c
    join classroom_visit e on e.id = c.visit_id
    left join reflective_dialogue k on k.visit_id = e.id
    where e.teacher_id = v.teacher_id and e.place = any(array[v.place]) and e.id <> v.id
    and c.status = 'open' and (k.held_from < {before} or {first_of_unheld()})"""


def dialogue_view(answers: str, more: str = "") -> str:
    """A dialogue with its form filled; `more`: further fields, each after a comma."""
    return f"""json_build_object(
    'visit_id', v.id, 'institution', {school("v.place")},
    'visitor', (
        select json_build_object('id', w.id, 'name', {full_name("w")}, 'role', v.visitor_role)
        from person w where w.id = v.visitor_id
    ),
    'teacher', {named("v.teacher_id")}, 'section', v.section, 'area', v.area,
    'visited_on', (coalesce(v.began_at, v.starts_at) at time zone 'America/Lima')::date,
    'status', d.status, 'instrument', d.instrument_code, 'version', d.instrument_version,
    'answers', {answers}, 'score', d.score, 'held_from', d.held_from, 'held_to', d.held_to,
    'confirmed_at', d.visitor_agreed_at, 'answer_awaited_until',
    greatest(d.held_to, d.visitor_agreed_at) + {TERM},
    'answer', case when d.teacher_agrees is not null then json_build_object(
        'agrees', d.teacher_agrees, 'note', d.teacher_note, 'at', d.teacher_answered_at
    ) end,
    'commitments', coalesce((
        select json_agg({commitment_view("c")} order by c.due_on, c.id)
        from commitment c where c.visit_id = v.id
    ), '[]'){more}
)"""


def answering_facts() -> str:
    """What both said so far: JSON of `TeacherAnswerFacts`."""
    return """json_build_object(
    'status', d.status, 'confirmed', d.visitor_agreed_at is not null, 'version', d.version,
    'answer', case when d.teacher_agrees is not null then
        json_build_object('agrees', d.teacher_agrees, 'note', d.teacher_note)
    end
)"""
