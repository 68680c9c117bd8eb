"""Indicators of a school year by region, IGED or school, within a reach."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from domain.access.permits import Place, Reach, within
from domain.accompaniment.practice.telling import figures
from domain.reporting.disclosure.blocks import told
from domain.reporting.disclosure.counts import Counts
from persistence.accompaniment.practice.figures import CUTS, counted
from persistence.database import Json, Reading, found, roots
from persistence.territory.territory import PlaceNamed, named


class Level(StrEnum):
    """What the figures are grouped by."""

    NATION = "nation"
    REGION = "region"
    IGED = "iged"
    INSTITUTION = "institution"


_PARTS = {Level.NATION: 1, Level.REGION: 2, Level.IGED: 3, Level.INSTITUTION: 4}

INDICATORS = f"""
{counted()}
select json_build_object(
    'year', y.year, 'cuts', {CUTS},
    'items', (
        select coalesce(json_agg(json_build_object(
            'place', t.at::text, 'code', p.code, 'name', p.name,
            'facts', t.facts, 'counted', array(
                select json_build_object('place', c.path::text,
                    'seen', c.path <@ any($7::text[]::ltree[]))
                from (
                    select distinct case when t.at <@ a.path then t.at else a.path end as path
                    from area a where t.at <@ a.path or a.path <@ t.at
                ) c
            )
        ) order by p.sort_key, p.code), '[]')
        from told t join place p on p.path = t.at
    ),
    'owners', case when $8 then (
        select coalesce(json_agg(json_build_array(o.place::text, o.kept, o.failed)), '[]')
        from (
            select p.path as place, n.* from place p cross join lateral (
                select count(*) filter (where not w.failed) as kept,
                    count(*) filter (where w.failed) as failed
                from (
                    select c.owner_id, bool_or(c.status in ('not_met', 'carried_over')) as failed
                    from commitment c
                    where c.place = any(array[p.path]) and c.year = $2 and c.status <> 'open'
                    group by 1 offset 0
                ) w
            ) n
            where p.kind = 'institution' and n.kept + n.failed > 0
        ) o
    ) end
)::text
from school_year y where y.year = $2
"""


async def show_indicators(
    db: Reading,
    by: Level,
    *,
    year: int,
    day: date,
    under: PlaceNamed | None,
    reach: Reach,
    people: Reach,
) -> Json:
    """What accompaniment came to in the schools in reach, by group. How commitments ended speaks
    of teachers: it is told where `people` sees them one by one, and elsewhere of five at least, by
    the very places that were counted: a group of which a filter left a part speaks of that part."""
    above = not all(any(within(root, place) for place in people.roots) for root in reach.roots)
    asked = (roots(reach), year, day, *named(under), _PARTS[by], roots(people), above)
    row = json.loads(found(await db.fetchval(INDICATORS, *asked), "ese año escolar"))
    safe = told(_by_school(row["owners"])) if above else frozenset()
    items = [_item(each, safe) for each in row["items"]]
    told_of = {"year": year, "cuts": row["cuts"], "items": items}
    return Json(json.dumps(told_of, ensure_ascii=False))


def _item(group: Mapping[str, Any], safe: frozenset[Place]) -> dict[str, Any]:
    seen = all(each["seen"] for each in group["counted"])
    promises = all(each["seen"] or Place(each["place"]) in safe for each in group["counted"])
    return {
        "code": group["code"],
        "name": group["name"],
        **figures(group["facts"], promises=promises, answers=seen),
    }


def _by_school(owners: Iterable[tuple[str, int, int]]) -> dict[Place, Counts]:
    """Of each school the owners of ended commitments: who kept all, and who did not."""
    return {Place(place): (kept, failed) for place, kept, failed in owners}
