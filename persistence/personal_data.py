"""Everything held about one person, for that person (Ley 29733, art. 19). One's own data need no
territory."""

from datetime import datetime

from domain.access import PersonId
from persistence.database import Json, Reading, found
from persistence.people import held, place_view
from persistence.reports.flags import without_flags

MOST_OF_EACH = 1000
"""Rows of each list, the latest; `counts` tells how many there are."""


def _listed(rows: str, view: str, order: str) -> str:
    """A JSON array of the latest rows; `rows` is a `from` with its `where`."""
    return f"""(
    select coalesce(json_agg(x.view order by x.n), '[]') from (
        select {view} as view, row_number() over (order by {order}) as n {rows}
        order by {order} limit $3
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

_EVENT = """json_build_object(
    'at', e.at, 'kind', e.kind, 'subject', e.subject, 'by_me', e.actor_id is not distinct from $1
)"""

_SESSION = """json_build_object(
    'id', s.id, 'agent', s.agent, 'started_at', s.started_at, 'used_at', s.used_at,
    'expires_at', s.expires_at, 'ended_at', s.ended_at, 'ended_reason', s.ended_reason
)"""

_GRANT = f"""json_build_object(
    'id', g.id, 'role', g.role, 'place', {place_view("g.place")}, 'reason', g.reason,
    'starts_at', g.starts_at, 'expires_at', g.expires_at, 'ended_at', g.ended_at
)"""

_CORRECTION = """json_build_object(
    'id', c.id, 'field', c.field, 'wanted', c.wanted, 'reason', c.reason, 'state', c.state,
    'asked_at', c.asked_at, 'answered_at', c.answered_at, 'answer', c.answer
)"""

_ENROLMENT = """json_build_object(
    'made_at', n.made_at, 'expires_at', n.expires_at, 'used_at', n.used_at,
    'withdrawn_at', n.withdrawn_at
)"""

_LISTS = {
    "appointments": (
        "from appointment a where a.person_id = $1",
        f"json_build_object({held('a')})",
        "lower(a.valid) desc, a.id",
    ),
    "access_grants": ("from access_grant g where g.person_id = $1", _GRANT, "g.starts_at desc"),
    "sessions": ("from session s where s.person_id = $1", _SESSION, "s.started_at desc"),
    "enrolments": ("from enrolment n where n.person_id = $1", _ENROLMENT, "n.made_at desc"),
    "reports_written": ("from report r where r.author_id = $1", _REPORT, "r.filed_at desc"),
    "reports_about": ("from report r where r.about_id = $1", _REPORT, "r.filed_at desc"),
    "observations": (
        """from observation b join report r on r.id = b.report_id
        where b.teacher_id = $1 or r.about_id = $1""",
        _FILLED,
        "b.observed_on desc, b.id",
    ),
    "corrections": ("from correction c where c.person_id = $1", _CORRECTION, "c.asked_at desc"),
    "events": (
        """from event e where e.actor_id = $1 or e.subject in (
            select 'actor/' || $1::uuid
            union all select 'appointment/' || a.id from appointment a where a.person_id = $1
        )""",
        _EVENT,
        "e.seq desc",
    ),
}

_COUNTS = ", ".join(f"'{name}', (select count(*) {rows})" for name, (rows, _, _) in _LISTS.items())
_ALL = ", ".join(f"'{name}', {_listed(*how)}" for name, how in _LISTS.items())

# Neither a password's hash nor any other secret: they are not about the person.
PERSONAL_DATA = f"""
select json_build_object(
    'told_at', $2::timestamptz,
    'person', json_build_object(
        'id', w.id, 'doc_type', w.doc_type, 'doc_number', w.doc_number,
        'given_names', w.given_names, 'paternal_surname', w.paternal_surname,
        'maternal_surname', w.maternal_surname, 'updated_at', w.updated_at
    ),
    'account', (
        select json_build_object(
            'username', u.username, 'updated_at', u.updated_at,
            'second_factor_since', (
                select f.confirmed_at from second_factor f where f.person_id = $1
            ),
            'recovery_codes_left', (
                select count(*) from recovery_code k where k.person_id = $1 and k.used_at is null
            )
        ) from account u where u.person_id = $1
    ),
    'external_identities', (
        select coalesce(json_agg(json_build_object(
            'issuer', x.issuer, 'subject', x.subject, 'made_at', x.made_at,
            'confirmed_at', x.confirmed_at
        ) order by x.made_at), '[]') from external_identity x where x.person_id = $1
    ),
    'counts', json_build_object({_COUNTS}),
    {_ALL}
)::text
from person w where w.id = $1
"""


async def show_personal_data(db: Reading, person: PersonId, *, now: datetime) -> Json:
    """What is held about a person: who they are, how they sign in, what they held, wrote and did,
    and what was written about them. Each list is bounded."""
    told = await db.fetchval(PERSONAL_DATA, person, now, MOST_OF_EACH)
    return Json(found(told, "esa persona"))
