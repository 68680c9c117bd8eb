"""SQL fragments: what is held about a person (`:by`) of a school's collective work and records."""

from collections.abc import Mapping

from persistence.identity.vouchers import answered_for

_SCHOOL = """(
    select json_build_object('code', pl.code, 'name', pl.name) from place pl where pl.path = r.place
)"""

_SESSION = f"""json_build_object(
    'id', r.id, 'kind', r.kind, 'institution', {_SCHOOL}, 'starts_at', r.starts_at,
    'ends_at', r.ends_at, 'status', r.status, 'organised', r.organiser_id = :by,
    'convened', coalesce(m.convened, false), 'attended', m.attended,
    'title', case when r.organiser_id = :by then r.title end,
    'agenda', case when r.organiser_id = :by then r.agenda end,
    'reason', case when r.organiser_id = :by then r.reason end,
    'minutes', case when r.organiser_id = :by then r.minutes end
)"""

_TUTORING = f"""json_build_object(
    'id', r.id, 'institution', {_SCHOOL}, 'section', r.section, 'strategy', r.strategy,
    'held_on', r.held_on, 'by_me', r.made_by = :by, 'as_tutor', r.tutor_id is not distinct from :by,
    'text', case when r.made_by = :by then r.text end
)"""

_ACTION = f"""json_build_object(
    'id', r.id, 'institution', {_SCHOOL}, 'kind', r.kind, 'held_on', r.held_on, 'title', r.title,
    'text', r.text, 'evidence', r.evidence, 'made_at', r.made_at
)"""

_ASSESSMENT = f"""json_build_object(
    'id', r.id, 'institution', {_SCHOOL}, 'kind', r.kind, 'section', r.section, 'area', r.area,
    'held_on', r.held_on, 'by_me', r.made_by = :by, 'made_at', r.made_at,
    'note', case when r.made_by = :by then r.note end, 'decided_at', r.decided_at,
    'director_note', case when r.decided_by = :by then r.director_note end
)"""

MY_SCHOOL_WORK: Mapping[str, tuple[str, str, str]] = {
    "collaborative_sessions": (
        f"""from collaborative_session r left join collaborative_attendance m
            on m.session_id = r.id and m.person_id = :by
        where r.organiser_id = :by or m.person_id = :by and {answered_for("r.place")}""",
        _SESSION,
        "r.starts_at desc, r.id",
    ),
    "tutoring_records": (
        f"""from tutoring_record r
        where r.made_by = :by or r.tutor_id = :by and {answered_for("r.place")}""",
        _TUTORING,
        "r.held_on desc, r.id",
    ),
    "school_actions": (
        "from school_action r where r.made_by = :by",
        _ACTION,
        "r.held_on desc, r.id",
    ),
    "learning_assessments": (
        "from learning_assessment r where :by in (r.made_by, r.decided_by)",
        _ASSESSMENT,
        "r.held_on desc, r.id",
    ),
}
"""By the list's name in `GET /v1/me/data`: the rows, how one looks, their order."""
