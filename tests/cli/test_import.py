"""`jec import` and `jec coverage` as a specialist runs them, against a living service."""

import gzip
from pathlib import Path

import pytest

from cli.data_folder import DEMONSTRATION_PASSWORD
from demonstration.schools import MAIN_SCHOOL
from tests.cli.service import Serving, jec

pytestmark = pytest.mark.slow

HEADER = "codigo_modular,anexo,iged_code,area,gestion,ubigeo,nombre\n"
GOOD = (
    "0123458,0,240002,Rural,Pública,200706,Máncora\n0123458,1,240002,Rural,Pública,200706,Anexo\n"
)
BAD = "12,0,999999,Lunar,Pública,990101,Nada\n"


@pytest.fixture
def to(demonstration: Serving, demonstration_home: Path) -> tuple[str, ...]:
    return ("--url", demonstration.url, "--data", str(demonstration_home / "data"))


def test_a_sheet_is_stored_once_and_its_schools_are_owed_reports(to: tuple[str, ...]) -> None:
    act = ("--act-number", "RM 1-2026", "--act-date", "2026-01-15")
    first = jec("import", "institutions", "-", *to, "--activate", *act, stdin=HEADER + GOOD)
    assert first.returncode == 0, first.stdout + first.stderr
    assert row_of(first.stdout) == ["2", "2", "0", "0", "0", "0", "2"]
    packed = gzip.compress((HEADER + GOOD).encode())
    again = jec("import", "institutions", "-", *to, stdin=packed)
    assert row_of(again.stdout) == ["2", "0", "0", "2", "0", "0", "0"]
    counted = jec("coverage", "--by", "institution", "--iged", "240002", *to)
    assert "0123458-1" in counted.stdout


def row_of(printed: str) -> list[str]:
    """The figures below the header of the summary."""
    lines = printed.splitlines()
    at = next(n for n, line in enumerate(lines) if line.split()[:1] == ["Filas"])
    return lines[at + 1].split()


def test_a_faulty_sheet_is_refused_with_every_row_and_column(to: tuple[str, ...]) -> None:
    refused = jec("import", "institutions", "-", *to, stdin=HEADER + GOOD + BAD)
    assert refused.returncode == 1
    for word in ("fila 4, iged_code", "fila 4, area", "fila 4, ubigeo", "import-refused"):
        assert word in refused.stdout


def test_the_good_rows_are_stored_when_asked(to: tuple[str, ...]) -> None:
    result = jec("import", "institutions", "-", "--accept-valid", *to, stdin=HEADER + GOOD + BAD)
    assert result.returncode == 0, result.stdout + result.stderr
    assert row_of(result.stdout)[4] == "1"
    assert "unknown-iged" in result.stdout


def test_a_review_stores_nothing(to: tuple[str, ...]) -> None:
    row = "0419812,0,240002,Rural,Pública,200706,Otra\n"
    result = jec("import", "institutions", "-", "--dry-run", *to, stdin=HEADER + row)
    assert "no se guardó nada" in result.stdout
    real = jec("import", "institutions", "-", "--dry-run", *to, stdin=HEADER + row)
    assert row_of(real.stdout)[1] == "1"


def test_a_review_shows_old_and_new_and_activates_nothing_unasked(to: tuple[str, ...]) -> None:
    row = "0419813,0,240002,Rural,Pública,200706,Colegio [/Uno]\n"
    stored = jec("import", "institutions", "-", *to, stdin=HEADER + row)
    assert row_of(stored.stdout) == ["1", "1", "0", "0", "0", "0", "0"]
    names = "codigo_modular,nombre\n0419813,Colegio [/Dos]\n"
    review = jec("import", "institutions", "-", "--dry-run", *to, stdin=names)
    assert review.returncode == 0, review.stdout + review.stderr
    (shown,) = (line for line in review.stdout.splitlines() if "0419813-0" in line)
    assert "nombre" in shown
    assert shown.index("[/Uno]") < shown.index("[/Dos]")
    asked = jec("import", "institutions", "-", "--activate", *to, stdin=HEADER + row)
    assert asked.returncode == 1
    assert "?act_number" in asked.stdout


def test_people_come_in_with_their_posts(to: tuple[str, ...], demonstration_home: Path) -> None:
    password = (demonstration_home / "data" / DEMONSTRATION_PASSWORD).read_text("ascii").strip()
    ugel = ("--user", "ugel", "--password", password)
    sheet = (
        "doc_type,doc_number,given_names,paternal_surname,role,place,annex,valid_from,act_number\n"
        f"DNI,71234567,Íñigo,Ñaupari,docente,{MAIN_SCHOOL[:7]},0,2026-03-01,RD 1\n"
    )
    result = jec("import", "actors", "-", *to, *ugel, stdin=sheet)
    assert result.returncode == 0, result.stdout + result.stderr
    assert row_of(result.stdout)[:2] == ["1", "1"]
    skipped = jec("import", "actors", "-", *to, stdin=sheet.replace("71234567", "71234568"))
    assert "may-not-appoint" in skipped.stdout, "the ministry appoints no one in a school"


def test_a_file_that_is_not_there_and_a_wrong_password_are_told(to: tuple[str, ...]) -> None:
    absent = jec("import", "institutions", "/nowhere.csv", *to)
    assert absent.returncode == 1
    assert "No se puede leer /nowhere.csv" in absent.stderr
    who = ("--user", "minedu", "--password", "no es esta")
    refused = jec("import", "institutions", "-", *to, *who, stdin=HEADER + GOOD)
    assert refused.returncode == 1
    assert "no son correctos" in refused.stderr
    assert "Traceback" not in refused.stderr
