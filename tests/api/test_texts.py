"""Every text that the contract takes: blanks are no words, and what nobody sees is refused."""

import copy
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from httpx import AsyncClient

from api import contract
from tests.access.everybody import may, one_of_each_role
from tests.access.requests import calls
from tests.access.targets import example, make_targets
from tests.answers import codes
from tests.clock import of_a_test
from tests.world import World

ANY_DAY = datetime(2024, 8, 15, 15, tzinfo=UTC)
"""For the requests' names, which are the same on each."""
NO_WORDS = {"password", "current", "new", "code", "subject"}
"""Compared sign by sign, as passwords are."""
NO_NUL = r"^[^\u0000]*$"
SIGNS = {"a zero-width space": "\u200b", "a soft hyphen": "\u00ad", "turned": "\u202e",
         "a line separator": "\u2028", "a filler": "\u3164", "isolated": "\u2067"}  # fmt: skip


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        schema = contract.load()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def texts(schema: dict[str, Any], sent: Any, at: tuple[str | int, ...]) -> Iterator[Any]:
    """Where the free texts of a body stand, each with its shortest length."""
    schema = resolved(schema)
    if isinstance(sent, dict):
        for name, value in sent.items():
            if name in schema.get("properties", {}):
                yield from texts(schema["properties"][name], value, (*at, name))
    elif isinstance(sent, list):
        for n, value in enumerate(sent):
            yield from texts(schema.get("items", {}), value, (*at, n))
    elif isinstance(sent, str) and schema.get("pattern", NO_NUL) == NO_NUL:
        kinds = schema.get("type", ())
        if "string" in ([kinds] if isinstance(kinds, str) else kinds) and not (
            "enum" in schema or "format" in schema or at[-1] in NO_WORDS
        ):
            yield at, schema.get("minLength", 0)


Found = tuple[str, tuple[str | int, ...], int]
"""An operation, where a text of its body stands, and its shortest length."""


def found() -> Iterator[Found]:
    bodies = {
        operation["operationId"]: operation["requestBody"]["content"]
        for item in contract.load()["paths"].values()
        for method, operation in item.items()
        if method != "parameters" and "requestBody" in operation
    }
    for name, call in calls(example()).items():
        schema = bodies.get(name, {}).get("application/json")
        if schema is not None and call.json is not None:
            for at, shortest in texts(schema["schema"], call.json, ()):
                yield name, at, shortest


with of_a_test(ANY_DAY):
    FOUND = [*found()]
REQUIRED = [(name, at, shortest) for name, at, shortest in FOUND if shortest]


def pointer(at: tuple[str | int, ...]) -> str:
    return "".join(f"/{step}" for step in at)


def test_the_texts_are_found() -> None:
    assert len(FOUND) >= 40, [(name, at) for name, at, _ in FOUND]
    assert len(REQUIRED) > 30


async def not_refused(
    client: AsyncClient, world: World, places: Sequence[Found], words: Callable[[str, int], str]
) -> dict[tuple[str, str], Any]:
    """The texts of sound requests that are taken although they are `words` (of the text and its
    shortest length)."""
    requests = calls((await make_targets(world))["institution"])
    everybody = await one_of_each_role(world)
    taken = {}
    for name, at, shortest in places:
        call = requests[name]
        body = copy.deepcopy(call.json)
        inside = body
        for step in at[:-1]:
            inside = inside[step]
        inside[at[-1]] = words(inside[at[-1]], shortest)
        answer = await client.request(
            call.method, call.path, json=body, headers=everybody[may(name)]
        )
        if answer.status_code != 422 or pointer(at) not in {field for field, _ in codes(answer)}:
            taken[name, pointer(at)] = (answer.status_code, answer.text[:200])
    return taken


async def test_blanks_are_no_words(client: AsyncClient, world: World) -> None:
    assert await not_refused(client, world, REQUIRED, lambda _, least: " \t" * least) == {}


async def test_marks_without_letters_are_no_words(client: AsyncClient, world: World) -> None:
    marks = "\ufe0f\u0301"
    assert await not_refused(client, world, REQUIRED, lambda _, least: marks * least) == {}


@pytest.mark.parametrize("sign", SIGNS.values(), ids=SIGNS)
async def test_what_nobody_sees_is_refused_by_name(
    client: AsyncClient, world: World, sign: str
) -> None:
    def with_sign(words: str, _: int) -> str:
        return words[:3] + sign + words[3:]

    assert await not_refused(client, world, FOUND, with_sign) == {}
