"""What the reviewers of the demonstration find waiting."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.access.permits import PersonId
from domain.reporting.reports.model import ReportId
from persistence.calls import OpenCall
from persistence.database import Reading
from persistence.reporting.reports.queue import CHAIN, chain_of, involved
from persistence.statements import Query

# Whoever finds it waiting: of the office that it waits for, and not involved in it.
WAITING = Query(f"""
select r.id, r.version, h.person_id, c.closes_at <= :now as closed, (
    select b.id from observation b where b.report_id = r.id order by b.ordinal limit 1
) as observation
from report r
join report_cut c on c.code = r.cut_code
join report_stream s on s.year = c.year and s.code = c.stream_code
cross join {chain_of("r")} chain
join lateral (
    select a.person_id from appointment a
    where a.role = ({CHAIN})[chain.level] and a.place @> r.place
    and (a.valid @> :today::date) is true
    and not {involved("r", "a.person_id")}
    order by a.post nulls last, a.person_id limit 1
) h on true
where c.year = any(:years::int[]) and s.review_required and r.status = 'submitted'
order by r.id
""")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A report that waits, with who reviews it and one of its observations."""

    report: ReportId
    version: int
    reviewer: PersonId
    closed: bool
    observation: UUID


async def load_waiting(call: OpenCall[Reading], years: Sequence[int]) -> list[Waiting]:
    """Every report of these years that waits for somebody."""
    rows = await WAITING.rows(call, years=list(years))
    return [
        Waiting(
            ReportId(row["id"]),
            row["version"],
            PersonId(row["person_id"]),
            row["closed"],
            row["observation"],
        )
        for row in rows
    ]
