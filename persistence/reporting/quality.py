"""What the signs of quality are read from: one statement for up to fifty reports, within reach.

Everything lies in the caller's reach, also what a report is compared with: nothing that happens
outside changes an answer, and no live figure of teachers leaves those who read them one by one.
"""

from collections.abc import Sequence
from uuid import UUID

from domain.access.scopes import Scope
from domain.reporting.quality.model import QualityFacts
from persistence.calls import Call
from persistence.database import Reading
from persistence.fragments import iged_of, in_reach
from persistence.instruments.marks import marks, value
from persistence.mapping import from_json
from persistence.statements import Query

_ALIKE_LISTED = 20

# Every answer of a form, those in the cells of a table too.
_LEAVES = """jsonb_path_query(b.answers, '$.** ? (@.type() != "object")')"""

_VISITS = f"""(
    select json_agg(json_build_object(
        'observation', v.id, 'report', v.report_id, 'day', v.observed_on,
        'starts', v.answers ->> 'hora-inicio', 'ends', v.answers ->> 'hora-termino'
    ))
    from report q join observation v on v.report_id = q.id
    where q.author_id = r.author_id and q.status <> 'annulled' and {in_reach("q.place")}
    and date_trunc('week', v.observed_on) in (
        select date_trunc('week', b.observed_on) from observation b where b.report_id = r.id
    )
)"""

_PEERS = """(
    select p.peers from peered p
    join observation b on b.report_id = r.id and b.ordinal = 1
    where p.cut_code = r.cut_code and p.region = r.region
    and p.instrument_code = b.instrument_code and p.instrument_version = b.instrument_version
)"""

_REPORTS = f"""
    select r.*, subpath(r.place, 0, 2) as region, c.year, y.weekly_hours / 5 as day_hours, (
            select w.hours from workload_line w
            where w.year = c.year and w.role = r.author_role and w.proof = 'visits'
        ) as visit_hours, s.subject_kind = 'teacher' as about_teachers,
        s.subject_kind <> 'teacher' or r.place <@ any(:teacher_roots::text[]::ltree[]) as open
    from report r
    join report_cut c on c.code = r.cut_code
    join report_stream s on s.year = c.year and s.code = c.stream_code
    join school_year y on y.year = c.year
    where r.id = any(:reports::uuid[]) and {in_reach("r.place")}"""

_OWN = f"""own as materialized (
    select b.* from asked r join observation b on b.report_id = r.id
), form as materialized (
    select v.instrument_code, v.version, mark.path
    from instrument_version v, {marks("v")}
    where mark.kind = 'level' and (v.instrument_code, v.version) in (
        select b.instrument_code, b.instrument_version from own b
    )
), origin as materialized (
    select distinct author_id, place from asked"""

# An equal form counts beside its author's others and its school's. By these it is looked up, not by
# its hash: a form of few items may be filled alike ten thousand times in the nation. And they are
# told by the group: nine hundred equal forms are near a million pairs.
_ALIKE = f"""beside as materialized (
    select q.author_id, q.place, q.counts, q.mine, o.id, o.report_id, o.answers_hash,
        o.instrument_code
    from (
        select r.author_id, r.place, q.id, q.status <> 'annulled' as counts,
            q.id = any(:reports::uuid[]) and q.place = any(array[r.place]) as mine
        from origin r join report q on q.author_id = r.author_id
        where {in_reach("q.place")}
        union
        select r.author_id, r.place, q.id, q.status <> 'annulled',
            q.id = any(:reports::uuid[]) and q.author_id = r.author_id
        from origin r join report q on q.place = any(array[r.place])
    ) q join observation o on o.report_id = q.id
), equal as materialized (
    select array_agg(id) filter (where mine) as mine,
        (array_agg(row(id, report_id) order by id) filter (where counts))[1:{_ALIKE_LISTED} + 1]
            as forms
    from beside group by author_id, place, instrument_code, answers_hash
), alike as materialized (
    select m.id, (
        select json_agg(json_build_array(o.id, o.report_id) order by o.id)
        from (
            select o.id, o.report_id from unnest(e.forms) as o (id uuid, report_id uuid)
            where o.id <> m.id order by o.id limit {_ALIKE_LISTED}
        ) o
    ) as pairs
    from equal e cross join unnest(e.mine) as m (id)
)"""

_FILLED = f"""
    select b.report_id, json_agg(json_build_object(
        'id', b.id, 'observed_on', b.observed_on, 'answered', said.answered,
        'distinct', said.distinct_ones, 'letters', said.letters, 'levels', given.levels,
        'lowest', given.lowest, 'highest', given.highest, 'alike', coalesce(b.pairs, '[]')
    ) order by b.ordinal) as filled
    from (
        -- full, for a plan that can only be a hash: nothing here is guessed well
        select b.*, a.pairs from own b full join alike a on a.id = b.id
    ) b
    cross join lateral (
        select count(*) as answered, count(distinct leaf) as distinct_ones,
            coalesce(sum(length(leaf #>> '{{}}')) filter (where jsonb_typeof(leaf) = 'string'), 0)
                as letters
        from {_LEAVES} as leaf
    ) said
    cross join lateral (
        select count(level) as levels, min(level) as lowest, max(level) as highest
        from (
            select {value("b.answers")} as level from form mark
            where mark.instrument_code = b.instrument_code and mark.version = b.instrument_version
        ) each
    ) given
    group by b.report_id"""

_PEERED = f"""
    select g.cut_code, g.region, g.instrument_code, g.instrument_version, json_agg(
        json_build_object(
            'report', p.id, 'iged', {iged_of("p.place")}::text, 'score', p.score
        )
    ) as peers
    from (
        select distinct r.cut_code, r.region, r.about_teachers, b.instrument_code,
            b.instrument_version
        from asked r join observation b on b.report_id = r.id and b.ordinal = 1
        where r.open
    ) g
    join report p on p.cut_code = g.cut_code and p.place <@ g.region
    join observation b on b.report_id = p.id and b.ordinal = 1
        and b.instrument_code = g.instrument_code and b.instrument_version = g.instrument_version
    where p.status <> 'annulled' and p.score is not null
    and {in_reach("p.place")}
    and (not g.about_teachers or p.place <@ any(:teacher_roots::text[]::ltree[]))
    group by 1, 2, 3, 4"""

QUALITY_FACTS = Query(f"""
with asked as materialized ({_REPORTS}
), {_OWN}
), {_ALIKE}, filled as materialized ({_FILLED}
), peered as materialized ({_PEERED}
)
select json_build_object(
    'id', r.id, 'iged', {iged_of("r.place")}, 'filed_at', r.filed_at,
    'captured_at', r.captured_at, 'open', r.open, 'day_hours', r.day_hours,
    'visit_hours', r.visit_hours, 'score', r.score, 'filled', coalesce(f.filled, '[]'),
    'visits', coalesce({_VISITS}, '[]'), 'peers', coalesce({_PEERS}, '[]')
)::text as facts
from asked r left join filled f on f.report_id = r.id
order by array_position(:reports::uuid[], r.id)
""")


async def load_quality_facts(
    call: Call[Reading], reports: Sequence[UUID]
) -> Sequence[QualityFacts]:
    """What is known of each of the reports that lies in reach, in the order they are asked for."""
    reach = call.permit.reach_of(Scope.TEACHER_RESULTS_READ)
    rows = await QUALITY_FACTS.rows(call, reports=list(reports), teacher_roots=list(reach.roots))
    return [from_json(QualityFacts, row["facts"]) for row in rows]
