"""From the bytes of a CSV to its rows, or to the kind that says why it is no table."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import NamedTuple

from domain.errors import Finding, Invalid
from domain.exchange.sheets.cells import folded
from domain.exchange.sheets.faults import (
    CELL_TOO_LONG,
    CONTROL_CHARACTER,
    TOO_MANY_CELLS,
    Fault,
    SheetRule,
)

LONGEST_SHEET = 200_000
"""Rows of one sheet: more than all the school services of the country (180 828)."""
WIDEST_SHEET = 200
LONGEST_TITLE = 120
LONGEST_CELL = 1_000
"""Refused before anything is done to it: putting the marks of a text in order takes time that grows
with the square of their number."""
"""Of a title, which each fault of its column repeats."""
_DELIMITERS = (",", ";", "\t")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_AS_TEXT = re.compile(r'="(.*)"')


class NotATable(Invalid):
    """The bytes are not text: a workbook, an image, an unknown encoding."""

    code = "sheet-not-csv"
    title_es, title_en = "El archivo no es CSV", "Not a CSV file"
    es = (
        "El archivo no es un texto CSV. En Excel use «Guardar como» y elija «CSV UTF-8» "
        "o «CSV (delimitado por comas)»."
    )
    en = "The file is not CSV text. In Excel use «Save as» and choose «CSV UTF-8» or «CSV»."


class EmptySheet(Invalid):
    """There is no header, or nothing below it."""

    code = "sheet-empty"
    title_es, title_en = "Archivo sin filas", "Empty sheet"
    es = "El archivo no tiene filas debajo de la cabecera."
    en = "The file has no rows below its header."


class BrokenSheet(Invalid):
    """A quotation mark that is never closed, or text after one: the rest cannot be told apart."""

    code = "sheet-broken"
    title_es, title_en = "Comillas mal cerradas", "Broken quoting"
    es = "No se puede leer el archivo cerca de la fila {row}: revise las comillas."
    en = "The file cannot be read near row {row}: check its quotation marks."


class SheetTooLong(Invalid):
    """More rows than one import takes."""

    code = "sheet-too-long"
    title_es, title_en = "Demasiadas filas", "Too many rows"
    es = "El archivo tiene más de {longest} filas o una fila de más de {widest} columnas."
    en = "The file has more than {longest} rows or a row of more than {widest} columns."


class WrongColumns(Invalid):
    """A needed column is missing, or two columns have its name; `errors` name each."""

    code = "sheet-columns"
    title_es, title_en = "Columnas no válidas", "Wrong columns"
    es = "La cabecera del archivo tiene {count} problema(s)."
    en = "The header of the file has {count} problem(s)."


@dataclass(frozen=True, slots=True)
class Column:
    """A column an import understands: our name and the headers it is met under, best first."""

    name: str
    headers: tuple[str, ...]
    required: bool = False


class SheetRow(NamedTuple):
    """One row: its number in the file and its cells by our column names."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table that could be read. `headers` maps our names to the file's, where it has them."""

    headers: Mapping[str, str]
    ignored: tuple[str, ...]
    rows: tuple[SheetRow, ...]
    faults: tuple[Fault, ...] = ()


def read_sheet(body: bytes, columns: Sequence[Column]) -> Sheet:
    """The rows of a CSV, or the kind that says why it is no table."""
    records = _records(_decoded(body))
    _, titles = next(records, (0, []))
    header = [title[:LONGEST_TITLE] for title in titles]
    if not any(header):
        raise EmptySheet
    chosen = _chosen(header, columns)
    used = set(chosen.values())
    rows, faults = _rows(records, header, chosen, columns)
    if not rows and not faults:
        raise EmptySheet
    return Sheet(
        {name: header[place] for name, place in chosen.items()},
        tuple(h for n, h in enumerate(header) if n not in used and h),
        rows,
        faults,
    )


def _decoded(body: bytes) -> str:
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = body.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise NotATable


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """Row numbers and cleaned cells, from the header on."""
    first, _, rest = text.partition("\n")
    if hint := re.fullmatch(r'sep=([^"\r])\r?', first):
        delimiter, text = hint[1], rest
    else:
        delimiter = max(_DELIMITERS, key=first.count)
    number = 0
    try:
        for number, cells in enumerate(
            csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True), start=1
        ):
            if number > LONGEST_SHEET + 1 or len(cells) > WIDEST_SHEET:
                raise SheetTooLong(longest=LONGEST_SHEET, widest=WIDEST_SHEET)
            yield number, [_cleaned(cell) for cell in cells]
    except csv.Error as broken:
        raise BrokenSheet(row=number + 1) from broken


def _cleaned(cell: str) -> str:
    words = " ".join(cell.split())
    return exact[1] if words[:1] == "=" and (exact := _AS_TEXT.fullmatch(words)) else words


def _chosen(header: Sequence[str], columns: Iterable[Column]) -> dict[str, int]:
    """Where each of our columns stands; `WrongColumns` when one is missing or ambiguous."""
    places: dict[str, list[int]] = {}
    for place, title in enumerate(header):
        places.setdefault(folded(title), []).append(place)
    chosen: dict[str, int] = {}
    findings: list[Finding] = []
    for column in columns:
        name = next((h for h in map(folded, column.headers) if h in places), None)
        if name is None and column.required:
            findings.append(_missing_column(column))
        elif name is not None and len(places[name]) > 1:
            findings.append(_repeated_column(header[places[name][0]]))
        elif name is not None:
            chosen[column.name] = places[name][0]
    if findings:
        raise WrongColumns(findings, count=len(findings))
    return chosen


def _missing_column(column: Column) -> Finding:
    known = ", ".join(column.headers)
    es = f"Falta la columna; se reconoce con estos nombres: {known}."
    return Finding(
        f"row 1, {column.name}",
        "missing-column",
        es,
        f"The column is missing; it is known by these names: {known}.",
    )


def _repeated_column(title: str) -> Finding:
    return Finding(
        f"row 1, {title}",
        "repeated-column",
        "Hay más de una columna con este nombre.",
        "There is more than one column with this name.",
    )


def _rows(
    records: Iterator[tuple[int, list[str]]],
    header: Sequence[str],
    chosen: Mapping[str, int],
    columns: Iterable[Column],
) -> tuple[tuple[SheetRow, ...], tuple[Fault, ...]]:
    width = len(header)
    absent = {column.name: "" for column in columns}
    rows: list[SheetRow] = []
    faults: list[Fault] = []
    for number, cells in records:
        if not any(cells):
            continue
        if any(cells[width:]):
            faults.append(Fault(number, header[-1], cells[-1][:80], TOO_MANY_CELLS))
            continue
        whole = cells + [""] * (width - len(cells))
        for at in chosen.values():
            if faulty := _faulty(whole[at]):
                rule, facts = faulty
                faults.append(Fault(number, header[at], "", rule, facts))
                whole[at] = ""
        rows.append(SheetRow(number, absent | {name: whole[at] for name, at in chosen.items()}))
    return tuple(rows), tuple(faults)


def _faulty(cell: str) -> tuple[SheetRule, Mapping[str, object]] | None:
    """The rule that a cell breaks whatever its column means, with its facts."""
    if len(cell) > LONGEST_CELL:
        return CELL_TOO_LONG, {"most": LONGEST_CELL}
    if not cell.isprintable() and _CONTROL.search(cell):
        return CONTROL_CHARACTER, {}
    return None
