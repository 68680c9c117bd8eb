"""Every text that the contract takes: blanks are no words, and what nobody sees is refused."""

import copy
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from httpx import AsyncClient

from api import contract
from domain.access.roles import Role
from domain.access.scopes import ROLE_SCOPES
from tests.access.requests import calls
from tests.access.targets import example, make_targets
from tests.clock import of_a_test
from tests.world import AMAZONAS, BAGUA, Auth, World

ANY_DAY = datetime(2024, 8, 15, 15, tzinfo=UTC)
"""For the requests' names, which are the same on each."""
NO_WORDS = {"password", "current", "new", "code", "subject"}
"""Compared sign by sign, as passwords are."""
NO_NUL = r"^[^\u0000]*$"
SIGNS = {"a zero-width space": "\u200b", "a soft hyphen": "\u00ad", "turned": "\u202e",
         "a line separator": "\u2028", "a filler": "\u3164"}  # fmt: skip


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


def found() -> Iterator[tuple[str, tuple[str | int, ...], int]]:
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


async def refused(
    client: AsyncClient, world: World, name: str, at: tuple[str | int, ...], words: Any
) -> list[tuple[str, str]]:
    """The fields and codes that are told of when one text of a sound request is `words`."""
    call = calls((await make_targets(world))["institution"])[name]
    body = copy.deepcopy(call.json)
    inside = body
    for step in at[:-1]:
        inside = inside[step]
    inside[at[-1]] = words(inside[at[-1]])
    answer = await client.request(
        call.method, call.path, json=body, headers=await of_anybody(world, name)
    )
    assert answer.status_code == 422, answer.text
    return [(each["field"], each["code"]) for each in answer.json()["errors"]]


async def of_anybody(world: World, operation: str) -> Auth:
    scope = contract.scopes_by_operation()[operation]
    role = next(role for role in Role if scope in ROLE_SCOPES[role])
    at = {Role.MINEDU: "pe", Role.DRE: AMAZONAS, Role.UGEL: BAGUA}
    if role in at:
        return await world.deputy(role, at[role])
    return await world.login(role, await world.school(BAGUA))


def pointer(at: tuple[str | int, ...]) -> str:
    return "".join(f"/{step}" for step in at)


def test_the_texts_are_found() -> None:
    assert len(FOUND) >= 40, [(name, at) for name, at, _ in FOUND]
    assert len(REQUIRED) > 30


@pytest.mark.parametrize(("name", "at", "shortest"), REQUIRED)
async def test_blanks_are_no_words(
    client: AsyncClient, world: World, name: str, at: tuple[str | int, ...], shortest: int
) -> None:
    faults = await refused(client, world, name, at, lambda _: " \t" * shortest)
    assert pointer(at) in {field for field, _ in faults}


@pytest.mark.parametrize("sign", SIGNS.values(), ids=SIGNS)
@pytest.mark.parametrize(("name", "at", "shortest"), FOUND)
async def test_what_nobody_sees_is_refused_by_name(
    client: AsyncClient,
    world: World,
    name: str,
    at: tuple[str | int, ...],
    shortest: int,
    sign: str,
) -> None:
    faults = await refused(client, world, name, at, lambda words: words[:3] + sign + words[3:])
    assert (pointer(at), "unseen-character") in faults
