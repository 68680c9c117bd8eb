"""Every text that the contract takes, in bodies and queries, and requests that hold one of them."""

import copy
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple

from api import contract
from tests.access.requests import calls
from tests.access.targets import example
from tests.clock import of_a_test

ANY_DAY = datetime(2024, 8, 15, 15, tzinfo=UTC)
"""For the requests' names, which are the same on each."""
NO_WORDS = {"password", "current", "new", "code", "subject", "cursor"}
"""Compared sign by sign, as passwords are."""
WORDS = {r"^[^\u0000]*$", r"^[^\u0000-\u001f]*[^\s\u0000-\u001f][^\u0000-\u001f]*$"}
"""The patterns of texts: of any, and of a name. What has another is a code of some form."""
FORMS = {"uuid": "0" * 8 + "-0000-4000-8000-" + "0" * 12, "date": "2024-08-15",
         "date-time": "2024-08-15T15:00:00Z"}  # fmt: skip
Path = tuple[str | int, ...]


class Text(NamedTuple):
    """An operation, where a text stands in its body (or the name in its query), and its shortest
    length."""

    operation: str
    at: Path
    shortest: int

    @property
    def pointer(self) -> str:
        return "".join(f"/{step}" for step in self.at)


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        schema = contract.load()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def kinds(schema: dict[str, Any]) -> list[str]:
    kind = schema.get("type", [])
    return [kind] if isinstance(kind, str) else kind


def is_text(schema: dict[str, Any], name: str | int) -> bool:
    return (
        "string" in kinds(schema)
        and not {"enum", "format", "const"} & schema.keys()
        and (schema.get("pattern") in WORDS or "pattern" not in schema)
        and name not in NO_WORDS
    )


def texts_of(schema: dict[str, Any], at: Path = ()) -> Iterator[tuple[Path, int]]:
    """Where texts may stand in what a schema takes, the first of each list, three lists deep."""
    schema = resolved(schema)
    for each in [one for key in ("anyOf", "oneOf", "allOf") for one in schema.get(key, [])]:
        yield from texts_of(each, at)
    for name, inner in schema.get("properties", {}).items():
        yield from texts_of(inner, (*at, name))
    if "items" in schema and at.count(0) < 3:
        yield from texts_of(schema["items"], (*at, 0))
    if at and is_text(schema, at[-1]):
        yield at, schema.get("minLength", 0)


def least(schema: dict[str, Any]) -> Any:
    """A value of about the form of a schema: what stands around a text may be at fault."""
    schema = resolved(schema)
    if options := schema.get("anyOf") or schema.get("oneOf"):
        return least(options[0])
    if "enum" in schema:
        return schema["enum"][0]
    kind = (kinds(schema) or ["object"])[0]
    if kind == "object":
        inner = schema.get("properties", {})
        return {name: least(inner[name]) for name in schema.get("required", [])}
    words = FORMS.get(schema.get("format", ""), "x" * schema.get("minLength", 1))
    others = {"array": [], "string": words, "boolean": True}
    return others.get(kind, schema.get("minimum", 1))


def with_text(schema: dict[str, Any], body: Any, at: Path, words: str) -> Any:
    """A body with these words there; what leads there is made where it is absent."""
    if not at:
        return words
    schema = resolved(schema)
    if options := schema.get("anyOf") or schema.get("oneOf"):
        schema = next(one for one in map(resolved, options) if leads(one, at[0]))
    step, rest = at[0], at[1:]
    if isinstance(step, int):
        items = list(body or [])
        first = items[0] if items else least(schema["items"])
        return [with_text(schema["items"], first, rest, words), *items[1:]]
    body = copy.deepcopy(body) if isinstance(body, dict) else least(schema)
    inner = schema["properties"][step]
    present = body.get(step)
    body[step] = with_text(inner, least(inner) if present is None else present, rest, words)
    return body


def leads(schema: dict[str, Any], step: str | int) -> bool:
    return "items" in schema if isinstance(step, int) else step in schema.get("properties", {})


def operations() -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Each operation, with what all of its path share."""
    for item in contract.load()["paths"].values():
        for method, operation in item.items():
            if method != "parameters":
                yield operation, item


def bodies() -> dict[str, dict[str, Any]]:
    """The schema of the JSON that each operation takes."""
    return {
        operation["operationId"]: operation["requestBody"]["content"]["application/json"]["schema"]
        for operation, _ in operations()
        if "application/json" in operation.get("requestBody", {}).get("content", {})
    }


def body_texts() -> Iterator[Text]:
    with of_a_test(ANY_DAY):
        sent = calls(example())
    for name, schema in bodies().items():
        for at, shortest in dict(texts_of(schema)).items():
            assert name in sent, name
            yield Text(name, at, shortest)


def query_texts() -> Iterator[Text]:
    shared = contract.load()["components"]["parameters"]
    for operation, item in operations():
        for each in [*item.get("parameters", []), *operation.get("parameters", [])]:
            told = shared[each["$ref"].rpartition("/")[2]] if "$ref" in each else each
            schema = resolved(told["schema"])
            if told["in"] == "query" and is_text(schema, told["name"]):
                yield Text(operation["operationId"], (told["name"],), schema.get("minLength", 0))
