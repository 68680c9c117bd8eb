"""How the week of a coordinator is shared out in a year (F44, F50): a tree whose parts add up.

The ministry drafts a template, and publishes it; from then on people are held to it and nothing of
it changes. Hours are weekly *horas pedagógicas* of 45 minutes.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.errors import Conflict, Finding, Invalid, NotFound, Noun
from domain.versions import Change, Seen, change_of

WORKLOAD = Noun("esa distribución de horas", "workload")


class Coordinator(StrEnum):
    """The roles whose week is shared out."""

    CP = "cp"
    CT = "ct"


class Proof(StrEnum):
    """By which records a line is carried out."""

    VISITS = "visits"
    PREPARATION = "preparation"
    DIALOGUES = "dialogues"
    SESSIONS = "sessions"
    ENTRIES = "entries"


PROOF_NAMES = {
    Proof.VISITS: ("las visitas realizadas", "visits done"),
    Proof.PREPARATION: ("la preparación de los diálogos", "the preparation of dialogues"),
    Proof.DIALOGUES: ("los diálogos realizados", "dialogues held"),
    Proof.SESSIONS: ("las reuniones y talleres realizados", "collaborative sessions held"),
    Proof.ENTRIES: ("lo que anota el coordinador", "what the coordinator enters"),
}
"""How people call each, in Spanish and English."""


class InvalidWorkload(Invalid):
    """The lines cannot be a template; `errors` name each line at fault."""

    code = "invalid-workload"
    title_es, title_en = "Distribución de horas no válida", "Invalid workload"
    es = "La distribución de horas tiene {count} falla(s); cada una nombra su línea."
    en = "The workload has {count} fault(s); each names its line."


class WorkloadPublished(Conflict):
    """It is in force: people have been given their hours by it."""

    code = "workload-published"
    title_es, title_en = "La distribución ya está publicada", "The workload is published"
    es = "La distribución de horas de ese año y cargo está publicada: ya no cambia."
    en = "The workload of that year and role is published: it no longer changes."


@dataclass(frozen=True, slots=True)
class TemplateLine:
    """Weekly hours for one kind of work, and its parts. A line with parts has no proof."""

    code: str
    name: str
    hours: int
    proof: Proof | None
    children: tuple["TemplateLine", ...] = ()


@dataclass(frozen=True, slots=True)
class WorkloadTemplate:
    """A whole week: the norm that orders it, its hours, and its lines."""

    norm: str
    total: int
    lines: tuple[TemplateLine, ...]


@dataclass(frozen=True, slots=True)
class TemplateFacts:
    """The template as it stands; None: there is none yet."""

    present: WorkloadTemplate | None
    version: int | None
    published: bool


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A line where it hangs; `pointer` is its JSON Pointer."""

    line: TemplateLine
    parent: str | None
    ordinal: int
    pointer: str


def placed(
    lines: Sequence[TemplateLine], *, parent: str | None = None, at: str = "/lines"
) -> Iterator[PlacedLine]:
    """Every line of a tree, each before its parts."""
    for n, line in enumerate(lines):
        yield PlacedLine(line, parent, n + 1, f"{at}/{n}")
        yield from placed(line.children, parent=line.code, at=f"{at}/{n}/children")


@dataclass(frozen=True, slots=True, kw_only=True)
class FlatLine:
    """A line as it is kept and logged: it names the one that it is a part of."""

    code: str
    parent_code: str | None
    ordinal: int
    name: str
    hours: int
    proof: Proof | None


def flat_lines(template: WorkloadTemplate) -> Sequence[FlatLine]:
    """Every line of a template, each before its parts."""
    return [
        FlatLine(
            code=each.line.code,
            parent_code=each.parent,
            ordinal=each.ordinal,
            name=each.line.name,
            hours=each.line.hours,
            proof=each.line.proof,
        )
        for each in placed(template.lines)
    ]


def write_template(
    template: WorkloadTemplate, facts: TemplateFacts, *, if_match: Seen | None
) -> Change:
    """Whether the draft is begun, changed or there already, or why it cannot be so."""
    same = facts.present == template
    if facts.published and not same:
        raise WorkloadPublished
    change = change_of(present=facts.version, if_match=if_match, same=same, what=WORKLOAD)
    if faults := list(_faults(template)):
        raise InvalidWorkload(faults, count=len(faults))
    return change


def publish(facts: TemplateFacts, *, if_match: Seen | None) -> Change:
    """Whether the version that was read is published now, or was already."""
    same = facts.published
    change = change_of(present=facts.version, if_match=if_match, same=same, what=WORKLOAD)
    if change is Change.CREATE:
        raise NotFound(what=WORKLOAD)
    return change


def _faults(template: WorkloadTemplate) -> Iterator[Finding]:
    every = list(placed(template.lines))
    yield from _sums(template, every)
    yield from _proofs(every)
    yield from _twice(every)


def _sums(template: WorkloadTemplate, every: Sequence[PlacedLine]) -> Iterator[Finding]:
    roots = sum(line.hours for line in template.lines)
    if roots != template.total:
        es = f"El total es {template.total} horas y sus líneas suman {roots}."
        en = f"The total is {template.total} hours and its lines add up to {roots}."
        yield Finding("/total", "does-not-add-up", es, en)
    for each in every:
        line, parts = each.line, sum(part.hours for part in each.line.children)
        if line.children and parts != line.hours:
            es = f"«{line.name}» ({line.code}) tiene {line.hours} horas y sus partes suman {parts}."
            en = f"«{line.name}» ({line.code}) has {line.hours} hours; its parts add up to {parts}."
            yield Finding(f"{each.pointer}/hours", "does-not-add-up", es, en)


def _proofs(every: Sequence[PlacedLine]) -> Iterator[Finding]:
    used = Counter(each.line.proof for each in every)
    for each in every:
        line, pointer = each.line, f"{each.pointer}/proof"
        if line.children and line.proof:
            es = f"«{line.name}» ({line.code}) tiene partes: son ellas las que se acreditan."
            en = f"«{line.name}» ({line.code}) has parts: it is they that are proved."
            yield Finding(pointer, "proof-of-parts", es, en)
        elif not line.children and line.proof is None:
            es = f"Diga con qué registros se acredita «{line.name}» ({line.code})."
            en = f"Say by which records «{line.name}» ({line.code}) is proved."
            yield Finding(pointer, "proof-missing", es, en)
        elif line.proof not in {None, Proof.ENTRIES} and used[line.proof] > 1:
            es = f"Más de una línea se acredita con {PROOF_NAMES[line.proof][0]}."
            en = f"More than one line is proved by {PROOF_NAMES[line.proof][1]}."
            yield Finding(pointer, "proof-twice", es, en)


def _twice(every: Sequence[PlacedLine]) -> Iterator[Finding]:
    used = Counter(each.line.code for each in every)
    for each in every:
        if used[each.line.code] > 1:
            es = f"El código «{each.line.code}» está en más de una línea."
            en = f"The code «{each.line.code}» stands in more than one line."
            yield Finding(f"{each.pointer}/code", "code-twice", es, en)
