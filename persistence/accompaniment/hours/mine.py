"""The caller's own hours, planned against executed, whatever they hold by now."""

import json
from datetime import date

from domain.access.permits import PersonId
from persistence.accompaniment.hours.facts import ledger, of_year
from persistence.accompaniment.hours.views import execution_view
from persistence.database import Json, Reading

MY_LEDGERS = f"""
select {ledger()}::text as ledger from {of_year()}
where r.person_id = $1 and r.year = coalesce($2::int, (
    select max(m.year) from workload_assignment m where m.person_id = $1
))
order by r.place, r.role
"""


async def show_mine(db: Reading, person: PersonId, *, year: int | None, today: date) -> Json:
    """What a person was given to do and did, in one year; None: in the latest that there is."""
    rows = await db.fetch(MY_LEDGERS, person, year)
    items = [execution_view(row["ledger"], today=today) for row in rows]
    return Json(json.dumps({"items": items}, ensure_ascii=False))
