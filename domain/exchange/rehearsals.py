"""Dry runs of sheets: how often somebody may make one. Each is an event of its own."""

from typing import Literal

from domain.errors import Limited
from domain.identity.throttling import Rate

SheetKind = Literal["actors", "institutions"]
REHEARSALS = Rate(per_minute=0.5, burst=20)
"""A sheet is mended some times in a row, then imported: who tries all day looks for something."""


class TooManyRehearsals(Limited):
    """Somebody tries sheets without importing any."""

    code = "too-many-dry-runs"
    title_es, title_en = "Demasiadas pruebas de planillas", "Too many dry runs"
    es = "Probó demasiadas planillas. Espere {seconds} segundos, o importe la que está lista."
    en = "You tried too many sheets. Wait {seconds} seconds, or import the one that is ready."
