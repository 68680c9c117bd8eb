"""Exemptions: an obligation excused by someone, for a reason, and back."""

from datetime import datetime
from uuid import UUID

from domain.access.permits import PersonId, Reach
from domain.errors import Conflict
from domain.reporting.calendar.consolidating import check_not_consolidated
from persistence.database import Json, Writing, found, roots
from persistence.reporting.obligations.reading import show_one


class FulfilledAlready(Conflict):
    """What was delivered needs no exemption."""

    code = "obligation-fulfilled"
    title_es, title_en = "Ya fue presentado", "Already fulfilled"
    es = "Este reporte ya fue presentado; no corresponde exonerarlo."
    en = "This report was already filed; there is nothing to excuse."


EXEMPT = """
with excused as (
    update obligation set exempt_reason = $3, exempt_by = $4, exempt_at = $5
    where id = $1 and place <@ any($2::text[]::ltree[]) and exempt_reason is distinct from $3
    returning id, place, cut_code
)
insert into event (at, actor_id, place, kind, subject, payload)
select $5, $4, place, 'obligation.exempted', 'obligation/' || id,
    jsonb_build_object('reason', $3::text, 'cut', cut_code)
from excused
"""

WITHDRAW_EXEMPTION = """
with restored as (
    update obligation set exempt_reason = null, exempt_by = null, exempt_at = null
    where id = $1 and place <@ any($2::text[]::ltree[]) and exempt_at is not null
    returning id, place, cut_code
)
insert into event (at, actor_id, place, kind, subject, payload)
select $4, $3, place, 'obligation.restored', 'obligation/' || id,
    jsonb_build_object('cut', cut_code)
from restored
"""

# The share lock keeps the cut from being consolidated between the decision and its commit.
LOCKED = """
select o.fulfilled_at is not null as fulfilled, o.exempt_reason as reason,
    c.consolidated_at is not null as consolidated
from obligation o join report_cut c on c.code = o.cut_code
where o.id = $1 and o.place <@ any($2::text[]::ltree[])
for update of o for share of c
"""


async def exempt(
    db: Writing, obligation: UUID, reason: str, *, by: PersonId, reach: Reach, now: datetime
) -> Json:
    """Excuse an obligation. The same reason again changes nothing."""
    row = found(await db.fetchrow(LOCKED, obligation, roots(reach)), "esa obligación")
    if row["fulfilled"]:
        raise FulfilledAlready
    check_not_consolidated(consolidated=row["consolidated"] and row["reason"] != reason)
    await db.fetch(EXEMPT, obligation, roots(reach), reason, by, now)
    return await show_one(db, obligation, reach=reach, now=now)


async def withdraw_exemption(
    db: Writing, obligation: UUID, *, by: PersonId, reach: Reach, now: datetime
) -> Json:
    """Owe it again. Without an exemption, nothing changes."""
    row = found(await db.fetchrow(LOCKED, obligation, roots(reach)), "esa obligación")
    check_not_consolidated(consolidated=row["consolidated"] and row["reason"] is not None)
    await db.fetch(WITHDRAW_EXEMPTION, obligation, roots(reach), by, now)
    return await show_one(db, obligation, reach=reach, now=now)
