"""What is counted of coordinators' hours, in one statement; the domain adds it up."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.accompaniment.hours.execution import ExecutionFacts, TotalsFacts
from domain.accompaniment.workload_assignments import WORKLOAD_ASSIGNMENT
from domain.accompaniment.workloads import Coordinator
from domain.territory.places import OfficialPlace
from persistence.accompaniment.hours.facts import (
    execution_facts,
    in_sight,
    of_year,
    totals_facts,
)
from persistence.calls import Call
from persistence.database import Reading, found
from persistence.fragments import in_place, place_of
from persistence.identity.vouchers import answered_for
from persistence.mapping import from_json
from persistence.paging import PageKey, PageWanted, in_order, read_page
from persistence.statements import Query

EXECUTION_FACTS = Query(f"""
select {execution_facts()}::text from {of_year()} where r.id = :id and {in_sight()}
""")

MY_EXECUTION_FACTS = Query(f"""
select {execution_facts()}::text as facts from {of_year()}
where r.person_id = :by and {answered_for("r.place")} and r.year = coalesce(:year::int, (
    select max(m.year) from workload_assignment m where m.person_id = :by
))
order by r.place, r.role
""")

TOTALS_FACTS = in_order(
    f"""
    select t.* from (
        select r.* from {of_year()}
        where {in_sight()} and {in_place("r.place")}
        and (:year::int is null or r.year = :year) and (:role::text is null or r.role = :role)
    ) t where true
    """,
    by='t.place text collate "C", t.year int, t.role text, t.id uuid',
    view=totals_facts(),
)


@dataclass(frozen=True, slots=True)
class AssignmentFilter:
    """Which assignments are wanted; None: all."""

    year: int | None
    role: Coordinator | None
    under: OfficialPlace | None


async def load_execution_facts(call: Call[Reading], id: UUID) -> ExecutionFacts:
    """What was planned and done of one assignment in sight."""
    facts = await EXECUTION_FACTS.value(call, id=id)
    return from_json(ExecutionFacts, found(facts, WORKLOAD_ASSIGNMENT))


async def load_my_execution_facts(
    call: Call[Reading], year: int | None
) -> Sequence[ExecutionFacts]:
    """The caller's own, whatever they hold by now, in one year; None: in the latest there is."""
    rows = await MY_EXECUTION_FACTS.rows(call, year=year)
    return [from_json(ExecutionFacts, row["facts"]) for row in rows]


async def load_totals_facts(
    call: Call[Reading], wanted: PageWanted, chosen: AssignmentFilter
) -> tuple[Sequence[TotalsFacts], PageKey | None]:
    """The assignments in sight, by school, with the totals of their year; and the key of the last
    one when more follow."""
    narrowed = {"year": chosen.year, "role": chosen.role} | place_of(chosen.under)
    page = await read_page(call, TOTALS_FACTS, wanted, **narrowed)
    return from_json(list[TotalsFacts], page.items), page.last
