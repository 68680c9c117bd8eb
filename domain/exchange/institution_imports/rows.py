"""What each row of a sheet of schools says, and its faults that need no database to see."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple, TypeVar

from domain.exchange.sheets.cells import folded, restored
from domain.exchange.sheets.faults import DUPLICATED, MISSING, Faults, SheetNotices, SheetRule
from domain.exchange.sheets.header import Column
from domain.exchange.sheets.reading import Sheet, SheetRow
from domain.territory.institutions.model import LATITUDES, LONGITUDES, Management, SchoolArea

COLUMNS = (
    Column(
        "modular_code",
        ("modular_code", "codigo_modular", "cod_mod7", "cod_mod", "codmod"),
        required=True,
    ),
    Column("annex", ("annex", "anexo")),
    Column("name", ("name", "nombre", "nombre_real", "cen_edu")),
    Column("premise_code", ("premise_code", "codigo_local", "codlocal")),
    Column("iged", ("iged_code", "codooii", "iged")),
    Column("area", ("area",)),
    Column("management", ("management", "gestion", "gestion2")),
    Column("ubigeo", ("ubigeo", "codgeo")),
    Column("populated_place", ("populated_place", "centro_poblado")),
    Column("latitude", ("latitude", "lat", "nlat_ie")),
    Column("longitude", ("longitude", "lon", "nlong_ie")),
    Column("students", ("students", "estudiantes", "alumnos")),
    Column("teachers", ("teachers", "docentes")),
    Column("sections", ("sections", "secciones")),
    Column("level", ("level", "nivel", "d_niv_mod", "nivel_modalidad")),
    Column("model", ("jec", "model", "modelo", "modelo_jec", "modelo_servicio", "jec_flag")),
)
NEEDED = ("iged", "area", "management", "ubigeo")
"""What a school is registered with, and no sheet needs for one that is registered."""
Choice = TypeVar("Choice")
AREAS = {
    **dict.fromkeys(("urbana", "urbano", "urban"), SchoolArea.URBAN),
    "rural": SchoolArea.RURAL,
}
_PUBLIC = ("publica", "publico", "public", "publica_de_gestion_directa")
MANAGEMENTS = {
    **dict.fromkeys((*_PUBLIC, "publica_de_gestion_privada"), Management.PUBLIC),
    **dict.fromkeys(("privada", "privado", "private"), Management.PRIVATE),
}
SECONDARY = frozenset({"secundaria", "educacion_secundaria", "secundaria_ebr", "secondary"})
JEC = frozenset({"jec", "modelo_jec", "mse_jec", "jornada_escolar_completa"})
OTHER_MODELS = frozenset(
    {"no", "no_jec", "jer", "jornada_escolar_regular", "regular", "coar", "otro", "ninguno"}
)
"""All as they are compared: exactly, but for case, tildes and signs."""
LONGEST_TEXT = 120
MOST = {"students": 99_999, "teachers": 9_999, "sections": 999}
_DEGREES = re.compile(r"-?[0-9]{1,3}([.,][0-9]{1,20})?")

NOT_A_CODE = SheetRule(
    "not-a-code",
    "«{value}» no es un código de {width} dígitos.",
    "«{value}» has not {width} digits.",
)
UNKNOWN_CHOICE = SheetRule(
    "unknown-choice", "«{value}» no es {known}.", "«{value}» is not {known}."
)
UNKNOWN_UBIGEO = SheetRule(
    "unknown-ubigeo", "El INEI no tiene un distrito {value}.", "INEI has no district {value}."
)
NOT_A_NUMBER = SheetRule(
    "not-a-number",
    "«{value}» no es un número entero de 0 a {most}.",
    "«{value}» is not a whole number from 0 to {most}.",
)
NOT_DEGREES = SheetRule(
    "not-degrees", "«{value}» no son grados decimales.", "«{value}» is not in decimal degrees."
)
OUT_OF_PERU = SheetRule(
    "out-of-range",
    "«{value}» está fuera del Perú: debe estar entre {least} y {most}.",
    "«{value}» lies outside Peru: it must be between {least} and {most}.",
)
UNKNOWN_MODEL = SheetRule(
    "unknown-model",
    "Modelos que no se reconocen: escriba JEC o No. Esas instituciones no se activaron.",
    "Models that are not known: write JEC or No. Those institutions were not activated.",
)
TOO_LONG = SheetRule(
    "too-long", "El texto pasa de {most} caracteres.", "The text is longer than {most} characters."
)
ZEROS_RESTORED = SheetRule(
    "zeros-restored",
    "Códigos que habían perdido ceros a la izquierda: se restituyeron.",
    "Codes that had lost their leading zeros: they were restored.",
)


class SchoolRow(NamedTuple):
    """What a row says of a school; None where it says nothing, or nothing that can be. `secondary`:
    of that level; `belongs`: to the JEC model; `empty`: what a new school needs and is not there.
    """

    row: int
    code: str | None
    iged: str | None
    name: str | None
    premise_code: str | None
    area: SchoolArea | None
    management: Management | None
    ubigeo: str | None
    populated_place: str | None
    latitude: Decimal | None
    longitude: Decimal | None
    students: int | None
    teachers: int | None
    sections: int | None
    secondary: bool | None
    belongs: bool | None
    empty: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CheckedSchools:
    """The rows of a sheet, the faults found so far, and what was put right on the way."""

    sheet: Sheet
    entries: tuple[SchoolRow, ...]
    faults: Faults
    notices: SheetNotices

    @property
    def rows(self) -> int:
        """How many rows the sheet has, those that could not be told apart included."""
        numbers = {row.number for row in self.sheet.rows}
        return len(numbers | {fault.row for fault in self.sheet.faults})


def check(sheet: Sheet, *, ubigeos: Collection[str]) -> CheckedSchools:
    """Read every row; a key that stands twice is a fault of the later row."""
    faults, notices = Faults(sheet.headers, sheet.faults), SheetNotices(sheet.headers)
    reader = _Reader(sheet, faults, notices, ubigeos)
    first: dict[str, int] = {}
    entries = []
    for row in sheet.rows:
        entry = reader.entry(row)
        if entry.code and (earlier := first.setdefault(entry.code, row.number)) != row.number:
            faults.add(DUPLICATED, row.number, "modular_code", entry.code, first=earlier)
            entry = entry._replace(code=None)
        entries.append(entry)
    return CheckedSchools(sheet, tuple(entries), faults, notices)


class _Reader:
    """Reads cells of one row after another, noting each fault at its place."""

    def __init__(
        self, sheet: Sheet, faults: Faults, notices: SheetNotices, ubigeos: Collection[str]
    ) -> None:
        self._faults, self._notices, self._ubigeos = faults, notices, ubigeos
        self._says_jec = "jec" in folded(sheet.headers.get("model", ""))
        self._row = SheetRow(0, {})

    def entry(self, row: SheetRow) -> SchoolRow:
        """What the row says."""
        self._row = row
        modular = self._code("modular_code", 7)
        annex = self._code("annex", 1) if row.cells["annex"] else "0"
        return SchoolRow(
            row.number,
            f"{modular}-{annex}" if modular and annex else None,
            self._code("iged", 6) if row.cells["iged"] else None,
            self._text("name"),
            self._code("premise_code", 6) if row.cells["premise_code"] else None,
            self._choice("area", AREAS, "Urbana/Rural"),
            self._choice("management", MANAGEMENTS, "Pública/Privada"),
            self._ubigeo() if row.cells["ubigeo"] else None,
            self._text("populated_place"),
            self._degrees("latitude", LATITUDES),
            self._degrees("longitude", LONGITUDES),
            self._count("students"),
            self._count("teachers"),
            self._count("sections"),
            self._said("level", SECONDARY),
            self._belongs(),
            tuple(column for column in NEEDED if not row.cells[column]),
        )

    def _fault(self, rule: SheetRule, column: str, **facts: object) -> None:
        self._faults.add(rule, self._row.number, column, self._row.cells[column], **facts)

    def _code(self, column: str, width: int) -> str | None:
        cell = self._row.cells[column]
        code = restored(cell, width)
        if not cell:
            self._fault(MISSING, column)
        elif code is None:
            self._fault(NOT_A_CODE, column, width=width)
        elif code != cell:
            self._notices.add(ZEROS_RESTORED, column)
        return code if cell else None

    def _ubigeo(self) -> str | None:
        ubigeo = self._code("ubigeo", 6)
        if ubigeo and ubigeo not in self._ubigeos:
            self._fault(UNKNOWN_UBIGEO, "ubigeo")
        return ubigeo

    def _choice(self, column: str, choices: Mapping[str, Choice], known: str) -> Choice | None:
        cell = self._row.cells[column]
        chosen = choices.get(folded(cell[:LONGEST_TEXT]))
        if cell and chosen is None:
            self._fault(UNKNOWN_CHOICE, column, known=known)
        return chosen

    def _said(self, column: str, words: Collection[str]) -> bool | None:
        cell = self._row.cells[column]
        return folded(cell[:LONGEST_TEXT]) in words if cell else None

    def _belongs(self) -> bool | None:
        """What is no known word belongs to nothing, and is told. A plain yes says so where the
        header asks for JEC."""
        cell = folded(self._row.cells["model"][:LONGEST_TEXT])
        if self._says_jec:
            cell = {"si": "jec", "yes": "jec"}.get(cell, cell)
        if cell and cell not in JEC | OTHER_MODELS:
            self._notices.add(UNKNOWN_MODEL, "model")
        return cell in JEC if cell else None

    def _text(self, column: str) -> str | None:
        cell = self._row.cells[column]
        if len(cell) > LONGEST_TEXT:
            self._fault(TOO_LONG, column, most=LONGEST_TEXT)
        return cell or None

    def _degrees(self, column: str, bounds: tuple[float, float]) -> Decimal | None:
        cell = self._row.cells[column]
        if not cell:
            return None
        if not _DEGREES.fullmatch(cell):
            self._fault(NOT_DEGREES, column)
            return None
        degrees = round(Decimal(cell.replace(",", ".")), 6)
        if not bounds[0] <= degrees <= bounds[1]:
            self._fault(OUT_OF_PERU, column, least=bounds[0], most=bounds[1])
        return degrees

    def _count(self, column: str) -> int | None:
        cell = self._row.cells[column]
        if not cell:
            return None
        if not (cell.isascii() and cell.isdigit() and len(cell) < 7 and int(cell) <= MOST[column]):
            self._fault(NOT_A_NUMBER, column, most=MOST[column])
            return None
        return int(cell)
