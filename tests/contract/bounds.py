"""What the contract takes without saying how much of it: texts, lists and objects of any size."""

import re
from collections.abc import Iterator
from typing import Any

from api import contract

Shape = dict[str, Any]
BOUNDED_TEXT = {"maxLength", "enum", "const", "format"}


def resolved(schema: Shape) -> Shape:
    components = contract.load()["components"]
    while "$ref" in schema:
        *_, kind, name = schema["$ref"].split("/")
        schema = components[kind][name]
    return schema


def boundless(schema: Shape, at: str, above: tuple[str, ...] = ()) -> Iterator[str]:
    """Where a value of this schema may be of any size."""
    if "$ref" in schema:
        if schema["$ref"] in above:
            return
        above = (*above, schema["$ref"])
    schema = resolved(schema)
    kinds = str(schema.get("type", ""))
    of_any_length = re.search(r"[*+]|,\}", schema.get("pattern", "*"))
    if "string" in kinds and not BOUNDED_TEXT & schema.keys() and of_any_length:
        yield at
    if "array" in kinds and "maxItems" not in schema:
        yield f"{at}[]"
    closed = schema.get("additionalProperties", True) is False or "patternProperties" in schema
    if "object" in kinds and not closed and "maxProperties" not in schema:
        yield f"{at}{{}}"
    for name, each in inner(schema):
        yield from boundless(each, f"{at}{name}", above)


def inner(schema: Shape) -> Iterator[tuple[str, Shape]]:
    yield from ((f"/{name}", each) for name, each in schema.get("properties", {}).items())
    yield from (("/*", each) for each in schema.get("patternProperties", {}).values())
    for name in ("items", "additionalProperties"):
        if isinstance(schema.get(name), dict):
            yield "/*", schema[name]
    for name in ("anyOf", "oneOf", "allOf"):
        yield from (("", each) for each in schema.get(name, ()))


def unbounded() -> Iterator[str]:
    """Each such place, by operation; headers are bounded together, by the server."""
    for item in contract.load()["paths"].values():
        for method, operation in item.items():
            if method == "parameters":
                continue
            name = operation["operationId"]
            for content in operation.get("requestBody", {}).get("content", {}).values():
                yield from (f"{name} {at or '/'}" for at in boundless(content["schema"], ""))
            for each in [*item.get("parameters", []), *operation.get("parameters", [])]:
                sent = resolved(each)
                if sent["in"] != "header":
                    yield from boundless(sent["schema"], f"{name} ?{sent['name']}")
