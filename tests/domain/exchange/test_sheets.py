"""Any CSV that an office sends is read; what cannot be read, or is faulty, is told by its place."""

import pytest

from domain.errors import DomainError
from domain.exchange.sheets.cells import one_of, restored
from domain.exchange.sheets.faults import (
    FAULTS_LISTED,
    Faults,
    ImportRefused,
    SheetNotices,
    SheetRule,
)
from domain.exchange.sheets.header import Column, WrongColumns
from domain.exchange.sheets.reading import (
    LONGEST_SHEET,
    BrokenSheet,
    EmptySheet,
    NotATable,
    Sheet,
    SheetTooLong,
    read_sheet,
)

COLUMNS = (
    Column("code", ("code", "codigo_modular"), required=True),
    Column("name", ("name", "nombre")),
)
ODD = SheetRule("odd", "«{value}» es raro.", "«{value}» is odd.")


def read(text: str, encoding: str = "utf-8") -> Sheet:
    return read_sheet(text.encode(encoding), COLUMNS)


def cells(sheet: Sheet) -> list[tuple[int, str, str]]:
    return [(row.number, row.cells["code"], row.cells["name"]) for row in sheet.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_way_of_saving_a_sheet_is_read(encoding: str, delimiter: str, end: str) -> None:
    text = end.join([f"code{delimiter}name", f"0123457{delimiter}Ñuñoa Ángel"])
    assert cells(read(text, encoding)) == [(2, "0123457", "Ñuñoa Ángel")]


@pytest.mark.parametrize(
    ("cell", "read_as"),
    [
        ("  San   Martín  ", "San Martín"),
        ('"Colegio ""José"" 1, 2"', 'Colegio "José" 1, 2'),
        ('"dos\nlíneas"', "dos líneas"),
        ("San\u00a0Martín", "San Martín"),
        ('"=""0123457"""', "0123457"),
        ('="0123457"', "0123457"),
    ],
)
def test_a_cell_is_what_people_see(cell: str, read_as: str) -> None:
    assert cells(read(f"name,code\n{cell},1")) == [(2, "1", read_as)]


def test_rows_are_numbered_as_a_spreadsheet_shows_them() -> None:
    sheet = read('sep=;\ncode;name\n1;"a\nb"\n\n;;\n2;c\n')
    assert cells(sheet) == [(2, "1", "a b"), (5, "2", "c")]


@pytest.mark.parametrize("title", ["Código Modular", "CODIGO_MODULAR", " codigo modular ", "CODE"])
def test_a_header_is_known_without_case_tildes_or_signs(title: str) -> None:
    sheet = read(f"{title},Otra\n1,x")
    assert sheet.headers == {"code": title.strip()}
    assert sheet.ignored == ("Otra",)
    assert cells(sheet) == [(2, "1", "")]


def test_of_two_columns_of_one_meaning_the_better_is_taken() -> None:
    sheet = read("codigo_modular,code\n1,2")
    assert (cells(sheet)[0][1], sheet.ignored) == ("2", ("codigo_modular",))


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        (b"PK\x03\x04\x00\x00workbook", NotATable),
        (b"code\n\x81\x8d", NotATable),
        (b"\xff\xfe\x00", NotATable),
        (b"", EmptySheet),
        (b"\n\n", EmptySheet),
        (b"code,name\n", EmptySheet),
        (b"code,name\n,\n", EmptySheet),
        (b'code,name\n1,"never closed\n2,b\n', BrokenSheet),
        (b'code,name\n1,"a" b\n', BrokenSheet),
        (b"name\nx", WrongColumns),
        (b"code,Code\n1,2", WrongColumns),
        (b"code" + b",x" * 300 + b"\n1", SheetTooLong),
        (b"code\n" + b"1\n" * (LONGEST_SHEET + 1), SheetTooLong),
    ],
)
def test_what_is_no_table_is_refused_with_its_cause(
    body: bytes, refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        read_sheet(body, COLUMNS)


def test_a_missing_column_is_told_with_the_names_it_is_known_by() -> None:
    with pytest.raises(WrongColumns) as refused:
        read("nombre\nx")
    (finding,) = refused.value.findings
    assert (finding.field, finding.code) == ("row 1, code", "missing-column")
    assert "codigo_modular" in finding.es


@pytest.mark.parametrize(
    ("row", "fault"),
    [("1,San Martín, Juliaca", "too-many-cells"), ("1,a\x07b", "unseen-character")],
)
def test_a_row_that_is_not_a_row_is_a_fault_of_that_row(row: str, fault: str) -> None:
    sheet = read(f"code,Nombre\n0,good\n{row}\n2,good")
    assert [(f.row, f.column, f.rule.code) for f in sheet.faults] == [(3, "Nombre", fault)]
    assert {2, 4} <= {row.number for row in sheet.rows}


@pytest.mark.parametrize(
    ("cell", "width", "code"),
    [
        ("123457", 7, "0123457"),
        ("0123457", 7, "0123457"),
        ("01234570", 7, None),
        ("25.0", 7, None),
        ("", 7, None),
        ("²", 7, None),
        ("x", 7, None),
    ],
)
def test_lost_zeros_are_restored(cell: str, width: int, code: str | None) -> None:
    assert restored(cell, width) == code


def test_a_choice_is_known_by_how_it_begins() -> None:
    choices = {"public": 1, "priva": 2}
    assert one_of("Pública de gestión directa", choices) == 1
    assert one_of("PRIVADA", choices) == 2
    assert one_of("Otra", choices) is None


def test_all_faults_are_counted_and_a_thousand_listed_by_row() -> None:
    faults = Faults({"code": "COD"})
    for row in range(FAULTS_LISTED + 5, 1, -1):
        faults.add(ODD, row, "code", "x" * 200)
    assert (faults.count, len(faults.rows)) == (FAULTS_LISTED + 4, FAULTS_LISTED + 4)
    assert len(faults.listed) == FAULTS_LISTED
    assert [f.row for f in faults.listed] == sorted(f.row for f in faults.listed)
    assert (faults.listed[0].column, len(faults.listed[0].value)) == ("COD", 80)


def test_a_faulty_sheet_is_refused_with_every_fault_at_its_place() -> None:
    faults = Faults({"code": "COD"})
    faults.add(ODD, 7, "code", "x")
    with pytest.raises(ImportRefused) as refused:
        faults.refuse_any()
    (finding,) = refused.value.findings
    assert (finding.field, finding.code) == ("row 7, COD", "odd")
    assert (finding.es, finding.en) == ("«x» es raro.", "«x» is odd.")


def test_a_faultless_sheet_is_not_refused() -> None:
    Faults({}).refuse_any()


def test_warnings_are_counted_by_column() -> None:
    notices = SheetNotices({"code": "COD"})
    notices.add(ODD, "code")
    notices.add(ODD, "code")
    assert dict(notices.counted) == {(ODD, "COD"): 2}


def test_a_sheet_of_people_is_refused_without_repeating_its_cells() -> None:
    faults = Faults({})
    faults.add(
        SheetRule("odd", "«{value}» es raro.", "«{value}» is odd."), 3, "cargo", "Rosa Quispe"
    )
    with pytest.raises(ImportRefused) as refused:
        faults.refuse_any(quoting=False)
    (finding,) = refused.value.findings
    assert (finding.field, finding.code) == ("row 3, cargo", "odd")
    assert "Quispe" not in finding.es + finding.en
