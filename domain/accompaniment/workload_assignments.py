"""The hours of one coordinator in a year: the template's, or others for a reason (F44, F50)."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.access.permits import Place
from domain.accompaniment.hours import Line
from domain.accompaniment.workloads import Coordinator
from domain.errors import Conflict, Finding, Invalid, NotFound
from domain.versions import Change, change_of

WHAT = "esa asignación de horas"


class InvalidAssignment(Invalid):
    """The hours cannot be given so; `errors` name each fault."""

    code = "invalid-assignment"
    title_es, title_en = "Asignación de horas no válida", "Invalid assignment of hours"
    es = "La asignación de horas tiene {count} falla(s)."
    en = "The assignment of hours has {count} fault(s)."


class WorkloadNotPublished(Conflict):
    """Nobody is held to a template that may still change."""

    code = "workload-not-published"
    title_es, title_en = "La distribución no está publicada", "The workload is not published"
    es = "El Ministerio aún no publica la distribución de horas de {year} para ese cargo."
    en = "The ministry has not published the workload of {year} for that role yet."


class PostNotHeld(Conflict):
    """The person holds no such post in that school in that year."""

    code = "post-not-held"
    title_es, title_en = "No ocupa ese cargo", "The post is not held"
    es = "Esa persona no ocupa una plaza de ese cargo en la institución durante el año {year}."
    en = "That person holds no post of that role in the school during {year}."


class HoursAlreadyAssigned(Conflict):
    """One assignment for each person, school, role and year: change that one."""

    code = "hours-already-assigned"
    title_es, title_en = "Las horas ya están asignadas", "The hours are already assigned"
    es = "Esa persona ya tiene sus horas de ese año, cargo e institución. Cambie esa asignación."
    en = "That person has their hours of that year, role and school already. Change that one."


class AssignmentIsAnothers(Conflict):
    """Whose hours they are, where and of which year, stays."""

    code = "assignment-is-anothers"
    title_es, title_en = "La asignación es de otra persona", "The assignment is another's"
    es = "Esa asignación es de otra persona, institución, cargo o año. Haga una nueva."
    en = "That assignment is of another person, school, role or year. Make a new one."


class HoursYearConsolidated(Conflict):
    """All that was reported in the year is published."""

    code = "hours-year-consolidated"
    title_es, title_en = "El año está consolidado", "The year is consolidated"
    es = "Los cortes de {year} están consolidados: las horas de ese año ya no cambian."
    en = "The cuts of {year} are consolidated: the hours of that year no longer change."


@dataclass(frozen=True, slots=True)
class Whose:
    """Of whom, where, in which role and year."""

    year: int
    role: Coordinator
    place: Place
    person: UUID


@dataclass(frozen=True, slots=True)
class Assignment:
    """What is given: hours by leaf where they are other than the template's, and why."""

    whose: Whose
    shares: Mapping[str, int]
    justification: str | None


@dataclass(frozen=True, slots=True)
class AssignmentDesk:
    """The template's lines (none: not published), whether the person holds the post, and what
    stands under the assignment's id; `foreign`: it stands out of reach."""

    lines: Sequence[Line]
    published: bool
    held: bool
    consolidated: bool
    present: Assignment | None
    version: int | None
    foreign: bool = False


def read_shares(shares: Sequence[tuple[str, int]]) -> Mapping[str, int]:
    """Hours by code, or why they cannot be read so: a code stands once."""
    used = Counter(code for code, _ in shares)
    faults = [
        Finding(
            f"/shares/{n}/code", "line-twice",
            f"La línea «{code}» está más de una vez.", f"The line «{code}» stands more than once.",
        )
        for n, (code, _) in enumerate(shares)
        if used[code] > 1
    ]  # fmt: skip
    if faults:
        raise InvalidAssignment(faults, count=len(faults))
    return dict(shares)


def assign(desk: AssignmentDesk, asked: Assignment, *, if_match: int | None) -> Change:
    """Whether the hours are given, changed or so already, or why they cannot be."""
    if desk.foreign:
        raise NotFound(what=WHAT)
    if desk.present is not None and desk.present.whose != asked.whose:
        raise AssignmentIsAnothers
    same = desk.present == _without_same(desk.lines, asked)
    change = change_of(present=desk.version, if_match=if_match, same=same, what=WHAT)
    if change is Change.NOTHING:
        return change
    if desk.consolidated:
        raise HoursYearConsolidated(year=asked.whose.year)
    if not desk.published:
        raise WorkloadNotPublished(year=asked.whose.year)
    if faults := list(_faults(desk.lines, asked)):
        raise InvalidAssignment(faults, count=len(faults))
    if not desk.held:
        raise PostNotHeld(year=asked.whose.year)
    return change


def given(lines: Sequence[Line], asked: Assignment) -> dict[str, int]:
    """The weekly hours of every leaf: those that were asked for, else the template's."""
    return {each.code: asked.shares.get(each.code, each.hours) for each in lines if each.proof}


def _without_same(lines: Sequence[Line], asked: Assignment) -> Assignment:
    """The same with what deviates alone, as the desk tells what is there."""
    hours = {each.code: each.hours for each in lines}
    deviating = {code: n for code, n in asked.shares.items() if hours.get(code) != n}
    return Assignment(asked.whose, deviating, asked.justification)


def _faults(lines: Sequence[Line], asked: Assignment) -> Iterator[Finding]:
    by_code = {each.code: each for each in lines}
    for n, code in enumerate(asked.shares):
        line = by_code.get(code)
        if line is None:
            es = f"La distribución no tiene la línea «{code}»."
            en = f"The workload has no line «{code}»."
            yield Finding(f"/shares/{n}/code", "unknown-line", es, en)
        elif line.proof is None:
            es = f"«{line.name}» ({code}) tiene partes: asigne las horas de cada una."
            en = f"«{line.name}» ({code}) has parts: give the hours of each."
            yield Finding(f"/shares/{n}/code", "line-has-parts", es, en)
    deviating = _without_same(lines, asked).shares
    told = [
        f"{line.name}: {deviating[line.code]} en vez de {line.hours}"
        for line in lines
        if line.code in deviating
    ]
    if told and asked.justification is None:
        es = f"Justifique la diferencia con la norma ({'; '.join(told)})."
        en = f"Justify the difference with the norm ({'; '.join(told)})."
        yield Finding("/justification", "justification-missing", es, en)
    if not deviating and asked.justification is not None:
        es, en = "Las horas son las de la norma: no hay qué justificar.", "Nothing to justify."
        yield Finding("/justification", "nothing-to-justify", es, en)
