"""Holds every answer that a test receives against the contract."""

import re
from functools import cache
from typing import Any

import httpx
from jsonschema import Draft202012Validator

from api import contract

Shape = dict[str, Any]


def closed(node: Any) -> Any:
    """The same schemas, refusing fields they do not name: clients may meet new ones, we may not."""
    if isinstance(node, list):
        return [closed(item) for item in node]
    if not isinstance(node, dict):
        return node
    shape = {key: closed(value) for key, value in node.items()}
    return {"additionalProperties": False} | shape if "properties" in shape else shape


CONTRACT: Shape = closed(contract.load())
PATHS: dict[str, re.Pattern[str]] = {
    path: re.compile(re.sub(r"{\w+}", "[^/]+", path)) for path in CONTRACT["paths"]
}


def path_of(request: httpx.Request) -> str:
    paths = [path for path, pattern in PATHS.items() if pattern.fullmatch(request.url.path)]
    assert paths, f"undocumented path: {request.url.path}"
    return min(paths, key=lambda path: path.count("{"))


def promised(request: httpx.Request) -> Shape:
    """The answers that the contract lists for this request, by status."""
    most_literal = path_of(request)
    method = "get" if request.method == "HEAD" else request.method.lower()
    operation = CONTRACT["paths"][most_literal].get(method)
    if operation is None:
        return {"405": {"content": {"application/problem+json": {"schema": PROBLEM}}}}
    shared: Shape = CONTRACT["components"]["responses"]
    return {
        status: shared[answer["$ref"].rpartition("/")[2]] if "$ref" in answer else answer
        for status, answer in operation["responses"].items()
    }


PROBLEM = {"$ref": "#/components/schemas/Problem"}


@cache
def validator(name: str) -> Draft202012Validator:
    schema = CONTRACT | {"$ref": name}
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def declared_problems(request: httpx.Request) -> set[str]:
    """The types of problem that the contract lists for this request."""
    item: Shape = CONTRACT["paths"][path_of(request)]
    method = "get" if request.method == "HEAD" else request.method.lower()
    return {*CONTRACT["x-problems"], *item.get(method, {}).get("x-problems", ())}


async def keeps_the_contract(answer: httpx.Response) -> None:
    """Every answer of every test passes here; one that drifts from the contract fails the test."""
    await answer.aread()
    answers = promised(answer.request)
    assert str(answer.status_code) in answers, f"undocumented status: {answer} {answer.text}"
    if answer.is_success:
        declared = "ETag" in answers[str(answer.status_code)].get("headers", {})
        assert declared == ("etag" in answer.headers), (
            f"ETag declared: {declared}: {answer.request.method} {answer.request.url.path}"
        )
    content = answers[str(answer.status_code)].get("content")
    if content is None or answer.request.method == "HEAD":
        assert not answer.content, f"undocumented body: {answer} {answer.text}"
        return
    media_type = answer.headers["content-type"].partition(";")[0]
    assert media_type in content, f"undocumented media type: {answer} {media_type}"
    if media_type == "application/problem+json":
        code = answer.json()["type"].removeprefix("/problems/")
        asked = f"{answer.request.method} {answer.request.url.path}"
        assert code in declared_problems(answer.request), f"undeclared problem: {code} of {asked}"
    schema = content[media_type]["schema"]
    if "$ref" in schema:
        validator(schema["$ref"]).validate(answer.json())
    elif media_type.endswith("json"):
        formats = Draft202012Validator.FORMAT_CHECKER
        Draft202012Validator(CONTRACT | schema, format_checker=formats).validate(answer.json())
