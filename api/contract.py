"""The contract that clients download: one file, bundled from `openapi/*.yaml`."""

import json
import re
from collections.abc import Mapping, Sequence
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


@cache
def scopes_by_operation() -> dict[str, str | None]:
    """The scope that each operation names, by its id; None: public."""
    return {
        operation["operationId"]: operation["security"][0]["session"][0]
        if operation["security"]
        else None
        for item in load()["paths"].values()
        for method, operation in item.items()
        if method != "parameters"
    }


@cache
def public_with_body() -> frozenset[str]:
    """The operations that take a body from anybody."""
    return frozenset(
        operation["operationId"]
        for item in load()["paths"].values()
        for method, operation in item.items()
        if method != "parameters" and not operation["security"] and "requestBody" in operation
    )


@cache
def operations_by_problem() -> Mapping[str, frozenset[str]]:
    """The operations that answer with each problem, by its code; `*`: any request may."""
    found: dict[str, set[str]] = {code: {"*"} for code in load()["x-problems"]}
    for item in load()["paths"].values():
        for method, operation in item.items():
            if method != "parameters":
                for code in operation.get("x-problems", ()):
                    found.setdefault(code, set()).add(operation["operationId"])
    return {code: frozenset(operations) for code, operations in found.items()}


def query_of(operation: str | None) -> Mapping[str, bool] | None:
    """The parameters in the query of an operation, and whether each may be sent many times; None
    for one that the contract does not have or that refuses no input."""
    found = _queries().get(operation or "")
    if found is None:
        return None
    return {each["name"]: each["schema"].get("type") == "array" for each in found}


def naming(operation: str | None) -> Mapping[str, Mapping[str, Any]]:
    """The parameters in the query of an operation that name something, each by its name."""
    found = _queries().get(operation or "", ())
    return {each["name"]: each for each in found if "x-names" in each}


@cache
def _queries() -> Mapping[str, Sequence[Mapping[str, Any]]]:
    shared = load()["components"]["parameters"]
    queries = {}
    for item in load()["paths"].values():
        for method, operation in item.items():
            if method == "parameters" or "422" not in operation["responses"]:
                continue
            named = [
                shared[each["$ref"].rpartition("/")[2]] if "$ref" in each else each
                for each in (*item.get("parameters", ()), *operation.get("parameters", ()))
            ]
            queries[operation["operationId"]] = [each for each in named if each["in"] == "query"]
    return queries


@cache
def _methods_by_path() -> list[tuple[re.Pattern[str], list[str]]]:
    """Paths with the fewest parameters first, so that the most literal one matches."""
    paths = sorted(load()["paths"].items(), key=lambda item: item[0].count("{"))
    return [
        (
            re.compile(re.sub(r"{\w+}", "[^/]+", path)),
            [method.upper() for method in item if method != "parameters"],
        )
        for path, item in paths
    ]


@cache
def _bodies_by_path() -> list[tuple[re.Pattern[str], dict[str, frozenset[str]]]]:
    return [
        (
            pattern,
            {
                method.upper(): frozenset(operation["requestBody"]["content"])
                for method, operation in load()["paths"][path].items()
                if method != "parameters" and "requestBody" in operation
            },
        )
        for pattern, path in (
            (re.compile(re.sub(r"{\w+}", "[^/]+", path)), path)
            for path in sorted(load()["paths"], key=lambda path: path.count("{"))
        )
    ]


def media_types_of(path: str, method: str) -> frozenset[str]:
    """What an operation takes as its body; nothing for one that takes none, or is unknown."""
    bodies = (b for pattern, b in _bodies_by_path() if pattern.fullmatch(path))
    return next(bodies, {}).get(method, frozenset())


def methods_of(path: str) -> list[str]:
    """The methods that a path takes: the contract's, and `HEAD` beside `GET`; none for an unknown
    one."""
    known = next((m for pattern, m in _methods_by_path() if pattern.fullmatch(path)), [])
    return [*known, "HEAD"] if "GET" in known else known
