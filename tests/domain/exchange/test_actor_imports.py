"""What the cells of a sheet of people may say."""

from datetime import date
from typing import Any

import pytest

from api import contract
from domain.access.roles import Role
from domain.exchange.actor_imports import cells
from domain.exchange.actor_imports.lines import COLUMNS, check
from domain.exchange.actor_imports.template import template
from domain.exchange.actor_imports.words import DAYS, DOC_TYPES, REGIMES, ROLES, key, shown
from domain.exchange.sheets.reading import read_sheet
from domain.people.actors import DocType
from domain.people.appointments.model import Regime
from domain.territory.places import OfficialPlace, PlaceKind


@pytest.mark.parametrize(
    ("words", "role"),
    [
        ("Director(a)", Role.DIRECTOR),
        ("DIRECTORA", Role.DIRECTOR),
        ("Coordinador pedagógico", Role.CP),
        ("coordinadora  PEDAGOGICA", Role.CP),
        ("Coordinador(a) Pedagógico(a)", Role.CP),
        ("coordinador(a) de tutoría", Role.CT),
        ("Coordinador de Innovación y Soporte Tecnológico", Role.CIST),
        ("CIST", Role.CIST),
        ("psicólogo (a)", Role.PSYCHOLOGIST),
        ("Docente", Role.TEACHER),
        ("Profesor de aula", Role.TEACHER),
        ("especialista UGEL", Role.UGEL),
        ("Especialista JEC de la UGEL", Role.UGEL),
        ("Especialista DRE", Role.DRE),
        ("especialista GRE", Role.DRE),
        ("teacher", Role.TEACHER),
        ("cp", Role.CP),
        ("minedu", Role.MINEDU),
        ("integrator", None),
        ("coordinador", None),
        ("conserje", None),
        ("Docente coordinador pedagógico", None),
        ("Coordinadora Pedagógica de Letras", None),
        ("Coordinador pedagógico y de tutoría", None),
        ("Directora de la UGEL", None),
        ("Subdirector", None),
        ("directorio", None),
        ("docentes", None),
        ("Docente / CP", None),
        ("Especialista JEC de la UGEL Bagua", None),
        ("especialista de la DRE y UGEL", None),
        ("psicólogo clínico", None),
        ("ex docente", None),
        ("docente (a)", None),
        ("", None),
    ],
)
def test_a_role_is_known_as_offices_write_it(words: str, role: Role | None) -> None:
    assert cells.role_of(words) == role


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("2024-03-01", date(2024, 3, 1)),
        ("01/03/2024", date(2024, 3, 1)),
        ("1-3-2024", date(2024, 3, 1)),
        ("2024-03-01 00:00:00", date(2024, 3, 1)),
        ("31/02/2024", None),
        ("01/03/24", None),
        ("01/03/1890", None),
        ("ayer", None),
        ("2026-12-01basura", None),
        ("2026-12-01 08:30:00", None),
        ("2026-12-01T00:00:00", date(2026, 12, 1)),
        ("20261201", None),
        ("2026-W10-1", None),
        ("2026-335", None),
        ("01/12-2026", None),
        ("01.12.2026", date(2026, 12, 1)),
        ("01/12/2026 basura", None),
        ("٠١/١٢/٢٠٢٦", None),
        ("1 de diciembre de 2026", None),
        ("12/2026", None),
        ("46357", None),
    ],
)
def test_a_day_is_read_day_first_or_iso(words: str, day: date | None) -> None:
    assert cells.day_of(words) == day


@pytest.mark.parametrize(
    ("role", "code", "annex", "place"),
    [
        (Role.CP, "0123457", "", "0123457-0"),
        (Role.CP, "123457", "1", "0123457-1"),
        (Role.CP, "0123457-2", "", "0123457-2"),
        (Role.CP, "0123457-x", "", None),
        (Role.CP, "01234570", "", None),
        (Role.UGEL, "10002", "", "010002"),
        (Role.UGEL, "010002-1", "", None),
        (Role.DRE, "010000", "", "010000"),
        (Role.MINEDU, "", "", "PE"),
        (Role.DRE, "", "", None),
    ],
)
def test_the_role_tells_what_a_code_means(
    role: Role, code: str, annex: str, place: str | None
) -> None:
    found = cells.place_of(role, code, annex)
    assert (found.code if found else None) == place


