"""SQL fragments: which reports a caller sees, and how much of each. In all of them the report is
`r`, $1 the reach, $2 the own places, $3 the caller, $4 where individual results may be told."""

from domain.access.permits import PersonId, Reach
from persistence.database import roots
from persistence.people.holders import full_name


def seen_by(reach: Reach, teachers: Reach) -> tuple[list[str], list[str], PersonId, list[str]]:
    """The parameters $1 to $4."""
    return roots(reach), list(reach.own_roots), reach.person, roots(teachers)


def came_back(report: str) -> str:
    """True for who holds, at one of the places $2, the coordinator's post to which a returned
    report falls: a successor does not correct blind."""
    return f"""({report}.status = 'returned' and exists (
    select from obligation w join appointment h on h.place = any(array[w.place])
        and h.role = w.subject and h.post = w.post and h.person_id = $3
        and (h.valid @> (now() at time zone 'America/Lima')::date) is true
    where w.id = {report}.obligation_id and w.subject = {report}.author_role
))"""


def in_sight() -> str:
    """True in reach; about the caller, or theirs to correct, where their post is; or written by
    them, as it stands or before a correction, wherever it is and whatever they hold by now
    (`AUTHORED`)."""
    return f"""(
    r.place <@ any($1::text[]::ltree[])
    or r.place <@ any($2::text[]::ltree[]) and (r.about_id = $3 or {came_back("r")})
    or r.author_id = $3
    or r.id = any(array(select v.report_id from report_revision v where v.author_id = $3))
)"""


_INDIVIDUAL = f"""(
    r.author_id = $3 or r.place <@ any($4::text[]::ltree[])
    or r.place <@ any($2::text[]::ltree[]) and {came_back("r")}
)"""


_HELD = """(
    r.place <@ any($1::text[]::ltree[]) or r.place <@ any($2::text[]::ltree[]) and r.about_id = $3
)"""


def joined() -> str:
    """What a report's row is told with: `o`, `c`, `s`, its school `p` and its author `a`."""
    return """
    join obligation o on o.id = r.obligation_id
    join report_cut c on c.code = r.cut_code
    join report_stream s on s.year = c.year and s.code = c.stream_code
    join place p on p.path = r.place
    join person a on a.id = r.author_id
"""


def columns() -> str:
    """The columns of a report in sight. `individual`: to who wrote it or is to correct it, the
    school's director and the UGEL's specialist; `open`: unless it is about teachers, to everybody
    who sees it by what they hold. To have written what was corrected since opens that alone."""
    return f"""
    r.*, o.subject, o.post, p.name as school, {_INDIVIDUAL} as individual,
    ({_INDIVIDUAL} or s.subject_kind <> 'teacher' and {_HELD}) as open,
    {full_name("a")} as author
"""
