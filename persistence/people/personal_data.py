"""Everything held about one person, for that person (Ley 29733, art. 19). One's own data need no
territory."""

from domain.people.actors import PERSON
from persistence.accompaniment.my_plans import MY_PLANS
from persistence.accompaniment.my_school_work import MY_SCHOOL_WORK
from persistence.accompaniment.personal_data import dialogues_about
from persistence.calls import Call
from persistence.database import Json, Reading, found
from persistence.identity.vouchers import answered_for
from persistence.people.people import held, place_view
from persistence.reporting.reports.flags import without_flags
from persistence.statements import Query

MOST_OF_EACH = 1000
"""Rows of each list, the latest; `counts` tells how many there are."""


def _listed(rows: str, view: str, order: str) -> str:
    """A JSON array of the latest rows; `rows` is a `from` with its `where`."""
    return f"""(
    select coalesce(json_agg(x.view order by x.n), '[]') from (
        select {view} as view, row_number() over (order by {order}) as n {rows}
        order by {order} limit :most
    ) x
)"""


_SCHOOL = """(
    select json_build_object('code', pl.code, 'name', pl.name) from place pl where pl.path = r.place
)"""

# A mark of conduct is about a pupil too: it is told in the procedure that follows, not here.
_FILLED = f"""json_build_object(
    'id', b.id, 'institution', {_SCHOOL}, 'cut', r.cut_code, 'instrument', b.instrument_code,
    'version', b.instrument_version, 'observed_on', b.observed_on, 'score', b.score,
    'answers', {without_flags("b")}
)"""

_REPORT = f"""json_build_object(
    'id', r.id, 'cut', r.cut_code, 'institution', {_SCHOOL}, 'role', r.author_role,
    'filed_at', r.filed_at, 'late', r.late, 'observations', r.observations, 'score', r.score,
    'narrative', r.narrative
)"""

_MINE = "any(array(select o.id from person o where :by::uuid in (o.id, o.joined_to)))"
"""The caller's record, and those joined to it: their log and sessions stay under theirs."""

_EVENT = f"""json_build_object(
    'at', e.at, 'kind', e.kind, 'subject', e.subject, 'by_me', coalesce(e.actor_id = {_MINE}, false)
)"""

_SESSION = """json_build_object(
    'id', s.id, 'agent', s.agent, 'started_at', s.started_at, 'used_at', s.used_at,
    'expires_at', s.expires_at, 'ended_at', s.ended_at, 'ended_reason', s.ended_reason
)"""

_GRANT = f"""json_build_object(
    'id', g.id, 'role', g.role, 'place', {place_view("g.place")}, 'reason', g.reason,
    'starts_at', g.starts_at, 'expires_at', g.expires_at, 'ended_at', g.ended_at
)"""

_REQUEST = """json_build_object(
    'id', q.id, 'cut', q.cut_code, 'by_me', q.asked_by = :by, 'reason', q.reason,
    'asked_at', q.asked_at, 'state', q.state, 'answered_at', q.answered_at, 'answer', q.answer
)"""

_CORRECTION = """json_build_object(
    'id', c.id, 'field', c.field, 'wanted', c.wanted, 'reason', c.reason, 'state', c.state,
    'asked_at', c.asked_at, 'answered_at', c.answered_at, 'answer', c.answer
)"""

_ENROLMENT = """json_build_object(
    'made_at', n.made_at, 'expires_at', n.expires_at, 'used_at', n.used_at,
    'withdrawn_at', n.withdrawn_at
)"""

_TRIAL = """json_build_object(
    'id', t.id, 'instrument', t.instrument_code, 'version', t.version, 'at', t.at,
    'answers', t.answers, 'score', t.score, 'note', t.note
)"""

_NOTICE = """json_build_object(
    'kind', i.title, 'text', i.body, 'made_at', i.made_at, 'sent_at', i.sent_at
)"""

_DRAFT = """json_build_object(
    'id', d.id, 'started_at', d.started_at, 'saved_at', d.saved_at,
    'captured_at', d.captured_at, 'narrative', d.content -> 'narrative'
)"""

_REVIEW = """json_build_object(
    'report_id', v.report_id, 'decision', v.decision, 'at', v.at, 'note', v.note,
    'comments', v.comments
)"""

_MESSAGE = """json_build_object(
    'report_id', m.report_id, 'at', m.at, 'part', m.part, 'text', m.text
)"""

_REPLY = """json_build_object(
    'observation_id', y.observation_id, 'at', y.at, 'agrees', y.agrees, 'text', y.text
)"""

_SCORING = f"""json_build_object(
    'id', z.id, 'observation_id', z.observation_id, 'at', z.at, 'instrument', z.instrument_code,
    'version', z.instrument_version, 'score', z.score, 'by_me', z.scorer_id = :by,
    'answers', {without_flags("z")}
)"""

_VISIT = f"""json_build_object(
    'id', r.id, 'visiting', r.visitor_id = :by, 'institution', {_SCHOOL}, 'section', r.section,
    'area', r.area, 'starts_at', r.starts_at, 'ends_at', r.ends_at, 'status', r.status,
    'reason', r.reason, 'confirmed_at', r.confirmed_at, 'began_at', r.began_at,
    'finished_at', r.finished_at
)"""

_WORKLOAD = """json_build_object(
    'id', k.id, 'year', k.year, 'role', k.role, 'institution', (
        select json_build_object('code', pl.code, 'name', pl.name)
        from place pl where pl.path = k.place
    ),
    'justification', k.justification, 'assigned_at', k.assigned_at, 'by_me', k.assigned_by = :by,
    'shares', (
        select json_object_agg(g.code, g.hours) from workload_share g where g.assignment_id = k.id
    )
)"""

