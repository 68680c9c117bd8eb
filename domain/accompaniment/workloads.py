"""How the week of a coordinator is shared out in a year (F44, F50): a tree whose parts add up.

The ministry drafts a template, and publishes it; from then on people are held to it and nothing of
it changes. Hours are weekly *horas pedagógicas* of 45 minutes.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.errors import Conflict, Finding, Invalid
from domain.versions import Change, change_of

WHAT = "esa distribución de horas"


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
class Line:
    """Weekly hours for one kind of work, and its parts. A line with parts has no proof."""

    code: str
    name: str
    hours: int
    proof: Proof | None
    children: tuple["Line", ...] = ()


@dataclass(frozen=True, slots=True)
class Template:
    """A whole week: the norm that orders it, its hours, and its lines."""

    norm: str
    total: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class TemplateDesk:
    """The template as it stands; None: there is none yet."""

    present: Template | None
    version: int | None
    published: bool


@dataclass(frozen=True, slots=True)
class Placed:
    """A line where it hangs; `pointer` is its JSON Pointer."""

    line: Line
    parent: str | None
    ordinal: int
    pointer: str


def placed(
    lines: Sequence[Line], *, parent: str | None = None, at: str = "/lines"
) -> Iterator[Placed]:
    """Every line of a tree, each before its parts."""
    for n, line in enumerate(lines):
        yield Placed(line, parent, n + 1, f"{at}/{n}")
        yield from placed(line.children, parent=line.code, at=f"{at}/{n}/children")


def keep_draft(desk: TemplateDesk, asked: Template, *, if_match: int | None) -> Change:
    """Whether the draft is begun, changed or there already, or why it cannot be so."""
    same = desk.present == asked
    if desk.published and not same:
        raise WorkloadPublished
    change = change_of(present=desk.version, if_match=if_match, same=same, what=WHAT)
    if faults := list(_faults(asked)):
        raise InvalidWorkload(faults, count=len(faults))
    return change


def publish(desk: TemplateDesk, *, if_match: int | None) -> Change:
    """Whether the version that was read is published now, or was already."""
    return change_of(present=desk.version, if_match=if_match, same=desk.published, what=WHAT)


def _faults(asked: Template) -> Iterator[Finding]:
    every = list(placed(asked.lines))
    yield from _sums(asked, every)
    yield from _proofs(every)
    yield from _twice(every)


def _sums(asked: Template, every: Sequence[Placed]) -> Iterator[Finding]:
    roots = sum(line.hours for line in asked.lines)
    if roots != asked.total:
        es = f"El total es {asked.total} horas y sus líneas suman {roots}."
        en = f"The total is {asked.total} hours and its lines add up to {roots}."
        yield Finding("/total", "does-not-add-up", es, en)
    for each in every:
        line, parts = each.line, sum(part.hours for part in each.line.children)
        if line.children and parts != line.hours:
            es = f"«{line.name}» ({line.code}) tiene {line.hours} horas y sus partes suman {parts}."
            en = f"«{line.name}» ({line.code}) has {line.hours} hours; its parts add up to {parts}."
            yield Finding(f"{each.pointer}/hours", "does-not-add-up", es, en)


def _proofs(every: Sequence[Placed]) -> Iterator[Finding]:
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


def _twice(every: Sequence[Placed]) -> Iterator[Finding]:
    used = Counter(each.line.code for each in every)
    for each in every:
        if used[each.line.code] > 1:
            es = f"El código «{each.line.code}» está en más de una línea."
            en = f"The code «{each.line.code}» stands in more than one line."
            yield Finding(f"{each.pointer}/code", "code-twice", es, en)
