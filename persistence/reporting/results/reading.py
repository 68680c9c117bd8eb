"""Figures of teachers' results by level of the tree, within a reach."""

from dataclasses import dataclass

from domain.access.scopes import Scope
from domain.reporting.calendar.cuts import REPORT_CUT
from domain.reporting.results import ResultLevel
from domain.territory.places import OfficialPlace
from persistence.calls import Call
from persistence.database import Json, Reading, found
from persistence.fragments import in_place, in_reach, place_of
from persistence.reporting.results.figures import figures, latest
from persistence.statements import Query

_DEPTH = {level: depth for depth, level in enumerate(ResultLevel, start=1)}


def _teachers_seen(path: str) -> str:
    """True where the caller may read the results of single teachers."""
    return f"{path} <@ any(:teachers::text[]::ltree[])"


_GROUP = "subpath(r.place, 0, :depth)"

# Where individual results may be read the figures are live and whole. Elsewhere they are those of
# the release alone, never counted anew: two answers can differ by nothing.
_LIVE = latest(
    _GROUP,
    f"{in_reach('r.place')} and {_teachers_seen('r.place')} and {_teachers_seen(_GROUP)}",
)

RESULTS = Query(f"""
with {_LIVE}, {figures("l.answers #>> a.path")}, cell as (
    select place, instrument_code, instrument_version, teachers, score, performances, true as live
    from figures
    union all
    select c.place, c.instrument_code, c.instrument_version, c.teachers, c.score, c.performances,
        false
    from result_cell c
    where c.cut_code = :cut and nlevel(c.place) = :depth and {in_reach("c.place")}
    and not {_teachers_seen("c.place")}
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
        join place p on p.kind = :level and p.code = case when :depth = 1 then 'PE'
            else subpath(c.place, -1, 1)::text end
        where {in_place("c.place")}
    ), '[]')
)::text
from report_cut k left join result_release l on l.cut_code = k.code
where k.code = :cut
""")


@dataclass(frozen=True, slots=True)
class ResultFilter:
    """Of which level figures are told, and where; None means anywhere in reach."""

    by: ResultLevel
    under: OfficialPlace | None


async def read_results(call: Call[Reading], cut: str, chosen: ResultFilter) -> Json:
    """The figures of a cut for the places of one level that lie whole within reach: live where the
    caller may read the results of single teachers, elsewhere as released."""
    results = await RESULTS.value(
        call,
        cut=cut,
        level=chosen.by,
        depth=_DEPTH[chosen.by],
        teachers=list(call.permit.reach_of(Scope.TEACHER_RESULTS_READ).roots),
        **place_of(chosen.under),
    )
    return Json(found(results, REPORT_CUT))
