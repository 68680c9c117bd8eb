"""SQL fragments: observations of teachers as figures, by place, instrument and version."""

from persistence.instruments.marks import marks


def latest(place: str, where: str) -> str:
    """The common table expression `latest` (place, instrument_code, instrument_version, teacher_id,
    score, answers): of the reports `r` of the cut `:cut` that `where` chooses, each teacher's last
    observation, by which alone they count, so that figures add up."""
    return f"""latest as (
    select distinct on (b.instrument_code, b.teacher_id)
        {place} as place, b.instrument_code, b.instrument_version, b.teacher_id, b.score, b.answers
    from report r join observation b on b.report_id = r.id
    where r.cut_code = :cut and r.status <> 'annulled' and b.teacher_id is not null and {where}
    order by b.instrument_code, b.teacher_id, b.observed_on desc, r.filed_at desc, b.id
)"""


SCORED_ITEMS = f"""asked as materialized (
    select v.instrument_code, v.version, mark.n, mark.path, mark.code, mark.performance
    from instrument_version v, {marks("v")}
    where mark.kind = 'level' and mark.performance is not null
    and (v.instrument_code, v.version)
        in (select instrument_code, instrument_version from latest)
)"""
"""The common table expression `asked`: the items of the forms in `latest` that give a level for a
desempeño. The marks of conduct are no levels and so are never counted."""


_PERFORMED = """
    select place, instrument_code, version, jsonb_agg(jsonb_build_object(
        'performance', performance, 'item', code, 'teachers', teachers, 'mean', mean,
        'levels', levels
    ) order by n) as performances
    from (
        select place, instrument_code, version, n, performance, code,
            sum(teachers)::int as teachers,
            round(sum(level * teachers)::numeric / sum(teachers), 4) as mean,
            jsonb_agg(jsonb_build_object('level', level, 'teachers', teachers) order by level)
                as levels
        from levelled group by 1, 2, 3, 4, 5, 6
    ) each
    group by 1, 2, 3"""

_SCORED = """
    select s.*, coalesce(p.performances, '[]') as performances
    from (
        select place, instrument_code, instrument_version, count(score)::int as teachers,
            sum(score) as total, round(avg(score), 4) as score
        from latest group by 1, 2, 3
    ) s
    left join performed p on p.place = s.place and p.instrument_code = s.instrument_code
        and p.version = s.instrument_version"""


def _levelled(level: str) -> str:
    return f"""
    select place, instrument_code, version, n, performance, code, level::int,
        count(*)::int as teachers
    from (
        select l.place, a.instrument_code, a.version, a.n, a.performance, a.code,
            {level} as level
        from latest l
        join asked a on (a.instrument_code, a.version) = (l.instrument_code, l.instrument_version)
        offset 0 -- answers are long: each level is looked up once, not for its condition too
    ) each
    where level is not null
    group by 1, 2, 3, 4, 5, 6, 7"""


def figures(level: str) -> str:
    """The common table expressions that lead from `latest` to `figures` (place, instrument_code,
    instrument_version, teachers, total, score, performances).

    `level`: what a row `l` of `latest` says to an item `a`, as text.
    """
    return f"""{SCORED_ITEMS}, levelled as ({_levelled(level)}
), performed as ({_PERFORMED}
), figures as ({_SCORED}
)"""
