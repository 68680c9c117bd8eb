"""SQL fragments: which reports a caller sees, and how much of each.

They need `:roots`, `:own_roots`, `:by`, `:today` of the call and what `sight_of` gives:
`:teacher_roots`, where results of single teachers are told, and the roles with which the caller
reviews. Where the caller sees their own alone
(`in_own_reach`), that is what is about them, or theirs to correct.
"""

from domain.access.scopes import Scope
from persistence.calls import Call
from persistence.fragments import in_own_reach, in_reach
from persistence.people.holders import full_name
from persistence.reporting.reports.queue import waits_for_review


def sight_of(call: Call[object]) -> dict[str, list[str]]:
    """`:teacher_roots` of a caller, and `:reviewing_places` with their `:reviewing_roles`."""
    reach = call.permit.reach_of(Scope.TEACHER_RESULTS_READ)
    reviews = call.permit.holding(Scope.REPORTS_REVIEW)
    return {
        "teacher_roots": list(reach.roots),
        "reviewing_places": [held.place for held in reviews],
        "reviewing_roles": [held.role for held in reviews],
    }


def waits_for_caller(report: str) -> str:
    """True for a report that waits for the caller's review."""
    return waits_for_review(
        report, person=":by", places=":reviewing_places::text[]", roles=":reviewing_roles::text[]"
    )


def came_back(report: str) -> str:
    """True for who holds the coordinator's post to which a returned report falls: a successor does
    not correct blind."""
    return f"""({report}.status = 'returned' and exists (
    select from obligation w join appointment h on h.place = any(array[w.place])
        and h.role = w.subject and h.post = w.post and h.person_id = :by
        and (h.valid @> :today::date) is true
    where w.id = {report}.obligation_id and w.subject = {report}.author_role
))"""


def in_sight(report: str) -> str:
    """True in reach; about the caller, or theirs to correct, where their post is; or written by
    them, as it stands or before a correction, wherever it is and whatever they hold by now
    (`AUTHORED`)."""
    return f"""(
    {in_reach(f"{report}.place")}
    or {in_own_reach(f"{report}.place")} and ({report}.about_id = :by or {came_back(report)})
    or {report}.author_id = :by
    or {report}.id = any(array(select v.report_id from report_revision v where v.author_id = :by))
)"""


def reads_single_teachers(report: str) -> str:
    """True for who reads the results of single teachers in it: who wrote it or is to correct it,
    the school's director and the UGEL's specialist."""
    return f"""(
    {report}.author_id = :by or {report}.place <@ any(:teacher_roots::text[]::ltree[])
    or {in_own_reach(f"{report}.place")} and {came_back(report)}
)"""


def reads_results(report: str) -> str:
    """True for who reads what a report about teachers says of each; and, while it waits for them
    because nobody below can review it, for its reviewer: without the marks of conduct."""
    return f"({reads_single_teachers(report)} or {waits_for_caller(report)})"


def joined() -> str:
    """What a report `r` is told with: `o`, `c`, `s`, its school `p` and its author `a`."""
    return """
    join obligation o on o.id = r.obligation_id
    join report_cut c on c.code = r.cut_code
    join report_stream s on s.year = c.year and s.code = c.stream_code
    join place p on p.path = r.place
    join person a on a.id = r.author_id
"""


def seen_columns() -> str:
    """The columns of a report `r` in sight. `individual`: to who reads results one by one; `open`:
    unless it is about teachers, to everybody who sees it by what they hold. To have written what
    was corrected since opens that alone. What is written in a report may name anybody: to a machine
    that was not given persons it is closed."""
    return f"""
    r.*, o.subject, o.post, p.name as school, {reads_single_teachers("r")} as individual,
    ({reads_results("r")} or s.subject_kind <> 'teacher' and :knows_people::bool and (
        {in_reach("r.place")} or {in_own_reach("r.place")} and r.about_id = :by
    )) as open,
    {full_name("a")} as author
"""
