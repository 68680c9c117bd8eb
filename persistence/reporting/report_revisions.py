"""What a report said before it was corrected: its contents, and what changed between two."""

from domain.errors import Noun
from domain.reporting.reports.model import REPORT, ReportId
from persistence.calls import Call
from persistence.database import Json, Reading, found
from persistence.people.holders import full_name
from persistence.people.people import if_known
from persistence.reporting.reports.flags import without_flags
from persistence.reporting.reports.sight import in_sight, joined, seen_columns, sight_of
from persistence.statements import Query

REVISION = Noun("esa versión del reporte", "version of the report")

# Every content of the report `:id`, the present one too. Who wrote one reads it whole.
_CONTENTS = f"""
with r as (
    select {seen_columns()} from report r {joined()} where r.id = :id and {in_sight("r")}
), contents as (
    select r.id, r.revision, r.author_id, r.author_role, r.filed_at, r.captured_at, r.narrative,
        r.score, r.content_hash, r.open, r.individual, true as present, null::jsonb as observations
    from r
    union all
    select v.report_id, v.revision, v.author_id, v.author_role, v.filed_at, v.captured_at,
        v.narrative, v.score, v.content_hash, r.open or v.author_id = :by,
        r.individual or v.author_id = :by, false, v.observations
    from r join report_revision v on v.report_id = r.id
)
"""

_AUTHOR = f"""jsonb_build_object('id', x.author_id, 'role', x.author_role, 'name', (
        select {full_name("w")} from person w where w.id = x.author_id
    ))"""
_ROW = f"""jsonb_build_object(
    'revision', x.revision, 'present', x.present, 'filed_at', x.filed_at,
    'captured_at', x.captured_at, 'withheld', not x.open,
    'content_hash', case when x.individual then x.content_hash end,
    'score', case when x.open then x.score end,
    'author', {if_known(_AUTHOR)}
)"""

# A reply is to a content: it is told where it was given, whatever a correction dropped since.
_REPLIES = """array(
    select json_build_object(
        'text', y.text, 'agrees', y.agrees, 'at', y.at, 'revision', y.revision
    ) from observation_reply y
    where y.report_id = x.id and y.observation_id = b.id and y.person_id = b.teacher_id
    and y.revision = x.revision order by y.at
)"""

_FILLED = f"""jsonb_build_object(
    'id', b.id, 'instrument', b.instrument_code, 'version', b.instrument_version,
    'observed_on', b.observed_on, 'teacher_id', b.teacher_id,
    'students_present', b.students_present, 'score', b.score,
    'answers', case when x.individual then b.answers else {without_flags("b")} end,
    'replies', {_REPLIES}
)"""

REVISIONS = Query(f"""
{_CONTENTS}
select case when exists (select from r) then json_build_object('items',
    json_agg({_ROW} order by x.revision desc)
) end::text
from contents x
""")

ONE_REVISION = Query(f"""
{_CONTENTS}
select ({_ROW} || jsonb_build_object(
    'narrative', case when x.open then x.narrative end,
    'filled', case when not x.open then '[]' else coalesce((
        select jsonb_agg({_FILLED} order by b.ordinal)
        from (
            select b.id, b.ordinal, b.instrument_code, b.instrument_version, b.observed_on,
                b.teacher_id, b.students_present, b.answers, b.score
            from observation b where x.present and b.report_id = x.id
            union all
            select (e.entry ->> 'id')::uuid, e.n::int, e.entry ->> 'instrument',
                (e.entry ->> 'version')::int, (e.entry ->> 'observed_on')::date,
                (e.entry ->> 'teacher_id')::uuid, (e.entry ->> 'students_present')::int,
                e.entry -> 'answers', (e.entry ->> 'score')::numeric
            from jsonb_array_elements(x.observations) with ordinality as e (entry, n)
        ) b
    ), '[]') end
))::text
from contents x where x.revision = :revision
""")


async def read_revisions(call: Call[Reading], id: ReportId) -> Json:
    """Every content of a report in sight, the present one first."""
    return Json(found(await REVISIONS.value(call, id=id, **sight_of(call)), REPORT))


async def read_revision(call: Call[Reading], id: ReportId, revision: int) -> Json:
    """One content of a report in sight, as much of it as the caller may read."""
    seen = sight_of(call)
    return Json(found(await ONE_REVISION.value(call, id=id, revision=revision, **seen), REVISION))
