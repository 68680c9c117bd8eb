"""SQL fragments: what is held about one person of dialogues, commitments and referrals."""

from collections.abc import Mapping

from persistence.identity.vouchers import answered_for
from persistence.reporting.reports.flags import without_flags

_SCHOOL = """(
    select json_build_object('code', pl.code, 'name', pl.name) from place pl where pl.path = r.place
)"""

# A mark of conduct is about a pupil too: it is told in the procedure that follows, not here.
_ABOUT_ME = f"""json_build_object(
    'visit_id', r.id, 'institution', {_SCHOOL}, 'status', d.status, 'held_from', d.held_from,
    'held_to', d.held_to, 'instrument', d.instrument_code, 'version', d.instrument_version,
    'score', d.score, 'answers', {without_flags("d")}, 'agrees', d.teacher_agrees,
    'note', d.teacher_note, 'answered_at', d.teacher_answered_at
)"""

_LED = f"""json_build_object(
    'visit_id', r.id, 'institution', {_SCHOOL}, 'status', d.status,
    'preparation_minutes', d.preparation_minutes, 'prepared_at', d.prepared_at,
    'held_from', d.held_from, 'held_to', d.held_to, 'confirmed_at', d.visitor_agreed_at
)"""


def _commitment(person: str) -> str:
    return f"""json_build_object(
    'id', r.id, 'institution', {_SCHOOL}, 'by_me', r.owner_id = {person}, 'due_on', r.due_on,
    'status', r.status, 'text', case when r.owner_id = {person} then r.text end,
    'reviewed_at', r.reviewed_at, 'review_note', r.review_note
)"""


def _referral(person: str) -> str:
    return f"""json_build_object(
    'id', r.id, 'institution', {_SCHOOL}, 'status', r.status,
    'opened_at', case when r.opened_by = {person} then r.opened_at end,
    'steps', (
        select coalesce(json_agg(json_build_object(
            'status', s.status, 'at', s.taken_at, 'note', s.note
        ) order by s.version), '[]')
        from referral_step s where s.referral_id = r.id and s.taken_by = {person}
    )
)"""


_VISITED = "from classroom_visit r join reflective_dialogue d on d.visit_id = r.id"


def _received(person: str) -> str:
    """The dialogues that were held with the person, where an office answers for their account."""
    return f"""{_VISITED} where r.teacher_id = {person} and d.held_from is not null
    and {answered_for("r.place", person)}"""


def dialogues_about(person: str) -> Mapping[str, tuple[str, str, str]]:
    """By the list's name in `GET /v1/me/data`: the rows, how one looks, their order."""
    return {
        "dialogues": (
            _received(person),
            _ABOUT_ME,
            "d.held_from desc, r.id",
        ),
        "dialogues_led": (
            f"{_VISITED} where r.visitor_id = {person}",
            _LED,
            "r.starts_at desc, r.id",
        ),
        "commitments": (
            f"from commitment r where r.reviewed_by = {person} or r.owner_id = {person}"
            f" and {answered_for('r.place', person)}",
            _commitment(person),
            "r.due_on desc, r.id",
        ),
        "referrals": (
            f"from referral r where r.opened_by = {person} or r.id in ("
            f"select s.referral_id from referral_step s where s.taken_by = {person})",
            _referral(person),
            "r.opened_at desc, r.id",
        ),
    }
