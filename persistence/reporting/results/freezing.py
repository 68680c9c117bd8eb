"""What a release is made of, kept as it stood: each teacher's result, each lesson scored twice."""

from persistence.calls import Call
from persistence.database import Writing
from persistence.fragments import in_reach, school_of
from persistence.instruments.marks import marks, value
from persistence.reporting.agreement import lesson_group
from persistence.reporting.results.figures import SCORED_ITEMS, latest
from persistence.statements import Command

_FILED_AT = f"(select g.path || {school_of('r.place')} from iged g where g.code = r.iged_code)"
"""The place of a report `r` by the jurisdiction at filing, which no transfer changes."""

_SUBJECTS = """
    select f.cut_code, l.instrument_code, l.teacher_id, l.instrument_version, l.place, l.score, (
        select coalesce(
            jsonb_object_agg(x.code, x.level::int) filter (where x.level is not null), '{}'
        )
        from (
            select a.code, l.answers #>> a.path as level from asked a
            where (a.instrument_code, a.version) = (l.instrument_code, l.instrument_version)
            offset 0 -- answers are long: each level is looked up once, not for its condition too
        ) x
    )
    from released f cross join latest l"""

_LESSONS = f"""
    select s.id, b.id as observation_id, b.teacher_id, {_FILED_AT} as place, b.instrument_code,
        b.instrument_version, b.answers as one, s.answers as other
    from second_scoring s
    join observation b on b.id = s.observation_id and b.report_id = s.report_id
        and b.instrument_version = s.instrument_version
    join report r on r.id = b.report_id
    where r.cut_code = :cut and r.status <> 'annulled' and b.teacher_id is not null
    and {in_reach("r.place")}"""

_PAIRS = f"""
    select f.cut_code, l.id, l.teacher_id, l.place, l.instrument_code, l.instrument_version,
        {lesson_group("l.observation_id")}, (
            select coalesce(jsonb_object_agg(said.code, jsonb_build_array(said.one, said.other))
                filter (where said.one is not null and said.other is not null), '{{}}')
            from (
                select mark.code, {value("l.one")} as one, {value("l.other")} as other
                from scored mark
                where (mark.instrument_code, mark.version)
                    = (l.instrument_code, l.instrument_version)
            ) said
        )
    from released f cross join lesson l
    where not exists ( -- a teacher counts in one school, the first: blocks of five are made so
        select from lesson o
        where (o.teacher_id, o.instrument_code, o.instrument_version)
            = (l.teacher_id, l.instrument_code, l.instrument_version) and o.place < l.place
    )"""

# One statement, so one sight of the reports: what is told, now and by later releases, is made of
# these rows, whatever is corrected, annulled or scored again meanwhile or afterwards.
FREEZE = Command(f"""
with released as (
    insert into result_release (cut_code, released_at, released_by) values (:cut, :now, :by)
    on conflict (cut_code) do nothing
    returning cut_code
), {latest(_FILED_AT, in_reach("r.place"))}, {SCORED_ITEMS}, subjects as (
    insert into result_subject (
        cut_code, instrument_code, teacher_id, instrument_version, place, score, levels
    )
    {_SUBJECTS}
), lesson as materialized ({_LESSONS}
), scored as materialized (
    select v.instrument_code, v.version, mark.* from instrument_version v, {marks("v")}
    where (v.instrument_code, v.version)
        in (select instrument_code, instrument_version from lesson)
), pairs as (
    insert into result_pair (
        cut_code, scoring_id, teacher_id, place, instrument_code, instrument_version, lesson_group,
        marks
    )
    {_PAIRS}
)
select true from released
""")


async def store_release(call: Call[Writing], cut: str) -> bool:
    """Keep what a release of the cut is made of; false: it is released already. Of two at once the
    second waits for the first to end."""
    return bool(await FREEZE.value(call, cut=cut))
