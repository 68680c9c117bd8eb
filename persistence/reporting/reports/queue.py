"""SQL fragments: which reports wait for whose review."""

from persistence.fragments import managed_by_region
from persistence.reporting.reports.about import held_it_then


def reviews_at(report: str, stream: str, *, places: str, roles: str) -> str:
    """True when one of the roles held at these places (parallel arrays) reviews the report: the
    stream's reviewing role; where a region manages the school itself, and so declares as a UGEL
    does (F54), also the ministry."""
    return f"""exists (
    select from unnest({places}::ltree[], {roles}) as held (place, role)
    where {report}.place <@ held.place and (
        held.role = {stream}.reviewer_role
        or held.role = 'minedu' and {stream}.reviewer_role = 'dre'
        and {managed_by_region(f"{report}.place")}
    )
)"""


def written_by(report: str, person: str) -> str:
    """True for who wrote it, now or before it was corrected."""
    return f"""({report}.author_id = {person} or exists (
    select from report_revision v where v.report_id = {report}.id and v.author_id = {person}
))"""


def is_about(report: str, person: str) -> str:
    """True for the coordinator that it is about, whoever held the post when it was observed, and
    for the teachers observed in it."""
    return f"""({report}.about_id is not distinct from {person} or exists (
    select from observation seen
    where seen.report_id = {report}.id and seen.teacher_id = {person}
) or {held_it_then(report, person)})"""


def scored_again(report: str, person: str) -> str:
    """True for who scored a lesson of it a second time: a witness of it, not its judge."""
    return f"""exists (
    select from second_scoring again
    where again.report_id = {report}.id and again.scorer_id = {person}
)"""


def waits_for_review(report: str, *, person: str, places: str, roles: str) -> str:
    """True for a submitted report of a stream that is reviewed, by one of these roles, and is
    neither the person's own nor about them; nor have they scored a lesson of it again."""
    return f"""({report}.status = 'submitted' and exists (
    select from report_cut k
    join report_stream line on line.year = k.year and line.code = k.stream_code
    where k.code = {report}.cut_code and line.review_required
    and {reviews_at(report, "line", places=places, roles=roles)}
) and not {written_by(report, person)} and not {is_about(report, person)}
    and not {scored_again(report, person)})"""
