"""From the bytes of a CSV to its rows, or to the kind that says why it is no table."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from domain import texts
from domain.errors import Invalid
from domain.exchange.sheets.faults import (
    CELL_TOO_LONG,
    FORMULA,
    FORMULA_ERROR,
    SCIENTIFIC,
    TOO_MANY_CELLS,
    UNSEEN_CHARACTER,
    Fault,
    SheetRule,
)
from domain.exchange.sheets.header import (
    WIDEST_SHEET,
    Column,
    SheetForm,
    form_of,
    headers_of,
    ignored,
    places_of,
)
from domain.texts import UnseenSignFault

LONGEST_SHEET = 200_000
"""Rows of one sheet: more than all the school services of the country (180 828)."""
LONGEST_CELL = 1_000
"""Refused before anything is done to it: putting the marks of a text in order takes time that grows
with the square of their number."""
_AS_TEXT = re.compile(r'="([^"]*)"')
_FORMULA = re.compile(r"[=@]|[+-][A-Za-z(=@]")
_FORMULA_ERROR = re.compile(r"#(N/[AD]|[¡¿]?[A-ZÁÉÍÓÚ0-9/]+[!?])")
_SCIENTIFIC = re.compile(
    r"[+-]?[0-9]+([.,][0-9]+)?[eE][+-][0-9]{1,3}|[+-]?[0-9][.,][0-9]+[eE][0-9]{1,3}"
)
_INSTEAD = (
    (_FORMULA.match, FORMULA),
    (_FORMULA_ERROR.fullmatch, FORMULA_ERROR),
    (_SCIENTIFIC.fullmatch, SCIENTIFIC),
)
"""What a cell may be instead of words."""


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


class CheckedCell(NamedTuple):
    """What stands in a cell, or the rule that it breaks whatever its column means, with its
    facts."""

    words: str
    rule: SheetRule | None = None
    facts: Mapping[str, object] = {}


def read_sheet(body: bytes, columns: Sequence[Column], *, quoting: bool = True) -> Sheet:
    """The rows of a CSV, or the kind that says why it is no table. `quoting`: whether a refusal of
    the header may repeat what stands there."""
    form = form_of(_decoded(body), columns)
    if form is None:
        raise EmptySheet
    chosen = places_of(form, columns, quoting=quoting)
    rows, faults = _rows(form, chosen, columns)
    if not rows and not faults:
        raise EmptySheet
    unused = ignored(form.titles, set(chosen.values()))
    return Sheet(headers_of(form, chosen), unused, rows, faults)


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


def _records(form: SheetForm) -> Iterator[tuple[int, list[str]]]:
    """Row numbers and cells, from below the header on."""
    number = 0
    try:
        for number, cells in enumerate(form.records(), start=1):
            if number > LONGEST_SHEET + form.row or len(cells) > WIDEST_SHEET:
                raise SheetTooLong(longest=LONGEST_SHEET, widest=WIDEST_SHEET)
            if number > form.row:
                yield number, cells
    except csv.Error as broken:
        raise BrokenSheet(row=number + 1) from broken


def _rows(
    form: SheetForm, chosen: Mapping[str, int], columns: Iterable[Column]
) -> tuple[tuple[SheetRow, ...], tuple[Fault, ...]]:
    titles, width = form.titles, len(form.titles)
    absent = {column.name: "" for column in columns}
    rows: list[SheetRow] = []
    faults: list[Fault] = []
    for number, cells in _records(form):
        if not any(map(str.strip, cells)):
            continue
        if any(map(str.strip, cells[width:])):
            faults.append(Fault(number, titles[-1], cells[-1][:80], TOO_MANY_CELLS))
            continue
        whole = cells + [""] * (width - len(cells))
        checked = {name: checked_cell(whole[at]) for name, at in chosen.items()}
        faults += [
            Fault(number, titles[chosen[name]], "", cell.rule, cell.facts)
            for name, cell in checked.items()
            if cell.rule
        ]
        rows.append(SheetRow(number, absent | {name: cell.words for name, cell in checked.items()}))
    return tuple(rows), tuple(faults)


def checked_cell(cell: str) -> CheckedCell:
    """What a cell says in one form of each letter, or what it is instead of words."""
    if len(cell) > LONGEST_CELL:
        return CheckedCell("", CELL_TOO_LONG, {"most": LONGEST_CELL})
    return _checked(cell)


@lru_cache(8192)
def _checked(cell: str) -> CheckedCell:
    try:
        words = texts.line(cell)
    except UnseenSignFault as unseen:
        facts = {"es": unseen.es, "en": unseen.en, "at": unseen.at + 1}
        return CheckedCell("", UNSEEN_CHARACTER, facts)
    if as_text := _AS_TEXT.fullmatch(words):
        return CheckedCell(as_text[1].strip())
    rule = next((rule for has_form, rule in _INSTEAD if has_form(words)), None)
    return CheckedCell("", rule) if rule else CheckedCell(words)
