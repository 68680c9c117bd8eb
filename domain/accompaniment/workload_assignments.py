"""The hours of one coordinator in a year: the template's, or others for a reason (F44, F50)."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.access.permits import PersonId, Place
from domain.access.roles import Role
from domain.accompaniment.hours.execution import HoursLine, week_of
from domain.accompaniment.workloads import Coordinator
from domain.errors import Conflict, Finding, Forbidden, Invalid, NotFound, Noun
from domain.versions import Change, Seen, change_of

WORKLOAD_ASSIGNMENT = Noun("esa asignación de horas", "assignment of hours")


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


class OwnHours(Forbidden):
    """Nobody gives hours to themselves, or changes those they have."""

    code = "own-hours"
    title_es, title_en = "Sus propias horas", "Your own hours"
    es = "Nadie se asigna ni se cambia sus propias horas: lo hace otra persona de la dirección."
    en = "Nobody gives themselves hours or changes their own: somebody else of the direction does."
    may = (Role.DIRECTOR,)


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
class AssignedPost:
    """Of whom, where, in which role and year: what of an assignment stays."""

    year: int
    role: Coordinator
    place: Place
    person_id: UUID


@dataclass(frozen=True, slots=True)
class WorkloadAssignment:
    """What is given: hours by leaf where they are other than the template's, and why."""

    post: AssignedPost
    shares: Mapping[str, int]
    justification: str | None


@dataclass(frozen=True, slots=True)
class WorkloadShare:
    """The hours of one line."""

    code: str
    hours: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentRequest:
    """An assignment as it is asked for: the school by its code, each line as it was sent."""

    year: int
    institution: str
    role: Coordinator
    person_id: UUID
    shares: Sequence[WorkloadShare]
    justification: str | None

    def at(self, place: Place) -> WorkloadAssignment:
        """The assignment in the school that the code stands for, or why its lines cannot be read:
        a line stands once."""
        post = AssignedPost(self.year, self.role, place, self.person_id)
        return WorkloadAssignment(post, hours_by_line(self.shares), self.justification)


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentFacts:
    """The school, the template's lines, whether it is published and the person holds the post,
    whether all that was reported in the year is published, whether they have their hours under
    another id, and what stands under this one; `foreign`: it stands out of reach."""

    place: Place
    lines: Sequence[HoursLine]
    published: bool
    held: bool
    consolidated: bool
    already_assigned: bool
    present: WorkloadAssignment | None
    version: int | None
    foreign: bool


def hours_by_line(shares: Sequence[WorkloadShare]) -> Mapping[str, int]:
    """Hours by code, or why they cannot be read so: a code stands once."""
    used = Counter(share.code for share in shares)
    faults = [
        Finding(
            f"/shares/{n}/code", "line-twice",
            f"La línea «{share.code}» está más de una vez.",
            f"The line «{share.code}» stands more than once.",
        )
        for n, share in enumerate(shares)
        if used[share.code] > 1
    ]  # fmt: skip
    if faults:
        raise InvalidAssignment(faults, count=len(faults))
    return {share.code: share.hours for share in shares}


def assign(
    assignment: WorkloadAssignment,
    facts: AssignmentFacts,
    *,
    by: PersonId,
    if_match: Seen | None,
) -> Change:
    """Whether the hours are given, changed or so already, or why they cannot be."""
    if facts.foreign:
        raise NotFound(what=WORKLOAD_ASSIGNMENT)
    if facts.present is not None and facts.present.post != assignment.post:
        raise AssignmentIsAnothers
    lines, year = week_of(facts.lines), assignment.post.year
    same = facts.present == _without_same(lines, assignment)
    present, what = facts.version, WORKLOAD_ASSIGNMENT
    change = change_of(present=present, if_match=if_match, same=same, what=what)
    if change is Change.NOTHING:
        return change
    if assignment.post.person_id == by:
        raise OwnHours
    _check_year(facts, year)
    if faults := list(_faults(lines, assignment)):
        raise InvalidAssignment(faults, count=len(faults))
    _check_holder(facts, year)
    return change


def _check_holder(facts: AssignmentFacts, year: int) -> None:
    if not facts.held:
        raise PostNotHeld(year=year)
    if facts.already_assigned:
        raise HoursAlreadyAssigned


def _check_year(facts: AssignmentFacts, year: int) -> None:
    if facts.consolidated:
        raise HoursYearConsolidated(year=year)
    if not facts.published:
        raise WorkloadNotPublished(year=year)


def weekly_hours(lines: Sequence[HoursLine], assignment: WorkloadAssignment) -> dict[str, int]:
    """The weekly hours of every leaf: those that were asked for, else the template's."""
    return {each.code: assignment.shares.get(each.code, each.hours) for each in lines if each.proof}


def _without_same(lines: Sequence[HoursLine], assignment: WorkloadAssignment) -> WorkloadAssignment:
    """The same with what deviates alone, as the facts tell what is there."""
    hours = {each.code: each.hours for each in lines}
    deviating = {code: n for code, n in assignment.shares.items() if hours.get(code) != n}
    return WorkloadAssignment(assignment.post, deviating, assignment.justification)


def _faults(lines: Sequence[HoursLine], assignment: WorkloadAssignment) -> Iterator[Finding]:
    by_code = {each.code: each for each in lines}
    for n, code in enumerate(assignment.shares):
        line = by_code.get(code)
        if line is None:
            es = f"La distribución no tiene la línea «{code}»."
            en = f"The workload has no line «{code}»."
            yield Finding(f"/shares/{n}/code", "unknown-line", es, en)
        elif line.proof is None:
            es = f"«{line.name}» ({code}) tiene partes: asigne las horas de cada una."
            en = f"«{line.name}» ({code}) has parts: give the hours of each."
            yield Finding(f"/shares/{n}/code", "line-has-parts", es, en)
    deviating = _without_same(lines, assignment).shares
    differences = [
        f"{line.name}: {deviating[line.code]} en vez de {line.hours}"
        for line in lines
        if line.code in deviating
    ]
    if differences and assignment.justification is None:
        es = f"Justifique la diferencia con la norma ({'; '.join(differences)})."
        en = f"Justify the difference with the norm ({'; '.join(differences)})."
        yield Finding("/justification", "justification-missing", es, en)
    if not deviating and assignment.justification is not None:
        es, en = "Las horas son las de la norma: no hay qué justificar.", "Nothing to justify."
        yield Finding("/justification", "nothing-to-justify", es, en)