_WORK = """json_build_object(
    'id', k.id, 'assignment_id', k.assignment_id, 'line', k.code, 'worked_on', k.worked_on,
    'minutes', k.minutes, 'note', k.note, 'made_at', k.made_at
)"""

_LISTS = {
    "appointments": (
        "from appointment a where a.person_id = :by",
        f"json_build_object({held('a')})",
        "lower(a.valid) desc, a.id",
    ),
    "access_grants": ("from access_grant g where g.person_id = :by", _GRANT, "g.starts_at desc"),
    "sessions": (f"from session s where s.person_id = {_MINE}", _SESSION, "s.started_at desc"),
    "enrolments": (f"from enrolment n where n.person_id = {_MINE}", _ENROLMENT, "n.made_at desc"),
    "reports_written": ("from report r where r.author_id = :by", _REPORT, "r.filed_at desc"),
    "reports_about": (
        f"from report r where r.about_id = :by and {answered_for('r.place')}",
        _REPORT,
        "r.filed_at desc",
    ),
    "observations": (
        f"""from observation b join report r on r.id = b.report_id
        where (b.teacher_id = :by or r.about_id = :by) and {answered_for("r.place")}""",
        _FILLED,
        "b.observed_on desc, b.id",
    ),
    "second_scorings": (
        f"""from (
            select s.*, b.instrument_code, b.teacher_id, k.place
            from second_scoring s
            join observation b on b.id = s.observation_id and b.report_id = s.report_id
            join report k on k.id = s.report_id
        ) z
        where z.scorer_id = :by or z.teacher_id = :by and {answered_for("z.place")}""",
        _SCORING,
        "z.at desc, z.id",
    ),
    **MY_PLANS,
    "visits": (
        f"""from classroom_visit r
        where r.visitor_id = :by or r.teacher_id = :by and {answered_for("r.place")}""",
        _VISIT,
        "r.starts_at desc, r.id",
    ),
    **dialogues_about(":by"),
    **MY_SCHOOL_WORK,
    "workload_assignments": (
        f"""from workload_assignment k
        where k.assigned_by = :by or k.person_id = :by and {answered_for("k.place")}""",
        _WORKLOAD,
        "k.assigned_at desc, k.id",
    ),
    "work_entries": (
        """from work_entry k join workload_assignment q on q.id = k.assignment_id
        where q.person_id = :by""",
        _WORK,
        "k.worked_on desc, k.id",
    ),
    "report_drafts": ("from report_draft d where d.author_id = :by", _DRAFT, "d.saved_at desc"),
    "reviews_given": ("from report_review v where v.reviewer_id = :by", _REVIEW, "v.at desc"),
    "messages": ("from report_message m where m.writer_id = :by", _MESSAGE, "m.at desc"),
    "replies": ("from observation_reply y where y.person_id = :by", _REPLY, "y.at desc"),
    "trial_fillings": ("from trial_filling t where t.person_id = :by", _TRIAL, "t.at desc, t.id"),
    "extension_requests": (
        "from extension_request q where :by in (q.asked_by, q.answered_by)",
        _REQUEST,
        "q.asked_at desc, q.id",
    ),
    "corrections": ("from correction c where c.person_id = :by", _CORRECTION, "c.asked_at desc"),
    "notices": ("from notice i where i.person_id = :by", _NOTICE, "i.made_at desc, i.id"),
    "events": (
        f"""from event e where e.actor_id = {_MINE} or e.subject in (
            select 'actor/' || o.id from person o where :by::uuid in (o.id, o.joined_to)
            union all select 'appointment/' || a.id from appointment a where a.person_id = :by
        )""",
        _EVENT,
        "e.seq desc",
    ),
}

_COUNTS = ", ".join(f"'{name}', (select count(*) {rows})" for name, (rows, _, _) in _LISTS.items())
_ALL = ", ".join(f"'{name}', {_listed(*how)}" for name, how in _LISTS.items())

# Neither a password's hash nor any other secret: they are not about the person.
PERSONAL_DATA = Query(f"""
select json_build_object(
    'told_at', :now::timestamptz,
    'person', json_build_object(
        'id', w.id, 'doc_type', w.doc_type, 'doc_number', w.doc_number,
        'given_names', w.given_names, 'paternal_surname', w.paternal_surname,
        'maternal_surname', w.maternal_surname, 'updated_at', w.updated_at
    ),
    'account', (
        select json_build_object(
            'username', u.username, 'updated_at', u.updated_at,
            'second_factor_since', (
                select f.confirmed_at from second_factor f where f.person_id = :by
            ),
            'recovery_codes_left', (
                select count(*) from recovery_code k where k.person_id = :by and k.used_at is null
            )
        ) from account u where u.person_id = :by
    ),
    'external_identities', (
        select coalesce(json_agg(json_build_object(
            'issuer', x.issuer, 'subject', x.subject, 'made_at', x.made_at,
            'confirmed_at', x.confirmed_at
        ) order by x.made_at), '[]') from external_identity x where x.person_id = :by
    ),
    'contact', (
        select json_build_object(
            'email', q.email, 'reminders', q.reminders, 'updated_at', q.updated_at
        ) from contact q where q.person_id = :by
    ),
    'calendar_link', (
        select json_build_object('made_at', l.made_at, 'read_at', l.read_at)
        from calendar_link l where l.person_id = :by
    ),
    'counts', json_build_object({_COUNTS}),
    {_ALL}
)::text
from person w where w.id = :by
""")


async def read_personal_data(call: Call[Reading]) -> Json:
    """What is held about the caller: who they are, how they sign in, what they held, wrote and did,
    and what was written about them. Each list is bounded."""
    return Json(found(await PERSONAL_DATA.value(call, most=MOST_OF_EACH), PERSON))
