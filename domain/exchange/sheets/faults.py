"""Faults of a sheet, told by row and column, and the refusal that carries them all."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from domain.errors import Finding, Invalid, Language

FAULTS_LISTED = 1_000


class ImportRefused(Invalid):
    """Some rows are faulty and the caller did not ask to store the others (`accept=valid`)."""

    code = "import-refused"
    title_es, title_en = "Importación rechazada", "Import refused"
    es = "{rows} fila(s) con {count} error(es); se listan hasta {listed}. No se guardó nada."
    en = "{rows} row(s) with {count} error(s); up to {listed} are listed. Nothing was stored."


@dataclass(frozen=True, slots=True)
class SheetRule:
    """A reason to refuse a cell, or to warn of it. Texts may use `{value}` and further facts."""

    code: str
    es: str
    en: str


@dataclass(frozen=True, slots=True)
class Fault:
    """A rule that a cell breaks: row and header as the file has them, and what stands there."""

    row: int
    column: str
    value: str
    rule: SheetRule
    facts: Mapping[str, object] = field(default_factory=dict)

    def text(self, language: Language, *, quoting: bool = True) -> str:
        """The reason, for the person who made the sheet."""
        template = self.rule.es if language == "es" else self.rule.en
        return template.format(value=self.value if quoting else "…", **self.facts)

    def finding(self, *, quoting: bool) -> Finding:
        """The fault as the `errors` of a problem tell it."""
        place = f"row {self.row}, {self.column}"
        es, en = self.text("es", quoting=quoting), self.text("en", quoting=quoting)
        return Finding(place, self.rule.code, es, en)


TOO_MANY_CELLS = SheetRule(
    "too-many-cells",
    "La fila tiene más celdas que la cabecera: ¿un separador dentro de un texto sin comillas?",
    "The row has more cells than the header: is there a separator in a text without quotes?",
)
CELL_TOO_LONG = SheetRule(
    "cell-too-long",
    "La celda tiene más de {most} caracteres: ¿faltó cerrar unas comillas?",
    "The cell has more than {most} characters: is a closing quote missing?",
)
UNSEEN_CHARACTER = SheetRule(
    "unseen-character",
    "La celda tiene {es} en el carácter {at}: no se ve y cambia la palabra. Escríbala de nuevo.",
    "The cell has {en} at character {at}: unseen, it changes the word. Write it anew.",
)
FORMULA = SheetRule(
    "formula",
    "La celda tiene una fórmula: cópiela y péguela como valor.",
    "The cell has a formula: copy it and paste it as a value.",
)
FORMULA_ERROR = SheetRule(
    "formula-error",
    "La celda tiene el error de una fórmula: escriba su valor.",
    "The cell has the error of a formula: write its value.",
)
SCIENTIFIC = SheetRule(
    "scientific-form",
    "La hoja de cálculo convirtió el número en forma científica y le quitó cifras: dé formato Texto"
    " a la columna y escríbalo de nuevo.",
    "The spreadsheet made the number scientific and took digits away: give the column the format"
    " Text and write it anew.",
)
MISSING = SheetRule("missing", "Falta este dato.", "This value is missing.")
DUPLICATED = SheetRule(
    "duplicated",
    "Repite la clave «{value}» de la fila {first}.",
    "Repeats the key «{value}» of row {first}.",
)


class Faults:
    """Collects the faults of a sheet: all are counted, the first thousand are listed."""

    def __init__(self, headers: Mapping[str, str], found: Iterable[Fault] = ()) -> None:
        self._headers = headers
        self._listed: list[Fault] = []
        self.count = 0
        self.rows: set[int] = set()
        for fault in found:
            self._append(fault)

    def copy(self) -> "Faults":
        """The same faults, to which others can be added without changing these."""
        other = Faults(self._headers)
        other._listed = list(self._listed)
        other.count, other.rows = self.count, set(self.rows)
        return other

    def add(self, rule: SheetRule, row: int, column: str, value: str = "", **facts: object) -> None:
        """Note a fault; `column` is our name and is told as the file's header."""
        self._append(Fault(row, self._headers.get(column, column), value[:80], rule, facts))

    def _append(self, fault: Fault) -> None:
        self.count += 1
        self.rows.add(fault.row)
        if len(self._listed) < FAULTS_LISTED:
            self._listed.append(fault)

    @property
    def listed(self) -> tuple[Fault, ...]:
        """The faults that are told, by row."""
        return tuple(sorted(self._listed, key=lambda fault: fault.row))

    def refuse_any(self, *, quoting: bool = True) -> None:
        """Raise `ImportRefused` unless the sheet is without fault.

        A sheet of people is not quoted: a column out of place holds names and documents, and
        whatever lies between may keep a problem.
        """
        if self.count:
            findings = [fault.finding(quoting=quoting) for fault in self.listed]
            raise ImportRefused(
                findings, rows=len(self.rows), count=self.count, listed=FAULTS_LISTED
            )


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What a caller wants of a sheet: the rows without fault stored although others have some
    (`valid_only`), or only to be told (`dry_run`). `quoting`: whether a refusal may repeat what
    stands in the cells."""

    valid_only: bool
    dry_run: bool
    quoting: bool

    def check(self, faults: Faults) -> None:
        """Refuse a faulty sheet (`ImportRefused`), unless its other rows or only a forecast are
        wanted."""
        if not self.valid_only and not self.dry_run:
            faults.refuse_any(quoting=self.quoting)


class SheetNotices:
    """Counts what was put right or left aside, by rule and column: warnings, not refusals."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        self._headers = headers
        self.counted: Counter[tuple[SheetRule, str]] = Counter()

    def copy(self) -> "SheetNotices":
        """The same, to which others can be added without changing these."""
        other = SheetNotices(self._headers)
        other.counted = self.counted.copy()
        return other

    def add(self, rule: SheetRule, column: str) -> None:
        """Note it for one more row."""
        self.counted[rule, self._headers.get(column, column)] += 1
