"""The contract that clients download: one file, bundled from `openapi/*.yaml`."""

import json
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def text() -> str:
    """The bundled contract as it is served."""
    return files("openapi").joinpath("openapi.json").read_text("utf-8")


@cache
def load() -> dict[str, Any]:
    """The bundled contract as data."""
    loaded: dict[str, Any] = json.loads(text())
    return loaded
