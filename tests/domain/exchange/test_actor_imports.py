"""What the cells of a sheet of people may say."""

from datetime import date

import pytest

from domain.access.roles import Role
from domain.exchange.actor_imports import cells
from domain.people.actors import DocType
from domain.people.appointments.model import Regime
from domain.territory.places import OfficialPlace, PlaceKind


@pytest.mark.parametrize(
    ("words", "role"),
    [
        ("Director(a)", Role.DIRECTOR),
        ("DIRECTORA", Role.DIRECTOR),
        ("Coordinador pedagógico", Role.CP),
        ("Coordinadora Pedagógica de Letras", Role.CP),
        ("coordinador(a) de tutoría", Role.CT),
        ("Coordinador de Innovación y Soporte Tecnológico", Role.CIST),
        ("CIST", Role.CIST),
        ("psicólogo (a)", Role.PSYCHOLOGIST),
        ("Docente", Role.TEACHER),
        ("Profesor de aula", Role.TEACHER),
        ("especialista UGEL", Role.UGEL),
        ("Especialista JEC de la UGEL Bagua", Role.UGEL),
        ("Especialista DRE", Role.DRE),
        ("especialista GRE", Role.DRE),
        ("teacher", Role.TEACHER),
        ("cp", Role.CP),
        ("minedu", Role.MINEDU),
        ("integrator", None),
        ("coordinador", None),
        ("conserje", None),
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
    ],
)
def test_a_document_type_is_known_as_offices_write_it(words: str, doc_type: DocType | None) -> None:
    assert cells.doc_type_of(words) == doc_type


def test_zeros_go_back_to_a_dni_only() -> None:
    assert cells.document_of(DocType.DNI, "9876543") == ("09876543", True)
    assert cells.document_of(DocType.CE, "9876543") == ("9876543", False)
