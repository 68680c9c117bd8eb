"""SQL fragments: whose work a report is about, on all the days that it ever named.

A coordinator's report is about whoever held the post when it was observed, whoever holds it by now
and whatever day a correction names: else a promoted coordinator would judge their own work.
"""


def earlier_observations(report: str) -> str:
    """The observations that a report had before its corrections, as rows of what tells them apart:
    `id`, `teacher_id`, `observed_on`."""
    return f"""(
    select entry.* from report_revision said, jsonb_to_recordset(said.observations) as entry (
        id uuid, teacher_id uuid, observed_on date
    )
    where said.report_id = {report}.id
)"""


def observed_days(report: str) -> str:
    """The days on which it was observed, as rows `day`: by what it says, and by what it said."""
    return f"""(
    select seen.observed_on as day from observation seen where seen.report_id = {report}.id
    union all
    select earlier.observed_on from {earlier_observations(report)} earlier
)"""


def holders_on(days: str) -> str:
    """Rows of who held, on one of these days (rows `day`), the post that an obligation `o` of a
    coordinator's stream `s` is about; none elsewhere."""
    return f"""(
    select post.person_id from {days} t join appointment post on post.place = any(array[o.place])
        and post.role = o.subject and post.post = o.post and (post.valid @> t.day) is true
    where s.subject_kind = 'coordinator'
)"""


def held_it_then(report: str, person: str) -> str:
    """The same of one person, asked from their own appointments: few hold any at the school, and
    only for those is anything else looked at."""
    return f"""exists (
    select from appointment post
    join obligation due on due.id = {report}.obligation_id
        and (due.subject, due.post) = (post.role, post.post)
    join report_cut cut on cut.code = due.cut_code
    join report_stream line on line.year = cut.year and line.code = cut.stream_code
    where post.person_id = {person} and post.place = any(array[{report}.place])
    and post.role in ('cp', 'ct') and line.subject_kind = 'coordinator'
    and exists (
        select from {observed_days(report)} t where (post.valid @> t.day) is true
    )
)"""
