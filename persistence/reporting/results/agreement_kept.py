"""Of which items a release tells the agreement of observers, kept with its figures."""

import json
from collections import defaultdict

from domain.access.permits import Place, Reach
from domain.reporting.agreement.telling import items_told
from persistence.database import Writing, roots

ITEM_TEACHERS = """
select p.instrument_code, p.instrument_version, p.place::text, m.item,
    count(distinct p.teacher_id)::int as teachers
from result_pair p cross join lateral jsonb_object_keys(p.marks) as m (item)
where p.cut_code = $1 and 'pe'::ltree <@ any($2::text[]::ltree[])
group by 1, 2, 3, 4
"""

KEEP_TOLD = """
insert into result_agreement (cut_code, place, instrument_code, instrument_version, items)
select $1, t.place::ltree, t.instrument, t.version, t.items
from jsonb_to_recordset($2::jsonb) as t (place text, instrument text, version int, items text[])
"""


async def keep_told(db: Writing, cut: str, *, reach: Reach) -> None:
    """Keep of which items a release of the cut tells the agreement, by place, from the lessons that
    it froze."""
    counted: dict[tuple[str, int], dict[str, dict[Place, int]]] = defaultdict(dict)
    for row in await db.fetch(ITEM_TEACHERS, cut, roots(reach)):
        form = row["instrument_code"], row["instrument_version"]
        schools = counted[form].setdefault(row["item"], {})
        schools[Place(row["place"])] = row["teachers"]
    told = [
        {"place": place, "instrument": instrument, "version": version, "items": codes}
        for (instrument, version), items in counted.items()
        for place, codes in items_told(items).items()
    ]
    await db.fetch(KEEP_TOLD, cut, json.dumps(told))
