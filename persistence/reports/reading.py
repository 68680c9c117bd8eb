"""Filed reports as lists and one by one, each within the caller's reach."""

from domain.access import Reach
from domain.reports import ReportId
from persistence.database import Json, Reading, found, roots
from persistence.holders import full_name
from persistence.paging import Page, PageWanted, fetch_page, page_of
from persistence.reports.flags import without_flags

# A row of a list. Whose results a teacher's score is, is told in the school and its UGEL only.
_ROW = """json_build_object(
    'id', r.id, 'obligation_id', r.obligation_id, 'cut', r.cut_code,
    'institution', json_build_object('code', subpath(r.place, 3, 1)::text, 'name', r.school),
    'iged_at_filing', r.iged_code, 'subject', r.subject, 'post', r.post,
    'author', json_build_object('id', r.author_id, 'name', r.author, 'role', r.author_role),
    'status', r.status, 'late', r.late, 'observations', r.observations,
    'score', case when r.open then r.score end, 'filed_at', r.filed_at
)"""

# In reach; about the caller, where their post is; or written by them, wherever it is and whatever
# they hold by now (`AUTHORED`).
_IN_SIGHT = """(
    r.place <@ any($1::text[]::ltree[])
    or r.place <@ any($2::text[]::ltree[]) and r.about_id = $3
    or r.author_id = $3
)"""

# Who reads one teacher's results: who wrote them, the school's director, the UGEL's specialist.
_INDIVIDUAL = "(r.author_id = $3 or r.place <@ any($4::text[]::ltree[]))"

_OPEN = f"(s.subject_kind <> 'teacher' or {_INDIVIDUAL})"

_JOINED = """
    join obligation o on o.id = r.obligation_id
    join report_cut c on c.code = r.cut_code
    join report_stream s on s.year = c.year and s.code = c.stream_code
    join place p on p.path = r.place
    join person a on a.id = r.author_id
"""

_COLUMNS = f"""
    r.*, o.subject, o.post, p.name as school, {_OPEN} as open,
    {_INDIVIDUAL} as individual, {full_name("a")} as author
"""

REPORTS_PAGE = page_of(
    f"""
    select {_COLUMNS}
    from (
        select r.* from report r
        where {_IN_SIGHT}
        and ($5::text is null or r.cut_code = $5)
        and ($6::text is null or subpath(r.place, 3, 1)::text = $6)
        and (r.filed_at, r.id) < ($7::text::timestamptz, $8::text::uuid)
        order by r.filed_at desc, r.id desc
        limit $9 + 1
    ) r {_JOINED}
    order by r.filed_at desc, r.id desc
    limit $9 + 1
    """,
    view=_ROW,
    keys=("filed_at", "id"),
    limit="$9",
)

# A mark of conduct is left out for others in whatever stream, raised or not: a gap tells nothing.
_WHOLE = f"""(
    {_ROW}::jsonb || jsonb_build_object(
        'sworn', r.sworn, 'withheld', not r.open, 'content_hash', r.content_hash,
        'narrative', case when r.open then r.narrative end,
        'filled', case when not r.open then '[]' else (
            select coalesce(jsonb_agg(jsonb_build_object(
                'id', b.id, 'instrument', b.instrument_code, 'version', b.instrument_version,
                'observed_on', b.observed_on, 'teacher_id', b.teacher_id,
                'students_present', b.students_present, 'score', b.score,
                'answers', case when r.individual then b.answers else {without_flags("b")} end
            ) order by b.ordinal), '[]')
            from observation b where b.report_id = r.id
        ) end
    )
)"""

ONE_REPORT = f"""
select {_WHOLE}::text
from (
    select {_COLUMNS} from report r {_JOINED} where r.id = $5 and {_IN_SIGHT}
) r
"""


async def show_page(
    db: Reading,
    wanted: PageWanted,
    *,
    cut: str | None,
    institution: str | None,
    reach: Reach,
    teachers: Reach,
) -> Page:
    """The reports in reach, newest first; within `reach.own_roots`, those about the caller, and
    anywhere those they wrote. Scores of teachers only within `teachers`."""
    after = wanted.after or ("infinity", "ffffffff-ffff-ffff-ffff-ffffffffffff")
    own = list(reach.own_roots)
    seen = (roots(reach), own, reach.person, roots(teachers))
    return await fetch_page(db, REPORTS_PAGE, *seen, cut, institution, *after, wanted.limit)


async def show_one(db: Reading, report_id: ReportId, *, reach: Reach, teachers: Reach) -> Json:
    """One report with its observations; those about teachers only within `teachers`."""
    own = list(reach.own_roots)
    seen = (roots(reach), own, reach.person, roots(teachers))
    return Json(found(await db.fetchval(ONE_REPORT, *seen, report_id), "ese reporte"))
