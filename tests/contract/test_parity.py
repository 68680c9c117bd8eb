"""The app must offer exactly what the contract promises, no more and no less.

Answers are held to the contract one by one (`promise.py`), so here: operations, parameters, bodies
that clients send, security, statuses and media types.
"""

from typing import Any

import pytest
from fastapi.openapi.utils import get_openapi
from openapi_spec_validator import validate

from api import contract
from api.routers import ROUTERS
from api.security import scope_texts
from domain.access.scopes import Scope
from openapi import bundle

PROSE = {
    "title",
    "description",
    "summary",
    "example",
    "examples",
    "externalDocs",
    "name_",
    "x-names",
    "x-problems",
}
Shape = dict[str, Any]


def resolved(node: Any, doc: Shape, *, names: bool = False) -> Any:
    """Inline every $ref, drop prose, and spell nullability one way."""
    if isinstance(node, list):
        return [resolved(item, doc) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        target: Any = doc
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        beside = {k: v for k, v in node.items() if k != "$ref" and k not in PROSE}
        return resolved(target, doc) | beside
    shape = {
        key: resolved(value, doc, names=key in {"properties", "responses", "content"})
        for key, value in node.items()
        if names or key not in PROSE
    }
    return shape if names else normal(shape)


def normal(shape: Shape) -> Shape:
    """Say the same thing one way: required sorted, null as a type, a const for an enum of one."""
    if isinstance(shape.get("required"), list):
        shape["required"] = sorted(shape["required"])
    if isinstance(shape.get("enum"), list):
        shape["enum"] = sorted(shape["enum"], key=str)
    if "anyOf" in shape and {"type": "null"} in shape["anyOf"]:
        rest = [s for s in shape.pop("anyOf") if s != {"type": "null"}]
        if len(rest) > 1:
            return shape | {"anyOf": [*rest, {"type": "null"}]}
        shape |= rest[0] | {"type": [rest[0]["type"], "null"]}
        if "enum" in shape:
            shape["enum"] = sorted([*shape["enum"], None], key=str)
    if "patternProperties" in shape:  # pydantic refuses other keys without saying so
        shape["additionalProperties"] = False
    if shape.get("default", ...) is None:
        del shape["default"]
    return shape


def operations(doc: Shape) -> Shape:
    """`METHOD /path` to everything that a client can observe before the answer."""
    found = {}
    for path, item in doc["paths"].items():
        for method in item.keys() & {"get", "put", "post", "patch", "delete"}:
            shape = resolved(item[method], doc)
            shared = resolved(item.get("parameters", []), doc)
            named = [*shared, *shape.get("parameters", [])]
            shape["parameters"] = sorted(
                ({"required": False} | p for p in named if p["name"].lower() != "if-match"),
                key=lambda p: (p["in"], p["name"]),
            )
            shape["responses"] = {
                status: sorted(answer.get("content", {}))
                for status, answer in shape["responses"].items()
            }
            shape.setdefault("security", [])
            found[f"{method.upper()} {path}"] = shape
    return found


PROMISED = operations(contract.load())


@pytest.fixture(scope="session")
def served() -> Shape:
    routes = [route for router in ROUTERS for route in router.routes]
    doc = get_openapi(title="JEC", version="0", routes=routes)
    doc.setdefault("components", {}).setdefault("schemas", {})["Problem"] = {}
    return operations(doc)


def test_the_contract_is_valid_openapi() -> None:
    validate(contract.load())


def test_the_bundle_is_made_of_its_sources() -> None:
    assert bundle.bundled_text() == contract.text(), "run `python -m openapi.bundle`"


def test_same_operations(served: Shape) -> None:
    assert served.keys() == PROMISED.keys()


@pytest.mark.parametrize("name", sorted(PROMISED))
def test_same_operation(name: str, served: Shape) -> None:
    assert served[name] == PROMISED[name]


def test_a_version_is_asked_for_exactly_where_its_lack_is_refused() -> None:
    """`If-Match` is read from every call, so it is no parameter of a handler."""
    doc = contract.load()
    for path, item in doc["paths"].items():
        for method in item.keys() & {"get", "put", "post", "patch", "delete"}:
            operation = resolved(item[method], doc)
            named = [*resolved(item.get("parameters", []), doc), *operation.get("parameters", [])]
            required = "if-match" in {each["name"].lower() for each in named}
            assert required == ("428" in operation["responses"]), (method, path)


def test_every_operation_names_one_scope_or_is_public() -> None:
    public = {
        "GET /health/live",
        "GET /health/ready",
        "GET /openapi.json",
        "GET /.well-known/jwks.json",
        "GET /.well-known/oauth-authorization-server",
        "GET /problems",
        "GET /problems/{code}",
        "POST /v1/auth/token",
        "POST /v1/auth/enrolment",
        "POST /v1/auth/revoke",
        "GET /v1/calendars/{secret}.ics",
    }
    for name, operation in PROMISED.items():
        if name in public:
            assert operation["security"] == [], name
        else:
            ((scope,),) = (r["session"] for r in operation["security"])
            assert scope in {s.value for s in Scope}, name


def test_scopes_are_documented_with_the_roles_that_carry_them() -> None:
    flows = contract.load()["components"]["securitySchemes"]["session"]["flows"]
    assert flows["password"]["scopes"] == scope_texts()
