"""What is held about one person of a school's collective work and records."""

from collections.abc import Mapping

_SCHOOL = """(
    select json_build_object('code', pl.code, 'name', pl.name) from place pl where pl.path = r.place
)"""


def _session(person: str) -> str:
    """A session that the person organised, was convened to or attended."""
    return f"""json_build_object(
    'id', r.id, 'kind', r.kind, 'institution', {_SCHOOL}, 'starts_at', r.starts_at,
    'ends_at', r.ends_at, 'status', r.status, 'organised', r.organiser_id = {person},
    'convened', coalesce(m.convened, false), 'attended', m.attended,
    'title', case when r.organiser_id = {person} then r.title end,
    'agenda', case when r.organiser_id = {person} then r.agenda end,
    'reason', case when r.organiser_id = {person} then r.reason end,
    'minutes', case when r.organiser_id = {person} then r.minutes end
)"""


def _tutoring(person: str) -> str:
    """What they registered of tutoring, or did as a tutor."""
    return f"""json_build_object(
    'id', r.id, 'institution', {_SCHOOL}, 'section', r.section, 'strategy', r.strategy,
    'held_on', r.held_on, 'by_me', r.made_by = {person},
    'as_tutor', r.tutor_id is not distinct from {person},
    'text', case when r.made_by = {person} then r.text end
)"""


_ACTION = f"""json_build_object(
    'id', r.id, 'institution', {_SCHOOL}, 'kind', r.kind, 'held_on', r.held_on, 'title', r.title,
    'text', r.text, 'evidence', r.evidence, 'made_at', r.made_at
)"""


def _assessment(person: str) -> str:
    """Counts that they wrote, or decided over."""
    return f"""json_build_object(
    'id', r.id, 'institution', {_SCHOOL}, 'kind', r.kind, 'section', r.section, 'area', r.area,
    'held_on', r.held_on, 'by_me', r.made_by = {person}, 'made_at', r.made_at,
    'note', case when r.made_by = {person} then r.note end, 'decided_at', r.decided_at,
    'director_note', case when r.decided_by = {person} then r.director_note end
)"""


def school_work_about(person: str) -> Mapping[str, tuple[str, str, str]]:
    """By the list's name in `GET /v1/me/data`: the rows, how one looks, their order."""
    return {
        "collaborative_sessions": (
            f"""from collaborative_session r left join collaborative_attendance m
                on m.session_id = r.id and m.person_id = {person}
            where r.organiser_id = {person} or m.person_id = {person}""",
            _session(person),
            "r.starts_at desc, r.id",
        ),
        "tutoring_records": (
            f"from tutoring_record r where {person} in (r.made_by, r.tutor_id)",
            _tutoring(person),
            "r.held_on desc, r.id",
        ),
        "school_actions": (
            f"from school_action r where r.made_by = {person}",
            _ACTION,
            "r.held_on desc, r.id",
        ),
        "learning_assessments": (
            f"from learning_assessment r where {person} in (r.made_by, r.decided_by)",
            _assessment(person),
            "r.held_on desc, r.id",
        ),
    }
