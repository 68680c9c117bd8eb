"""Exemptions: an obligation excused by someone, for a reason, and back."""

from uuid import UUID

from domain.events import EventKind
from domain.reporting.obligations import OBLIGATION, ExemptionFacts
from persistence.calls import Call
from persistence.database import Writing, found
from persistence.fragments import event, in_reach
from persistence.mapping import from_json
from persistence.reporting.obligations.owing import held_json, own
from persistence.statements import Command, Lock

# The share lock keeps the cut from being consolidated between the decision and its commit.
EXEMPTION_FACTS = Lock(f"""
select json_build_object(
    'own', {own()}, 'fulfilled', o.fulfilled_at is not null, 'exempt_reason', o.exempt_reason,
    'consolidated', c.consolidated_at is not null
)::text
from obligation o join report_cut c on c.code = o.cut_code
where o.id = :id and {in_reach("o.place")}
for update of o for share of c
""")

_EXEMPTED = event(
    EventKind.OBLIGATION_EXEMPTED, of="excused", subject="'obligation/' || id",
    data="'cut', cut_code, 'reason', exempt_reason",
)  # fmt: skip
_RESTORED = event(
    EventKind.OBLIGATION_RESTORED, of="restored", subject="'obligation/' || id",
    data="'cut', cut_code",
)  # fmt: skip

EXEMPT = Command(f"""
with excused as (
    update obligation set exempt_reason = :reason, exempt_by = :by, exempt_at = :now
    where id = :id
    returning *
)
{_EXEMPTED}
""")

WITHDRAW_EXEMPTION = Command(f"""
with restored as (
    update obligation set exempt_reason = null, exempt_by = null, exempt_at = null
    where id = :id
    returning *
)
{_RESTORED}
""")


async def load_exemption_facts(call: Call[Writing], id: UUID) -> ExemptionFacts:
    """How an obligation in reach stands, held with its cut until it is excused or not."""
    facts = await EXEMPTION_FACTS.value(call, id=id, held=held_json(call.permit.held))
    return from_json(ExemptionFacts, found(facts, OBLIGATION))


async def store_exemption(call: Call[Writing], id: UUID, reason: str) -> None:
    """Excuse the obligation whose facts are held, with the event."""
    await EXEMPT.row(call, id=id, reason=reason)


async def restore(call: Call[Writing], id: UUID) -> None:
    """Owe it again, with the event."""
    await WITHDRAW_EXEMPTION.row(call, id=id)
