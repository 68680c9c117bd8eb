"""SQL fragments: what the reports about teachers take from visits and their dialogues."""

from domain.accompaniment.dialogues.life import ANSWER_TERM, ANSWERED, DialogueStatus

DAY = "(v.began_at at time zone 'America/Lima')::date"
"""The day in Peru of a visit `v`."""
_ANSWERED = ", ".join(f"'{status}'" for status in ANSWERED)
FINISHED = f"""(d.status in ({_ANSWERED})
    or d.status = '{DialogueStatus.HELD}'
    and d.held_to is not null and d.visitor_agreed_at is not null
    and greatest(d.held_to, d.visitor_agreed_at)
        <= :now::timestamptz - interval '{ANSWER_TERM.days} days'
)"""
"""True when the dialogue `d` may be reported: both said what they think of it; or its visitor
confirmed it, and its teacher has let the term pass."""
DIALOGUE_OBSERVATION = f"""json_build_object(
    'id', v.id, 'instrument', d.instrument_code, 'version', d.instrument_version,
    'observed_on', {DAY}, 'teacher_id', v.teacher_id, 'students_present', v.students_present,
    'answers', d.answers
)"""
"""What the dialogue `d` of the visit `v` says, as an observation."""


def visits_named(ids: str, *, report: str) -> str:
    """A JSON object of the visits that have these ids, with what their dialogues say, and whether
    another report than this one told them already."""
    return f"""(
    select coalesce(json_object_agg(v.id, json_build_object(
        'visitor_id', v.visitor_id, 'place', v.place,
        'said', case when {FINISHED} then {DIALOGUE_OBSERVATION} end,
        'spent', coalesce((
            select b.report_id <> {report} from observation b where b.id = v.id
        ), false)
    )), '{{}}')
    from classroom_visit v left join reflective_dialogue d on d.visit_id = v.id
    where v.id = any({ids})
)"""


def visits_seen(named: str, *, visitors: str) -> str:
    """Rows of ids: the visits that some persons (an array) made to the teachers on the days that
    `named` has. Through an index, teacher by teacher: the limit keeps the planner from reading all
    visits of the country instead."""
    return f"""(
        select v.id
        from (select distinct n.teacher_id, n.observed_on from {named} n) t cross join lateral (
            select v.id, v.began_at from classroom_visit v
            where v.teacher_id = t.teacher_id and v.visitor_id = any({visitors})
            and {DAY} = t.observed_on
            limit 100
        ) v
    )"""
