"""Figures of teachers' results by level of the tree, within a reach."""

from enum import StrEnum

from domain.access.permits import Reach
from persistence.database import Json, Reading, found, roots
from persistence.reporting.results.figures import figures, latest
from persistence.territory.territory import PlaceNamed, named


class Level(StrEnum):
    """What the figures are grouped by."""

    NATION = "nation"
    REGION = "region"
    IGED = "iged"
    INSTITUTION = "institution"


_DEPTH = {level: depth for depth, level in enumerate(Level, start=1)}

# Where individual results may be read the figures are live and whole. Elsewhere they are those of
# the release alone, never counted anew: two answers can differ by nothing.
RESULTS = f"""
with {
    latest(
        "subpath(r.place, 0, $4)",
        "r.place <@ any($2::text[]::ltree[]) and r.place <@ any($3::text[]::ltree[])"
        " and subpath(r.place, 0, $4) <@ any($3::text[]::ltree[])",
    )
}, {figures("l.answers #>> a.path")}, cell as (
    select place, instrument_code, instrument_version, teachers, score, performances, true as live
    from figures
    union all
    select c.place, c.instrument_code, c.instrument_version, c.teachers, c.score, c.performances,
        false
    from result_cell c
    where c.cut_code = $1 and nlevel(c.place) = $4 and c.place <@ any($2::text[]::ltree[])
    and not c.place <@ any($3::text[]::ltree[])
)
select json_build_object(
    'cut', k.code, 'released_at', l.released_at,
    'items', coalesce((
        select json_agg(json_build_object(
            'code', p.code, 'name', p.name, 'instrument', c.instrument_code,
            'version', c.instrument_version, 'live', c.live, 'withheld', c.teachers is null,
            'teachers', c.teachers, 'score', c.score, 'performances', c.performances
        ) order by p.sort_key, p.code, c.instrument_code, c.instrument_version)
        from cell c
        join place p on p.kind = $5 and p.code = case when $4 = 1 then 'PE'
            else subpath(c.place, -1, 1)::text end
        where $6::text is null
        or c.place <@ (select u.path from place u where u.kind = $6 and u.code = $7)
    ), '[]')
)::text
from report_cut k left join result_release l on l.cut_code = k.code
where k.code = $1
"""


async def show_results(
    db: Reading,
    cut: str,
    by: Level,
    *,
    under: PlaceNamed | None,
    reach: Reach,
    teachers: Reach,
) -> Json:
    """The figures of a cut for the places of one level that lie whole within `reach`: live within
    `teachers`, elsewhere as released."""
    asked = (roots(reach), roots(teachers), _DEPTH[by], by, *named(under))
    return Json(found(await db.fetchval(RESULTS, cut, *asked), "ese corte"))
