"""What a sheet has instead of words, and lines above its header: each named as what it is."""

from time import process_time

import pytest

from domain.exchange.sheets.header import Column, WrongColumns
from domain.exchange.sheets.reading import Sheet, read_sheet

COLUMNS = (
    Column("code", ("code", "codigo_modular"), required=True),
    Column("name", ("name", "nombre")),
    Column("model", ("jec",)),
)


def read(text: str, *, quoting: bool = True) -> Sheet:
    return read_sheet(text.encode(), COLUMNS, quoting=quoting)


def cells(sheet: Sheet) -> list[tuple[int, str, str]]:
    return [(row.number, row.cells["code"], row.cells["name"]) for row in sheet.rows]


@pytest.mark.parametrize(
    ("cell", "rule", "told"),
    [
        ("=A1&B1", "formula", "una fórmula"),
        ('="012"&"3457"', "formula", "una fórmula"),
        ("=SUMA(A1:A9)", "formula", "una fórmula"),
        ("+SUMA(A1)", "formula", "una fórmula"),
        ("-A1", "formula", "una fórmula"),
        ("@SUM(A1)", "formula", "una fórmula"),
        ("#N/D", "formula-error", "el error de una fórmula"),
        ("#¡REF!", "formula-error", "el error de una fórmula"),
        ("#¿NOMBRE?", "formula-error", "el error de una fórmula"),
        ("#DIV/0!", "formula-error", "el error de una fórmula"),
        ("1.23457E+11", "scientific-form", "dé formato Texto"),
        ("1,23457E+11", "scientific-form", "dé formato Texto"),
        ("5E+05", "scientific-form", "dé formato Texto"),
        ("7.1e6", "scientific-form", "dé formato Texto"),
        ("San\u202eMartín", "unseen-character", "dirección"),
        ("San\u2066Martín", "unseen-character", "una marca de dirección"),
        ("San\u200fMartín", "unseen-character", "una marca de dirección"),
        ("\u200b0123457", "unseen-character", "un espacio de ancho cero en el carácter 1"),
        ("San\u00adMartín", "unseen-character", "un guion opcional"),
        ("San\u2028Martín", "unseen-character", "U+2028"),
        ("San\ufeffMartín", "unseen-character", "un carácter de ancho cero"),
        ("a\x07b", "unseen-character", "un carácter de control"),
        ("x" * 1_001, "cell-too-long", "1000"),
    ],
)
@pytest.mark.parametrize("column", ["code", "name"])
def test_what_is_no_words_is_named_as_what_it_is(
    cell: str, rule: str, told: str, column: str
) -> None:
    quoted = '"' + cell.replace('"', '""') + '"'
    row = f"{quoted},x" if column == "code" else f"0123457,{quoted}"
    sheet = read(f"code,name\n{row}\n7,y")
    assert [(f.row, f.column, f.rule.code) for f in sheet.faults] == [(2, column, rule)]
    assert told in sheet.faults[0].text("es")
    assert "{" not in sheet.faults[0].text("en")
    assert sheet.rows[0].cells[column] == ""


@pytest.mark.parametrize(
    "cell", ["-5.6844", "+51 999 123 456", "-", "- Sin nombre", "3E5", "E+05", "I.E. #12", "1°E"]
)
def test_what_only_looks_alike_is_read(cell: str) -> None:
    sheet = read(f"code,name\n1,{cell}")
    assert (sheet.faults, cells(sheet)) == ((), [(2, "1", cell)])


def test_a_cell_is_kept_in_one_form_of_each_letter() -> None:
    assert cells(read("code,name\n1,N\u0303un\u0303oa")) == [(2, "1", "Ñuñoa")]


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ('"codigo_modular";"nombre";"a, b, c, d"', '1;"x; y";2'),
        ('"codigo, modular","nombre; corto; largo; extra",code', "x,y,1"),
        ('code\t"nombre, ""real""; otro"', "1\tx"),
        ('"code";"a,b\nc,d"', "1;2"),
    ],
)
def test_a_separator_within_quotation_marks_separates_nothing(header: str, row: str) -> None:
    (first,) = cells(read(f"{header}\n{row}"))
    assert first[1] == "1"


@pytest.mark.parametrize(
    ("above", "row"),
    [
        ("\n", 2),
        ("\n\n;;\n", 4),
        ("Padrón de instituciones, 2024, completo;;\n", 2),
        ("Padrón\nFuente: ESCALE; junio, julio\n\n", 4),
        ("sep=;\nPadrón\n", 2),
    ],
)
def test_what_stands_above_the_header_is_skipped(above: str, row: int) -> None:
    sheet = read(f"{above}codigo_modular;nombre\n1;JEC\n2;y")
    assert cells(sheet) == [(row + 1, "1", "JEC"), (row + 2, "2", "y")]


def test_a_header_that_is_not_there_is_told_with_what_was_found() -> None:
    with pytest.raises(WrongColumns) as refused:
        read("\nReporte de junio\ncódigo local;nombre;jec\n1;x;JEC")
    assert [f.field for f in refused.value.findings] == ["row 3, code"]
    assert "En la fila 3 se leyó: «código local», «nombre», «jec»." in refused.value.text("es")


def test_of_people_nothing_is_repeated_where_no_column_is_known() -> None:
    for text in ("71234567;Rosa\n71234568;Ana", "Rosa,71234567"):
        with pytest.raises(WrongColumns) as refused:
            read(text, quoting=False)
        assert "Rosa" not in refused.value.text("es") + refused.value.text("en")


def test_a_header_with_unseen_signs_is_known() -> None:
    assert cells(read("\u200bco\u200bde,name\n1,x")) == [(2, "1", "x")]


def test_a_cell_of_marks_is_refused_before_it_is_put_in_order() -> None:
    began = process_time()
    sheet = read("code,name\n1,a" + "\u0301" * 48_000)
    assert sheet.faults[0].rule.code == "cell-too-long"
    assert process_time() - began < 1
