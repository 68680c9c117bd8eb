"""How a coordinator's week is shared out: a tree of lines whose hours must add up (F44, F50)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.errors import Finding, Invalid

WEEK = 32


@dataclass(frozen=True, slots=True)
class WorkloadLine:
    """A line of the week, in weekly *horas pedagógicas*; its children, if any, add up to it."""

    code: str
    name: str
    hours: int
    children: tuple["WorkloadLine", ...] = ()


class InvalidWorkload(Invalid):
    """The hours do not add up; `findings` name every line at once."""

    code = "invalid-workload"
    title_es, title_en = "Distribución de horas no válida", "Invalid workload"
    es = "La distribución de horas tiene {count} error(es)."
    en = "The workload has {count} error(s)."


def check_template(lines: Sequence[WorkloadLine]) -> None:
    """Refuses a template that does not total 32 h, or with a line its children do not add up to.

    InvalidWorkload also lists lines without hours and codes used twice among sisters.
    """
    findings = list(_faults(lines, "/lines"))
    total = sum(line.hours for line in lines)
    if total != WEEK:
        findings.append(
            Finding(
                "/lines",
                "wrong-total",
                f"El total es {total} horas; deben ser {WEEK}.",
                f"The total is {total} hours; it must be {WEEK}.",
            )
        )
    if findings:
        raise InvalidWorkload(findings, count=len(findings))


def _faults(lines: Sequence[WorkloadLine], where: str) -> Iterator[Finding]:
    met: set[str] = set()
    for at, line in enumerate(lines):
        here = f"{where}/{at}"
        if line.code in met:
            es, en = "Este código ya está usado.", "This code is already used."
            yield Finding(f"{here}/code", "duplicate-code", es, en)
        met.add(line.code)
        if line.hours <= 0:
            es, en = "Las horas deben ser más que cero.", "Hours must be more than zero."
            yield Finding(f"{here}/hours", "no-hours", es, en)
        parts = sum(child.hours for child in line.children)
        if line.children and parts != line.hours:
            es = f"Las partes suman {parts} horas, no {line.hours}."
            en = f"The parts add up to {parts} hours, not {line.hours}."
            yield Finding(f"{here}/children", "wrong-sum", es, en)
        yield from _faults(line.children, f"{here}/children")
