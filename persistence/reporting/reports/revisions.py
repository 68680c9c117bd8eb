"""What a report said before it was corrected: its contents, and what changed between two."""

import json
from collections.abc import Mapping
from typing import Any

from domain.access.permits import Reach
from domain.reporting.reports.differing import difference
from domain.reporting.reports.model import ReportId
from persistence.database import Json, Reading, found
from persistence.people.holders import full_name
from persistence.reporting.reports.flags import without_flags
from persistence.reporting.reports.sight import columns, in_sight, joined, seen_by

WHAT = "esa versión del reporte"

# Every content of the report $5, the present one too. Who wrote one reads it whole.
_CONTENTS = f"""
with r as (
    select {columns()} from report r {joined()} where r.id = $5 and {in_sight()}
), contents as (
    select r.id, r.revision, r.author_id, r.author_role, r.filed_at, r.captured_at, r.narrative,
        r.score, r.content_hash, r.open, r.individual, true as present, null::jsonb as observations
    from r
    union all
    select v.report_id, v.revision, v.author_id, v.author_role, v.filed_at, v.captured_at,
        v.narrative, v.score, v.content_hash, r.open or v.author_id = $3,
        r.individual or v.author_id = $3, false, v.observations
    from r join report_revision v on v.report_id = r.id
)
"""

_ROW = f"""jsonb_build_object(
    'revision', x.revision, 'present', x.present, 'filed_at', x.filed_at,
    'captured_at', x.captured_at, 'withheld', not x.open,
    'content_hash', case when x.individual then x.content_hash end,
    'score', case when x.open then x.score end,
    'author', jsonb_build_object('id', x.author_id, 'role', x.author_role, 'name', (
        select {full_name("w")} from person w where w.id = x.author_id
    ))
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

REVISIONS = f"""
{_CONTENTS}
select (select count(*) from r), json_build_object('items', coalesce(
    json_agg({_ROW} order by x.revision desc), '[]'
))::text
from contents x
"""

ONE_REVISION = f"""
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
            select (e.kept ->> 'id')::uuid, e.n::int, e.kept ->> 'instrument',
                (e.kept ->> 'version')::int, (e.kept ->> 'observed_on')::date,
                (e.kept ->> 'teacher_id')::uuid, (e.kept ->> 'students_present')::int,
                e.kept -> 'answers', (e.kept ->> 'score')::numeric
            from jsonb_array_elements(x.observations) with ordinality as e (kept, n)
        ) b
    ), '[]') end
))::text
from contents x where x.revision = $6
"""


async def show_revisions(db: Reading, report: ReportId, *, reach: Reach, teachers: Reach) -> Json:
    """Every content of a report in sight, the present one first."""
    row = await db.fetchrow(REVISIONS, *seen_by(reach, teachers), report)
    assert row is not None  # noqa: S101  an aggregate always answers one row
    return Json(found(row[1] if row[0] else None, "ese reporte"))


async def show_revision(
    db: Reading, report: ReportId, revision: int, *, reach: Reach, teachers: Reach
) -> Json:
    """One content of a report in sight, as much of it as the caller may read."""
    seen = seen_by(reach, teachers)
    return Json(found(await db.fetchval(ONE_REVISION, *seen, report, revision), WHAT))


async def show_difference(
    db: Reading, report: ReportId, revision: int, *, since: int, reach: Reach, teachers: Reach
) -> Mapping[str, Any]:
    """What changed from one content to another, of what the caller may read of both."""
    before = await show_revision(db, report, since, reach=reach, teachers=teachers)
    after = await show_revision(db, report, revision, reach=reach, teachers=teachers)
    one, other = json.loads(before), json.loads(after)
    withheld = one["withheld"] or other["withheld"]
    return {
        "from": since,
        "to": revision,
        "withheld": withheld,
        "changes": [] if withheld else difference(one, other),
    }
