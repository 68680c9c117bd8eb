"""The template of a sheet of people: its columns, and a row for each word of a role, with all other
words and forms. What stands in brackets is to be filled in: a row left as it stands is refused."""

from collections.abc import Iterator
from itertools import cycle

from domain.access.roles import Role
from domain.exchange.actor_imports.words import DAYS, DOC_TYPES, REGIMES, ROLES
from domain.people.actors import DocType
from domain.people.appointments.model import LEVEL_OF, Regime
from domain.territory.places import PlaceKind

HEADER = (
    "tipo_documento", "numero_documento", "nombres", "apellido_paterno", "apellido_materno",
    "cargo", "lugar", "anexo", "puesto", "regimen", "resolucion", "codigo_plaza", "desde", "hasta",
)  # fmt: skip
_NUMBERS = {
    DocType.DNI: "(8 dígitos)",
    DocType.CE: "(9 a 12 letras o dígitos)",
    DocType.PTP: "(9 dígitos)",
}
_CODES = {
    PlaceKind.NATION: "PE",
    PlaceKind.REGION: "(código de 6 dígitos)",
    PlaceKind.IGED: "(código de 6 dígitos)",
    PlaceKind.INSTITUTION: "(código modular de 7 dígitos)",
}
EXAMPLE = ("(nombres)", "(apellido paterno)", "(apellido materno)")


def template() -> str:
    """The file, as Excel opens it."""
    rows = [";".join(cells) for cells in (HEADER, *_rows())]
    return "\ufeff" + "".join(f"{row}\r\n" for row in rows)


def _rows() -> Iterator[tuple[str, ...]]:
    """Every word once, where there are rows enough; then from the first again."""
    types = cycle((_NUMBERS[kind], word) for kind, words in DOC_TYPES.items() for word in words)
    regimes = cycle(word for words in REGIMES.values() for word in words)
    days = cycle(DAYS)
    for role, words in ROLES.items():
        for word in words:
            number, doc_type = next(types)
            school = LEVEL_OF[role] is PlaceKind.INSTITUTION
            cas = role in {Role.PSYCHOLOGIST, Role.CIST}
            yield (
                doc_type, number, *EXAMPLE, word,
                _CODES[LEVEL_OF[role]], "0" if school else "", "",
                REGIMES[Regime.CAS][0] if cas else next(regimes), "", "",
                next(days), "",
            )  # fmt: skip
