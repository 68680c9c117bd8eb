"""Coordinators' hours, planned against executed."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.accompaniment.hours.execution import AssignmentTotals, Execution, execution, totals
from persistence.accompaniment.hours.reading import (
    AssignmentFilter,
    load_execution_facts,
    load_my_execution_facts,
    load_totals_facts,
)
from persistence.calls import Call
from persistence.database import Reading
from persistence.paging import PageKey, PageWanted


@dataclass(frozen=True, slots=True)
class TotalsPage:
    """Assignments with their totals, and the key of the last one when more follow."""

    items: Sequence[AssignmentTotals]
    last: PageKey | None


async def count_execution(call: Call[Reading], id: UUID) -> Execution:
    """What was planned and done of one assignment in sight, by line, week and cut."""
    return execution(await load_execution_facts(call, id), today=call.today)


async def count_mine(call: Call[Reading], year: int | None) -> Sequence[Execution]:
    """What the caller was given to do and did, in one year; None: in the latest that there is."""
    own = await load_my_execution_facts(call, year)
    return [execution(facts, today=call.today) for facts in own]


async def count_totals(
    call: Call[Reading], wanted: PageWanted, chosen: AssignmentFilter
) -> TotalsPage:
    """The assignments in sight, with the totals of their year."""
    page, last = await load_totals_facts(call, wanted, chosen)
    return TotalsPage([totals(facts, today=call.today) for facts in page], last)
