"""Work that a coordinator enters: minutes of a day for a line that no other record proves."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from domain.accompaniment.hours.days import ConsolidatedCut, DaySpan
from domain.accompaniment.hours.execution import HoursLine
from domain.accompaniment.workloads import PROOF_NAMES, Proof
from domain.errors import Conflict, Finding, Invalid, NotFound, Noun
from domain.versions import Change, Seen, change_of

WORK_ENTRY = Noun("esa anotación de horas", "work entry")
MINUTES_OF_A_DAY = 720
"""Of one person, whatever they hold: half of a day and night."""


class InvalidWorkEntry(Invalid):
    """It cannot be entered so; `errors` name each fault."""

    code = "invalid-work-entry"
    title_es, title_en = "Anotación de horas no válida", "Invalid work entry"
    es = "La anotación tiene {count} falla(s)."
    en = "The entry has {count} fault(s)."


class DayIsFull(Conflict):
    """With it, what the person enters and prepares on that day would be more than a day holds."""

    code = "day-is-full"
    title_es, title_en = "El día no alcanza", "The day is full"
    es = "Con {minutes} minutos más, lo anotado ese día pasaría de {most}: ya hay {others}."
    en = "With {minutes} minutes more, that day would have more than {most}: it has {others}."


class HoursConsolidated(Conflict):
    """What was done by then has been published."""

    code = "hours-consolidated"
    title_es, title_en = "Las horas están consolidadas", "The hours are consolidated"
    es = "El {day} está consolidado con el corte {cut}: lo anotado hasta ese corte ya no cambia."
    en = "{day} is consolidated with the cut {cut}: what was entered up to it no longer changes."


@dataclass(frozen=True, slots=True)
class WorkEntry:
    """So many minutes of one line on one day in Peru."""

    line: str
    worked_on: date
    minutes: int
    note: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryFacts:
    """The lines and the days of an assignment, the cuts that are consolidated, the minutes that the
    person entered or prepared besides on the day asked for, and what stands under the entry's id;
    `foreign`: it belongs to another assignment."""

    lines: Sequence[HoursLine]
    year: DaySpan
    held: Sequence[DaySpan]
    consolidated: Sequence[ConsolidatedCut]
    others: int
    present: WorkEntry | None
    version: int | None
    foreign: bool


def enter(entry: WorkEntry, facts: EntryFacts, *, if_match: Seen | None, today: date) -> Change:
    """Whether the work is entered, changed or there already, or why it cannot be."""
    if facts.foreign:
        raise NotFound(what=WORK_ENTRY)
    same = facts.present == entry
    change = change_of(present=facts.version, if_match=if_match, same=same, what=WORK_ENTRY)
    if change is Change.NOTHING:
        return change
    if faults := list(_faults(entry, facts, today)):
        raise InvalidWorkEntry(faults, count=len(faults))
    for each in (entry, facts.present):  # neither taken out of what is published nor put into it
        if each is not None:
            check_open(facts.consolidated, each.worked_on)
    check_day(entry.minutes, facts.others)
    return change


def check_day(minutes: int, others: int) -> None:
    """Pass when so many more fit into a day on which the person declares others."""
    if minutes and others + minutes > MINUTES_OF_A_DAY:
        raise DayIsFull(minutes=minutes, most=MINUTES_OF_A_DAY, others=others)


def remove(facts: EntryFacts) -> None:
    """Pass when the entry is there and may be deleted."""
    if facts.present is None or facts.foreign:
        raise NotFound(what=WORK_ENTRY)
    check_open(facts.consolidated, facts.present.worked_on)


def check_open(consolidated: Sequence[ConsolidatedCut], day: date) -> None:
    """Pass when no consolidated cut covers the day or comes after it."""
    for cut in consolidated:
        if day <= cut.last_on:
            raise HoursConsolidated(day=f"{day:%d/%m/%Y}", cut=cut.code)


def _faults(entry: WorkEntry, facts: EntryFacts, today: date) -> Iterator[Finding]:
    line = next((each for each in facts.lines if each.code == entry.line), None)
    if line is None:
        es, en = f"No hay una línea «{entry.line}».", f"There is no line «{entry.line}»."
        yield Finding("/line", "unknown-line", es, en)
    elif line.proof is None:
        es = f"«{line.name}» tiene partes: anote en una de ellas."
        en = f"«{line.name}» has parts: enter it for one of them."
        yield Finding("/line", "line-has-parts", es, en)
    elif line.proof is not Proof.ENTRIES:
        es = f"«{line.name}» se acredita con {PROOF_NAMES[line.proof][0]}: no se anota."
        en = f"«{line.name}» is proved by {PROOF_NAMES[line.proof][1]}: it is not entered."
        yield Finding("/line", "proved-otherwise", es, en)
    yield from _faults_of_day(entry.worked_on, facts, today)


def _faults_of_day(day: date, facts: EntryFacts, today: date) -> Iterator[Finding]:
    if day > today:
        es, en = "Ese día aún no llega.", "That day has not come."
        yield Finding("/worked_on", "in-the-future", es, en)
    if day not in facts.year:
        year = facts.year
        es = f"Está fuera del año escolar: del {year.first:%d/%m/%Y} al {year.last:%d/%m/%Y}."
        en = f"Lies outside the school year: {year.first} to {year.last}."
        yield Finding("/worked_on", "outside-school-year", es, en)
    elif not any(day in span for span in facts.held):
        es, en = "Ese día no ocupaba el cargo.", "The post was not held on that day."
        yield Finding("/worked_on", "post-not-held", es, en)
