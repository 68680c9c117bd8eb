"""Days without lessons of a demonstration year, as the ministry and a UGEL would write them.

Holidays are those of DL 713 and the laws that changed it, save the two that hang on Easter. The
weeks of management in the middle of the year are the two from the Monday of the week of 28 July, as
they were in 2023, 2024 and 2025 (RM 474-2022, 587-2023 and 556-2024-MINEDU).
"""

from collections.abc import Iterator
from datetime import date, timedelta

from demonstration.people import invented_id
from domain.access.permits import NATION, Place
from domain.accompaniment.school_breaks import BreakKind, SchoolBreak
from persistence.accompaniment.school_breaks import store_break
from persistence.calls import Call
from persistence.database import Writing

HOLIDAYS = {
    (5, 1): "Día del Trabajo",
    (6, 7): "Batalla de Arica y Día de la Bandera",
    (6, 29): "San Pedro y San Pablo",
    (7, 23): "Día de la Fuerza Aérea del Perú",
    (7, 28): "Fiestas Patrias",
    (7, 29): "Fiestas Patrias, segundo día",
    (8, 6): "Batalla de Junín",
    (8, 30): "Santa Rosa de Lima",
    (10, 8): "Combate de Angamos",
    (11, 1): "Todos los Santos",
    (12, 8): "Inmaculada Concepción",
    (12, 9): "Batalla de Ayacucho",
}
"""Those of the months with lessons."""
TWO_WEEKS = timedelta(days=11)
"""From a Monday to the Friday of the next week."""


async def write_breaks(call: Call[Writing], year: int, feast_of: Place) -> None:
    """Write those of a year that has none yet, with the feast of one school."""
    for school_break in breaks_of(year, feast_of):
        id = invented_id(f"break/{year}/{school_break.place}/{school_break.name}")
        await store_break(call, year, id, school_break, version=None)


def breaks_of(year: int, feast_of: Place) -> Iterator[SchoolBreak]:
    """The nation's days of a year, and the feast of one school."""
    for (month, day), name in HOLIDAYS.items():
        on = date(year, month, day)
        yield _break(NATION, name, on, on)
    patria = date(year, 7, 28)
    monday = patria - timedelta(days=patria.weekday())
    name = "Semanas de gestión de medio año"
    yield _break(NATION, name, monday, monday + TWO_WEEKS, kind=BreakKind.MANAGEMENT)
    feast = date(year, 9, 24)
    name = "Demostración: aniversario de la institución"
    yield _break(feast_of, name, feast, feast)


def _break(
    place: Place, name: str, first_on: date, last_on: date, *, kind: BreakKind = BreakKind.HOLIDAY
) -> SchoolBreak:
    return SchoolBreak(place=place, kind=kind, name=name, first_on=first_on, last_on=last_on)
