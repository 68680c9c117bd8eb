"""What a query names has to exist for the caller: asked here, for every operation of the contract.

A parameter says in the contract what it names (`x-names`); no handler asks for itself.
"""

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi import Request

from api import contract
from domain.errors import InvalidRequest
from domain.filters import NamedField, NamedKind, place_elsewhere, unknown_value
from persistence.calls import Call
from persistence.filters import read_known_values, read_places_apart, read_unknown_values

LONGEST_NUMBER = 9


async def check_names(call: Call[Any], request: Request) -> None:
    """Pass, or `InvalidRequest`: each filter that names nothing for the caller, with the values
    that are near or possible. What has not even the form is left to the handler's own types."""
    if not request.scope["query_string"]:
        return
    naming = contract.naming(request.scope["route"].operation_id)
    named = [
        NamedField(name, NamedKind(naming[name]["x-names"]), value)
        for name, value in request.query_params.multi_items()
        if name in naming and _has_form(value, naming[name]["schema"])
    ]
    if not named:
        return
    unknown = await read_unknown_values(call, named)
    findings = [unknown_value(each, await read_known_values(call, each)) for each in unknown]
    findings += [place_elsewhere(*apart) for apart in await read_places_apart(call, named)]
    if findings:
        raise InvalidRequest(findings, count=len(findings))


def _has_form(value: str, schema: Mapping[str, Any]) -> bool:
    """True when the value has the form that the contract gives it: it can be asked for."""
    form = schema.get("items", schema)
    if form.get("format") == "uuid":
        try:
            UUID(value)
        except ValueError:
            return False
        return True
    if "minimum" in form:
        digits = value.isascii() and value.isdigit() and len(value) <= LONGEST_NUMBER
        return digits and form["minimum"] <= int(value) <= form["maximum"]
    return re.fullmatch(form["pattern"], value) is not None