def test_a_role_is_held_at_its_level() -> None:
    assert cells.place_of(Role.UGEL, "010002", "") == OfficialPlace(PlaceKind.IGED, "010002")
    assert cells.place_of(Role.DRE, "010002", "") == OfficialPlace(PlaceKind.REGION, "010002")


@pytest.mark.parametrize(
    ("words", "regime"),
    [
        ("Nombrado", Regime.TENURED),
        ("Encargatura", Regime.ACTING),
        ("encargada", Regime.ACTING),
        ("CONTRATADO", Regime.CONTRACTED),
        ("CAS", Regime.CAS),
        ("locador", None),
        ("Contratado CAS", None),
        ("casado", None),
        ("encargado de dirección", None),
        ("nombramiento", None),
    ],
)
def test_a_regime_is_known_as_offices_write_it(words: str, regime: Regime | None) -> None:
    assert cells.regime_of(words) == regime


@pytest.mark.parametrize(
    ("words", "doc_type"),
    [
        ("", DocType.DNI),
        ("D.N.I.", DocType.DNI),
        ("dni", DocType.DNI),
        ("Carné de extranjería", DocType.CE),
        ("C.E.", DocType.CE),
        ("PTP", DocType.PTP),
        ("pasaporte", None),
        ("Cédula", None),
        ("cedula de identidad", None),
        ("Carnet", None),
        ("DNI electrónico", None),
        ("CE.", DocType.CE),
        ("documento nacional de identidad", DocType.DNI),
    ],
)
def test_a_document_type_is_known_as_offices_write_it(words: str, doc_type: DocType | None) -> None:
    assert cells.doc_type_of(words) == doc_type


def test_zeros_go_back_to_a_dni_only() -> None:
    assert cells.document_of(DocType.DNI, "9876543") == ("09876543", True)
    assert cells.document_of(DocType.CE, "9876543") == ("9876543", False)


def test_the_template_shows_every_word_and_is_understood_but_for_what_is_to_be_filled_in() -> None:
    sheet = check(read_sheet(template().encode(), COLUMNS))
    assert {f.column for f in sheet.faults.listed} == {"numero_documento", "lugar"}
    assert {f.row for f in sheet.faults.listed} == set(range(2, len(sheet.sheet.rows) + 2))
    cells = {word for row in sheet.sheet.rows for word in row.cells.values()}
    words = [w for words in (ROLES, REGIMES, DOC_TYPES) for each in words.values() for w in each]
    assert {*words, *DAYS} <= cells
    assert sheet.sheet.ignored == ()


@pytest.mark.parametrize("choices", [ROLES, REGIMES, DOC_TYPES])
def test_a_word_means_one_thing_and_the_contract_tells_it(choices: Any) -> None:
    words = [word for each in choices.values() for word in each]
    assert len({key(word) for word in words}) == len(words)
    paths = contract.load()["paths"]
    told = " ".join(paths["/v1/imports/actors"]["post"]["description"].split())
    assert shown(choices) in told
    assert ", ".join(DAYS) in told


def test_a_refused_word_is_told_which_are_taken() -> None:
    row = "dni;nombres;apellido_paterno;cargo;lugar;regimen;desde;tipo_documento\n"
    row += "1;Ana;Paz;Docente coordinador pedagógico;1;casado;2026-12-01basura;Cédula"
    found = {f.column: f.text("es") for f in check(read_sheet(row.encode(), COLUMNS)).faults.listed}
    assert all(word in found["cargo"] for word in ("director(a)", "CIST", "docente"))
    assert "encargado(a), encargatura" in found["regimen"]
    assert "carné de extranjería" in found["tipo_documento"]
    assert "01/03/2026" in found["desde"]
