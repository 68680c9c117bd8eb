"""What a sheet of schools changes, decided row by row against what stands."""

from datetime import date
from uuid import uuid4

from domain.access.permits import PersonId, Place, Reach
from domain.events import EventKind
from domain.exchange.institution_imports.activating import ImportAct, RegionCounts
from domain.exchange.institution_imports.deciding import ImportFacts, ImportOptions, decide
from domain.exchange.institution_imports.rows import COLUMNS, check
from domain.exchange.sheets.reading import read_sheet
from domain.territory.institutions.registering import ManagingBody

HEADER = "codmod,iged,area,gestion,ubigeo"
BAGUA, TUMBES = Place("pe.010000.010002"), Place("pe.240000.240002")
FACTS = ImportFacts(
    {"010002": ManagingBody(BAGUA, True), "240002": ManagingBody(TUMBES, True)},
    {},
    None,
    frozenset(),
    {"010000": RegionCounts("Amazonas", 1, 0), "240000": RegionCounts("Tumbes", 9, 0)},
)
ACT = ImportAct("RM 1-2024", date(2024, 3, 1))
OPTIONS = ImportOptions(2024, transfers=False, activate=True, act=ACT)


def plan_of(reach: Place, *rows: str) -> tuple[list[tuple[str, EventKind]], list[tuple[int, str]]]:
    checked = check(read_sheet("\n".join([HEADER, *rows]).encode(), COLUMNS), ubigeos={"010203"})
    plan = decide(checked, FACTS, OPTIONS, reach=Reach(PersonId(uuid4()), (reach,)))
    faults = [(fault.row, fault.rule.code) for fault in plan.faults.listed]
    return [(outcome.code, outcome.event) for outcome in plan.outcomes], faults


ROWS = (
    "0000002,240002,Rural,Pública,010203",
    "0000001,010002,Rural,Pública,010203",
)


def test_rows_are_stored_in_the_order_of_their_keys() -> None:
    outcomes, faults = plan_of(Place("pe"), *ROWS)
    assert outcomes == [
        ("0000001-0", EventKind.INSTITUTION_CREATED),
        ("0000002-0", EventKind.INSTITUTION_CREATED),
    ]
    assert faults == []


def test_each_row_is_authorized_by_itself_and_what_is_out_of_reach_looks_absent() -> None:
    outcomes, faults = plan_of(Place("pe.010000"), *ROWS)
    assert outcomes == [("0000001-0", EventKind.INSTITUTION_CREATED)]
    assert faults == [(2, "unknown-iged")]
