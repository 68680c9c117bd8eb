"""Indicators of a school year by region, IGED or school, within a reach."""

from domain.access.scopes import Scope
from domain.accompaniment.practice.indicators import IndicatorFacts, PlaceLevel
from domain.reporting.calendar.years import SCHOOL_YEAR
from domain.territory.places import OfficialPlace
from persistence.accompaniment.practice.figures import CUTS, counted
from persistence.calls import Call
from persistence.database import Reading, found
from persistence.fragments import place_of
from persistence.mapping import from_json
from persistence.statements import Query

_DEPTH = {
    PlaceLevel.NATION: 1,
    PlaceLevel.REGION: 2,
    PlaceLevel.IGED: 3,
    PlaceLevel.INSTITUTION: 4,
}

_MONTH = "date_trunc('month', c.reviewed_at at time zone 'America/Lima')"

# Of months that are over, whatever moves in the one that runs; of each school few rows.
_ENDED = f"""
select p.path as place, n.* from place p cross join lateral (
    select to_char({_MONTH}, 'YYYY-MM') as month,
        count(distinct c.owner_id) filter (where c.status = 'met') as kept,
        count(distinct c.owner_id) filter (where c.status <> 'met') as failed,
        count(*) filter (where c.status = 'met') as met,
        count(*) filter (where c.status = 'not_met') as not_met,
        count(*) filter (where c.status = 'carried_over') as carried_over
    from commitment c
    where c.place = any(array[p.path]) and c.year = :year and c.status <> 'open'
    and {_MONTH} < date_trunc('month', :today::date::timestamp)
    group by 1
) n
where p.kind = 'institution' and p.path <@ any(array(select path from area))"""

INDICATORS = Query(f"""
{counted()}
select json_build_object(
    'year', y.year, 'cuts', {CUTS},
    'items', (
        select coalesce(json_agg(json_build_object(
            'code', p.code, 'name', p.name,
            'facts', t.facts, 'counted', array(
                select json_build_object('place', c.path::text,
                    'seen', c.path <@ any(:visit_roots::text[]::ltree[]))
                from (
                    select distinct case when t.at <@ a.path then t.at else a.path end as path
                    from area a where t.at <@ a.path or a.path <@ t.at
                ) c
            )
        ) order by p.sort_key, p.code), '[]')
        from counted t join place p on p.path = t.at
    ),
    'ended', case when :with_ended then (
        select coalesce(json_agg(json_build_object(
            'place', o.place, 'month', o.month, 'kept', o.kept, 'failed', o.failed,
            'met', o.met, 'not_met', o.not_met, 'carried_over', o.carried_over)), '[]')
        from ({_ENDED}) o
    ) end
)::text
from school_year y where y.year = :year
""")


async def load_indicator_facts(
    call: Call[Reading],
    by: PlaceLevel,
    year: int,
    *,
    under: OfficialPlace | None,
    with_ended: bool,
) -> IndicatorFacts:
    """What is counted of the schools in reach, by group."""
    facts = await INDICATORS.value(
        call,
        year=year,
        **place_of(under),
        depth=_DEPTH[by],
        visit_roots=list(call.permit.reach_of(Scope.VISITS_READ).roots),
        with_ended=with_ended,
    )
    return from_json(IndicatorFacts, found(facts, SCHOOL_YEAR))
