"""What the filters of lists name: it has to exist for who asks, else the filter is refused.

An empty list would look like an answer, and a mistyped code like a school that owes nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from domain.errors import Finding, Noun

FEW = 12
"""So many possible values are told when none is near."""


class NamedKind(StrEnum):
    """What a filter names: `x-names` of its parameter in the contract."""

    REGION = "region"
    IGED = "iged"
    INSTITUTION = "institution"
    CATALOGUE_REGION = "catalogue-region"
    CUT = "cut"
    STREAM = "stream"
    YEAR = "year"
    INSTRUMENT = "instrument"
    REPORT = "report"
    PERSON = "person"
    ACTOR = "actor"
    EVENT_KIND = "event-kind"
    SUBJECT = "subject"


NOUNS = {
    NamedKind.REGION: Noun("la región", "region"),
    NamedKind.IGED: Noun("la IGED", "IGED"),
    NamedKind.INSTITUTION: Noun("la institución", "institution"),
    NamedKind.CATALOGUE_REGION: Noun("la región", "region"),
    NamedKind.CUT: Noun("el corte", "report cut"),
    NamedKind.STREAM: Noun("la línea de reporte", "report stream"),
    NamedKind.YEAR: Noun("el año escolar", "school year"),
    NamedKind.INSTRUMENT: Noun("el instrumento", "instrument"),
    NamedKind.REPORT: Noun("el reporte", "report"),
    NamedKind.PERSON: Noun("la persona", "person"),
    NamedKind.ACTOR: Noun("la persona o el sistema", "person or client"),
    NamedKind.EVENT_KIND: Noun("el tipo de evento", "kind of event"),
    NamedKind.SUBJECT: Noun("el asunto", "subject"),
}


@dataclass(frozen=True, slots=True)
class NamedField:
    """A value of a filter, the parameter that it stands in, and what it names."""

    parameter: str
    kind: NamedKind
    value: str


def unknown_value(named: NamedField, known: Sequence[str]) -> Finding:
    """The refusal of a value that names nothing for the caller; `known` are values that would do,
    near ones first told. What is out of reach is told in the same words."""
    noun = NOUNS[named.kind]
    es = f"No existe {noun.es} «{named.value}», o está fuera de su ámbito."
    en = f"There is no {noun.en} «{named.value}», or it lies outside your reach."
    near = get_close_matches(named.value, known, n=3, cutoff=0.6)
    if near:
        es += f" ¿Quiso decir {_listed(near)}?"
        en += f" Did you mean {_listed(near)}?"
    elif known:
        more = "…" if len(known) > FEW else ""
        es += f" Hay: {_listed(known[:FEW])}{more}."
        en += f" There are: {_listed(known[:FEW])}{more}."
    return Finding(f"?{named.parameter}", "unknown-value", es, en)


def place_elsewhere(named: NamedField, beside: NamedField) -> Finding:
    """The refusal of a place that does not lie in the larger one that is named beside it."""
    noun, larger = NOUNS[named.kind], NOUNS[beside.kind]
    subject = noun.es[0].upper() + noun.es[1:]
    es = f"{subject} «{named.value}» no está en {larger.es} «{beside.value}»."
    en = f"The {noun.en} «{named.value}» does not lie in the {larger.en} «{beside.value}»."
    return Finding(f"?{named.parameter}", "place-elsewhere", es, en)


def _listed(values: Iterable[str]) -> str:
    return ", ".join(values)
