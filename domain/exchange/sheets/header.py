"""Where the header of a sheet stands, how its cells are kept apart, and which columns it has."""

import csv
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import islice

from domain.errors import Finding, Invalid
from domain.exchange.sheets.cells import folded

WIDEST_SHEET = 200
LONGEST_TITLE = 120
"""Of a title, which each fault of its column repeats."""
TITLES_TOLD = 12
HEADER_WITHIN = 20
"""Rows in which a header is looked for: above it stand titles and blank lines."""
_DELIMITERS = (",", ";", "\t")
_SEP = re.compile(r'sep=([^"\r])\r?')


class WrongColumns(Invalid):
    """A needed column is missing, or two columns have its name; `errors` name each."""

    code = "sheet-columns"
    title_es, title_en = "Columnas no válidas", "Wrong columns"
    es = "La cabecera del archivo tiene {count} problema(s). En la fila {row} se leyó: {found}."
    en = "The header of the file has {count} problem(s). Row {row} reads: {found}."


@dataclass(frozen=True, slots=True)
class Column:
    """A column an import understands: our name and the headers it is met under, best first."""

    name: str
    headers: tuple[str, ...]
    required: bool = False


@dataclass(frozen=True, slots=True)
class SheetForm:
    """How a text is a table: its rows from `text` on, and the number of the row with the titles."""

    text: str
    delimiter: str
    row: int
    titles: tuple[str, ...]

    def records(self) -> Iterator[list[str]]:
        """The cells of each row, from the first line on; `csv.Error` where quoting is broken."""
        lines = StringIO(self.text, newline="")
        return csv.reader(lines, delimiter=self.delimiter, strict=True)


def form_of(text: str, columns: Sequence[Column]) -> SheetForm | None:
    """The form whose header has most of the columns, all that are needed before all else; None
    for a text without any. Quotation marks count: a separator within them separates nothing."""
    first, _, rest = text.partition("\n")
    hint = _SEP.fullmatch(first)
    body = rest if hint else text
    forms = [
        (_weight(titles, columns), SheetForm(body, delimiter, row, titles))
        for delimiter in ((hint[1],) if hint else _DELIMITERS)
        for row, titles in _first_rows(body, delimiter)
    ]
    known = [each for each in forms if each[0] > (False, 0)]
    if known:
        return max(known, key=lambda each: (each[0], -each[1].row))[1]
    return max((form for _, form in forms), key=_first_and_widest, default=None)


def _first_rows(text: str, delimiter: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The rows in which a header may stand, those without words left out."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    try:
        for row, cells in enumerate(islice(reader, HEADER_WITHIN), start=1):
            titles = tuple(title_of(cell) for cell in cells[: WIDEST_SHEET + 1])
            if any(titles):
                yield row, titles
    except csv.Error:
        return


def title_of(cell: str) -> str:
    """A title as it is compared and told, without the signs that nobody sees."""
    seen = (sign for sign in cell[:LONGEST_TITLE] if sign.isprintable() or sign.isspace())
    return " ".join("".join(seen).split())


def _weight(titles: Iterable[str], columns: Iterable[Column]) -> tuple[bool, int]:
    """Whether all that are needed stand there, and how many columns do."""
    there = {folded(title) for title in titles}
    missing, known = 0, 0
    for column in columns:
        stands = any(folded(header) in there for header in column.headers)
        known += stands
        missing += column.required and not stands
    return not missing, known


def _first_and_widest(form: SheetForm) -> tuple[int, int]:
    return -form.row, len(form.titles)


def places_of(
    form: SheetForm, columns: Iterable[Column], *, quoting: bool = True
) -> dict[str, int]:
    """Where each of our columns stands; `WrongColumns` when one is missing or ambiguous.
    `quoting`: whether the refusal may repeat titles that are not ours: where there is no header
    they are somebody's data."""
    columns = tuple(columns)
    places: dict[str, list[int]] = {}
    for place, title in enumerate(form.titles):
        places.setdefault(folded(title), []).append(place)
    chosen: dict[str, int] = {}
    findings: list[Finding] = []
    for column in columns:
        name = next((h for h in map(folded, column.headers) if h in places), None)
        if name is None and column.required:
            findings.append(_missing_column(column, form.row))
        elif name is not None and len(places[name]) > 1:
            findings.append(_repeated_column(form.titles[places[name][0]], form.row))
        elif name is not None:
            chosen[column.name] = places[name][0]
    if findings:
        ours = {folded(header) for column in columns for header in column.headers}
        told = _told([t for t in form.titles if t and (quoting or folded(t) in ours)])
        raise WrongColumns(findings, count=len(findings), row=form.row, found=told)
    return chosen


def _told(titles: Sequence[str]) -> str:
    more = ["…"] if len(titles) > TITLES_TOLD or not titles else []
    return ", ".join([*(f"«{title}»" for title in titles[:TITLES_TOLD]), *more])


def _missing_column(column: Column, row: int) -> Finding:
    known = ", ".join(column.headers)
    es = f"Falta la columna; se reconoce con estos nombres: {known}."
    en = f"The column is missing; it is known by these names: {known}."
    return Finding(f"row {row}, {column.name}", "missing-column", es, en)


def _repeated_column(title: str, row: int) -> Finding:
    return Finding(
        f"row {row}, {title}",
        "repeated-column",
        "Hay más de una columna con este nombre.",
        "There is more than one column with this name.",
    )


def headers_of(form: SheetForm, chosen: Mapping[str, int]) -> dict[str, str]:
    """Our names of columns to the file's."""
    return {name: form.titles[place] for name, place in chosen.items()}


def ignored(titles: Sequence[str], used: Collection[int]) -> tuple[str, ...]:
    """The titles of the columns that no import asks for."""
    return tuple(title for place, title in enumerate(titles) if place not in used and title)
