"""Cuts: windows of reporting, half-open: `opens_at <= now < closes_at`. A day is a day in Peru.

A cut that takes reports until the end of 30 June closes at the first instant of 1 July in Lima.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from domain.errors import Conflict, Finding, Invalid, Noun
from domain.peru_time import day_of
from domain.reporting.calendar.consolidating import check_not_consolidated
from domain.versions import Change, Seen, change_of

ONE_DAY = timedelta(days=1)
REPORT_CUT = Noun("ese corte", "report cut")


class CutState(StrEnum):
    """Where a cut stands: by the clock, until its figures are consolidated."""

    SCHEDULED = "scheduled"
    OPEN = "open"
    CLOSED = "closed"
    CONSOLIDATED = "consolidated"


class CutStage(StrEnum):
    """The stage of the year that a cut reports (F107)."""

    DIAGNOSTIC = "diagnostic"
    PROCESS = "process"
    CLOSING = "closing"


@dataclass(frozen=True, slots=True)
class SchoolYear:
    """A school year; both of its days are inside. A demonstration year is labelled so."""

    year: int
    starts_on: date
    ends_on: date
    weekly_hours: int
    demonstration: bool


@dataclass(frozen=True, slots=True)
class Cut:
    """One window of a stream: `[opens_at, closes_at)`, and the days that its observations may be
    dated, both inside."""

    ordinal: int
    stage: CutStage
    opens_at: datetime
    closes_at: datetime
    period_from: date
    period_to: date

    @property
    def first_day(self) -> date:
        """The day in Peru on which it opens."""
        return day_of(self.opens_at)

    @property
    def last_day(self) -> date:
        """The last day in Peru of which some moment is still inside."""
        return day_of(self.closes_at - timedelta.resolution)

    def state_at(self, now: datetime) -> CutState:
        """By the clock alone: scheduled until it opens, closed from `closes_at` on."""
        if now < self.opens_at:
            return CutState.SCHEDULED
        return CutState.OPEN if now < self.closes_at else CutState.CLOSED


class CutCode(NamedTuple):
    """What a cut's code says: `2024-implementation-1`."""

    year: int
    stream: str
    ordinal: int

    @classmethod
    def read(cls, code: str) -> "CutCode":
        """The parts of a code that has the form of the contract."""
        year, stream, ordinal = code.split("-")
        return cls(int(year), stream, int(ordinal))

    @property
    def text(self) -> str:
        """The code again."""
        return f"{self.year}-{self.stream}-{self.ordinal}"


@dataclass(frozen=True, slots=True)
class CutFacts:
    """The school year, the other cuts of the stream, the cut as it is (None: absent), and whether
    its figures are published."""

    year: SchoolYear
    others: Sequence[Cut]
    present: Cut | None
    version: int | None
    consolidated: bool


class InvalidCut(Invalid):
    """The window or its period can never be right; `errors` name each fault."""

    code = "invalid-cut"
    title_es, title_en = "Corte no válido", "Invalid cut"
    es = "Las fechas del corte no son válidas."
    en = "The dates of the cut are not valid."


class CutsOverlap(Conflict):
    """At some instant two cuts of one stream would be open."""

    code = "cuts-overlap"
    title_es, title_en = "Los cortes se cruzan", "The cuts overlap"
    es = "La ventana se cruza con la de otro corte de la misma línea de reporte."
    en = "The window overlaps that of another cut of the same stream."


class CutsOutOfOrder(Conflict):
    """The numbers of a stream's cuts follow their dates."""

    code = "cuts-out-of-order"
    title_es, title_en = "Los cortes pierden su orden", "The cuts are out of order"
    es = "Los números de los cortes deben seguir el orden de sus fechas."
    en = "The numbers of the cuts must follow the order of their dates."


def write_cut(cut: Cut, facts: CutFacts, *, if_match: Seen | None) -> Change:
    """Whether the cut is added, moved or there already, or why it cannot be so."""
    same = facts.present == cut
    change = change_of(present=facts.version, if_match=if_match, same=same, what=REPORT_CUT)
    if change is not Change.NOTHING:
        check_not_consolidated(consolidated=facts.consolidated)
        check_cut(cut, others=facts.others, year=facts.year)
    return change


def check_cut(cut: Cut, *, others: Sequence[Cut], year: SchoolYear) -> None:
    """Refuse a cut that cannot stand among the other cuts of its stream in that school year."""
    if faults := list(_faults(cut, year)):
        raise InvalidCut(faults)
    for other in others:
        earlier, later = sorted((cut, other), key=lambda each: each.ordinal)
        if cut.opens_at < other.closes_at and other.opens_at < cut.closes_at:
            raise CutsOverlap([_beside(other, "overlaps")])
        if earlier.opens_at > later.opens_at:
            raise CutsOutOfOrder([_beside(other, "out-of-order")])


def _faults(cut: Cut, year: SchoolYear) -> Iterator[Finding]:
    if cut.opens_at >= cut.closes_at:
        es, en = "El cierre debe ser posterior a la apertura.", "It must close after it opens."
        yield Finding("/closes_at", "closes-before-opening", es, en)
    if cut.period_from > cut.period_to:
        es, en = "El periodo termina antes de empezar.", "The period ends before it starts."
        yield Finding("/period_to", "period-reversed", es, en)
    for name, day in (("period_from", cut.period_from), ("period_to", cut.period_to)):
        if not (year.demonstration or year.starts_on <= day <= year.ends_on):
            es = f"Debe estar dentro del año escolar: del {year.starts_on} al {year.ends_on}."
            en = f"Must lie inside the school year: {year.starts_on} to {year.ends_on}."
            yield Finding(f"/{name}", "outside-school-year", es, en)


def _beside(other: Cut, code: str) -> Finding:
    es = f"El corte {other.ordinal} va del {other.first_day} al {other.last_day}."
    en = f"Cut {other.ordinal} runs from {other.first_day} to {other.last_day}."
    return Finding("/opens_at", code, es, en)
