"""`jec demo` from end to end against a running service, twice; and what it says when it cannot."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from demonstration.walkthrough.accompaniment import hours_of
from tests.cli.service import Serving, free_port, jec

A_MINUTE = timedelta(minutes=1)
KINDS = (
    "not-sworn",
    "invalid-report",
    "instrument-version-retired",
    "invalid-request",
    "malformed-body",
    "unsupported-media-type",
    "wrong-declarant",
    "not-found",
    "missing-scope",
    "invalid-token",
    "wrong-credentials",
    "cut-not-open",
    "cut-closed",
    "obligation-exempt",
    "already-filed",
    "report-differs",
    "version-required",
    "stale-version",
)
ON_A_VISIT = ("person-busy", "visit-not-done")
ACCOMPANIED = (
    "Próximas visitas sugeridas, con su razón",
    "Quien coordina programa una de ellas: 201",
    "Quien enseña la ve entre las suyas y la confirma: 200",
    "La visita se realizó: 200",
    "Ambos dicen que fue así: acordado",
    "El borrador de la línea 3 se llena con lo trabajado",
    "Puede presentarse tal como está: 204",
)
READ = ("Quien dirige ve su institución en una página", "La UGEL compara las suyas")


def demo(service: Serving, home: Path, *more: str) -> str:
    done = jec("demo", "--url", service.url, "--data", home / "data", *more)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Todo como se esperaba" in done.stdout
    return done.stdout


@pytest.mark.slow
def test_it_shows_each_refusal_lives_through_a_visit_and_moves_the_coverage_twice(
    demonstration: Serving, demonstration_home: Path
) -> None:
    first, second = (demo(demonstration, demonstration_home) for _ in range(2))
    lessons = hours_of(datetime.now(UTC) - A_MINUTE) is not None
    for kind in KINDS + (ON_A_VISIT if lessons else ()):
        assert f" {kind} · " in first, kind
    for output in (first, second):
        assert output.count("+3 presentados, -3 faltantes") == 4
        for step in READ + (ACCOMPANIED if lessons else ()):
            assert f" ✓ {step}" in output, step
        assert not lessons or "Aún no recibe ninguna visita." in output
    assert "I.E. 9900001-0: +3" in first
    assert "I.E. 9900001-0: +3" not in second


@pytest.mark.slow
def test_the_same_school_again_hears_what_it_filed_and_nothing_moves(
    demonstration: Serving, demonstration_home: Path
) -> None:
    school = "9900011-0"
    first = jec("demo", "--url", demonstration.url, "--data", demonstration_home / "data")
    assert first.returncode == 0, first.stdout
    filed = next(x for x in first.stdout.splitlines() if "+3 presentados" in x and "I.E." in x)
    school = filed.split()[2].rstrip(":")
    again = demo(demonstration, demonstration_home, "--institution", school)
    assert again.count("+0 presentados, +0 faltantes") == 4
    assert "Visitar y dialogar: ya se hizo en un recorrido anterior" in again
    for step in READ:
        assert f" ✓ {step}" in again, step


@pytest.mark.slow
def test_an_imported_school_gets_its_people_and_reports(
    demonstration: Serving, demonstration_home: Path, tmp_path: Path
) -> None:
    sheet = tmp_path / "padron.csv"
    sheet.write_text(
        "codigo_modular,anexo,iged_code,area,gestion,ubigeo,nombre\n"
        "123457,0,010007,Rural,Pública de gestión directa,010702,Ñuñurco\n"
    )
    to = ("--url", demonstration.url, "--data", demonstration_home / "data")
    act = ("--activate", "--act-number", "RM 1-2024", "--act-date", "2024-03-01")
    assert jec("import", "institutions", sheet, *act, *to).returncode == 0
    result = demo(demonstration, demonstration_home, "--institution", "0123457-0", "--yes")
    assert "Ñuñurco" in result
    if hours_of(datetime.now(UTC) - A_MINUTE) is not None:
        assert " ✓ Ambos dicen que fue así: acordado" in result
    assert result.count("+3 presentados, -3 faltantes") == 4


@pytest.mark.slow
def test_an_unknown_school_is_told(demonstration: Serving, demonstration_home: Path) -> None:
    to = ("--url", demonstration.url, "--data", demonstration_home / "data")
    refused = jec("demo", "--institution", "7654321-0", "--yes", *to)
    assert refused.returncode == 1
    assert "La institución 7654321-0 no tiene un reporte pendiente" in refused.stderr


@pytest.mark.slow
def test_the_picture_is_made_of_what_was_printed(
    demonstration: Serving, demonstration_home: Path, tmp_path: Path
) -> None:
    demo(demonstration, demonstration_home, "--svg", str(tmp_path / "demo.svg"))
    assert "cut-closed" in (tmp_path / "demo.svg").read_text("utf-8")


def test_without_a_service_it_says_how_to_start_one(tmp_path: Path) -> None:
    refused = jec("demo", "--url", f"http://127.0.0.1:{free_port()}", "--data", tmp_path)
    assert refused.returncode == 1
    assert "make run" in refused.stderr
    assert "Traceback" not in refused.stderr
