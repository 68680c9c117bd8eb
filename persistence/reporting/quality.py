"""What the signs of quality are read from: one statement for up to fifty reports, within reach.

Everything lies in the caller's reach, also what a report is compared with: nothing that happens
outside changes an answer, and no live figure of teachers leaves those who read them one by one.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from asyncpg import Record

from domain.access.permits import Reach
from domain.reporting.quality.flagging import flags
from domain.reporting.quality.model import Facts, Filled, Flag, Peer, Visit
from persistence.database import Json, Reading, found, roots
from persistence.instruments.marks import marks, value

MOST = 50
"""Reports that are looked at in one request."""
_ALIKE_SHOWN = 20

# Every answer of a form, those in the cells of a table too.
_LEAVES = """jsonb_path_query(b.answers, '$.** ? (@.type() != "object")')"""

# An equal form counts beside its author's others and its school's. By these it is looked up, not by
# its hash: a form of few items may be filled alike ten thousand times in the nation. And they are
# told by the group: nine hundred equal forms are near a million pairs.
FACTS = f"""
with asked as materialized (
    select r.*, subpath(r.place, 0, 2) as region, c.year, y.weekly_hours / 5 as day_hours, (
            select w.hours from workload_line w
            where w.year = c.year and w.role = r.author_role and w.proof = 'visits'
        ) as visit_hours, s.subject_kind = 'teacher' as about_teachers,
        s.subject_kind <> 'teacher' or r.place <@ any($3::text[]::ltree[]) as open
    from report r
    join report_cut c on c.code = r.cut_code
    join report_stream s on s.year = c.year and s.code = c.stream_code
    join school_year y on y.year = c.year
    where r.id = any($1::uuid[]) and r.place <@ any($2::text[]::ltree[])
), own as materialized (
    select b.* from asked r join observation b on b.report_id = r.id
), form as materialized (
    select v.instrument_code, v.version, mark.path
    from instrument_version v, {marks("v")}
    where mark.kind = 'level' and (v.instrument_code, v.version) in (
        select b.instrument_code, b.instrument_version from own b
    )
), origin as materialized (
    select distinct author_id, place from asked
), beside as materialized (
    select q.author_id, q.place, q.counts, q.mine, o.id, o.report_id, o.answers_hash,
        o.instrument_code
    from (
        select r.author_id, r.place, q.id, q.status <> 'annulled' as counts,
            q.id = any($1::uuid[]) and q.place = any(array[r.place]) as mine
        from origin r join report q on q.author_id = r.author_id
        where q.place <@ any($2::text[]::ltree[])
        union
        select r.author_id, r.place, q.id, q.status <> 'annulled',
            q.id = any($1::uuid[]) and q.author_id = r.author_id
        from origin r join report q on q.place = any(array[r.place])
    ) q join observation o on o.report_id = q.id
), equal as materialized (
    select array_agg(id) filter (where mine) as mine,
        (array_agg(row(id, report_id) order by id) filter (where counts))[1:{_ALIKE_SHOWN} + 1]
            as forms
    from beside group by author_id, place, instrument_code, answers_hash
), alike as materialized (
    select m.id, (
        select json_agg(json_build_array(o.id, o.report_id) order by o.id)
        from (
            select o.id, o.report_id from unnest(e.forms) as o (id uuid, report_id uuid)
            where o.id <> m.id order by o.id limit {_ALIKE_SHOWN}
        ) o
    ) as pairs
    from equal e cross join unnest(e.mine) as m (id)
), filled as materialized (
    select b.report_id, json_agg(json_build_array(
        b.id, b.observed_on, said.answered, said.distinct_ones, said.letters,
        given.levels, given.lowest, given.highest, b.pairs
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
    group by b.report_id
), peered as materialized (
    select g.cut_code, g.region, g.instrument_code, g.instrument_version, json_agg(
        json_build_array(p.id, subpath(p.place, 2, 1)::text, p.score)
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
    and p.place <@ any($2::text[]::ltree[])
    and (not g.about_teachers or p.place <@ any($3::text[]::ltree[]))
    group by 1, 2, 3, 4
)
select r.id, subpath(r.place, 2, 1)::text as iged, r.filed_at, r.captured_at, r.open, r.day_hours,
    r.visit_hours, r.score, f.filled::text, (
        select json_agg(json_build_array(
            v.id, v.report_id, v.observed_on, v.answers ->> 'hora-inicio',
            v.answers ->> 'hora-termino'
        ))
        from report q join observation v on v.report_id = q.id
        where q.author_id = r.author_id and q.status <> 'annulled'
        and q.place <@ any($2::text[]::ltree[])
        and date_trunc('week', v.observed_on) in (
            select date_trunc('week', b.observed_on) from observation b where b.report_id = r.id
        )
    )::text as visits, (
        select p.peers from peered p
        join observation b on b.report_id = r.id and b.ordinal = 1
        where p.cut_code = r.cut_code and p.region = r.region
        and p.instrument_code = b.instrument_code and p.instrument_version = b.instrument_version
    )::text as peers
from asked r left join filled f on f.report_id = r.id
order by array_position($1::uuid[], r.id)
"""


async def checked(
    db: Reading, reports: Sequence[UUID], *, reach: Reach, teachers: Reach
) -> Mapping[UUID, tuple[bool, list[Flag]]]:
    """The signs of each of the reports that lies in reach, in the order they are asked for, and
    whether its results were looked at: those about teachers only within `teachers`."""
    rows = await db.fetch(FACTS, list(reports)[:MOST], roots(reach), roots(teachers))
    facts = [_facts(row) for row in rows]
    return {each.id: (each.open, flags(each)) for each in facts}


async def show_quality(db: Reading, report: UUID, *, reach: Reach, teachers: Reach) -> Json:
    """The signs of one report, with their evidence."""
    told = await checked(db, [report], reach=reach, teachers=teachers)
    looked_at, signs = found(told.get(report), "ese reporte")
    return _json({
        "report_id": report, "results_looked_at": looked_at, "flags": [_flag(f) for f in signs],
    })  # fmt: skip


async def show_codes(
    db: Reading, reports: Sequence[UUID], *, reach: Reach, teachers: Reach
) -> Json:
    """The signs of several reports by their codes, for a list of what waits."""
    told = await checked(db, reports, reach=reach, teachers=teachers)
    return _json({"items": [
        {
            "report_id": id, "results_looked_at": looked_at,
            "flags": [{"code": f.code, "strength": f.strength} for f in signs],
        }
        for id, (looked_at, signs) in told.items()
    ]})  # fmt: skip


def _json(told: object) -> Json:
    return Json(json.dumps(told, default=str))


def _flag(flag: Flag) -> dict[str, object]:
    return {
        "code": flag.code, "strength": flag.strength, "text": flag.es, "text_en": flag.en,
        "evidence": {
            "observations": flag.evidence.observations, "reports": flag.evidence.reports,
        },
    }  # fmt: skip


def _facts(row: Record) -> Facts:
    return Facts(
        id=row["id"],
        iged=row["iged"],
        filed_at=row["filed_at"],
        captured_at=row["captured_at"],
        open=row["open"],
        day_hours=row["day_hours"],
        visit_hours=row["visit_hours"],
        score=None if row["score"] is None else float(row["score"]),
        filled=[_filled(*each) for each in json.loads(row["filled"] or "[]")],
        visits=[_visit(*each) for each in json.loads(row["visits"] or "[]")],
        peers=[
            Peer(iged, float(score))
            for id, iged, score in json.loads(row["peers"] or "[]")
            if id != str(row["id"])
        ],
    )


def _filled(id: str, day: str, *counted: Any) -> Filled:
    answered, distinct, letters, levels, lowest, highest, alike = counted
    return Filled(
        UUID(id),
        date.fromisoformat(day),
        answered,
        distinct,
        letters,
        levels,
        lowest,
        highest,
        tuple((UUID(observation), UUID(report)) for observation, report in alike or ()),
    )


def _visit(id: str, report: str, day: str, starts: str | None, ends: str | None) -> Visit:
    return Visit(UUID(id), UUID(report), date.fromisoformat(day), starts, ends)
