"""Answers are compressed for who takes it, but for small ones and those that carry a secret."""

import gzip
from collections.abc import AsyncIterator, Callable
from uuid import uuid4

import brotli
import httpx
import pytest
import zstandard
from fastapi import FastAPI
from httpx import AsyncClient

from api import contract
from api.compression import LEAST
from tests.world import Auth

DECODED: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.decompress,
    "br": brotli.decompress,
    "zstd": lambda body: zstandard.ZstdDecompressor().decompressobj().decompress(body),
}
SECRETS = {
    "access_token",
    "refresh_token",
    "secret",
    "recovery_codes",
    "url",
    "link",
    "code",
    "uri",
}


async def raw(client: AsyncClient, path: str, headers: Auth, accepted: str) -> httpx.Response:
    """The answer, its body as it was sent."""
    asked = headers | {"Accept-Encoding": accepted}
    async with client.stream("GET", path, headers=asked) as answer:
        answer._content = b"".join([part async for part in answer.aiter_raw()])
        return answer


@pytest.fixture
async def plain(app: FastAPI) -> AsyncIterator[AsyncClient]:
    """Without the check of the contract, which reads a body as it is meant."""
    transport = httpx.ASGITransport(app)
    async with AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip", "gzip"),
        ("br", "br"),
        ("zstd", "zstd"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, br;q=0.5", "br"),
        ("zstd;q=0, gzip", "gzip"),
        ("GZIP", "gzip"),
    ],
)
async def test_a_large_answer_is_compressed_as_is_asked(
    plain: AsyncClient, minedu: Auth, accepted: str, coding: str
) -> None:
    whole = await raw(plain, "/v1/regions", minedu, "identity")
    small = await raw(plain, "/v1/regions", minedu, accepted)
    assert small.headers["content-encoding"] == coding
    assert small.headers["vary"].lower() == "accept-encoding"
    assert int(small.headers["content-length"]) == len(small._content) < len(whole._content) / 2
    assert DECODED[coding](small._content) == whole._content
    assert small.headers["etag"] == f"W/{whole.headers['etag']}"


@pytest.mark.parametrize("accepted", ["identity", "deflate", "", "gzip;q=0, *;q=0"])
async def test_nobody_is_sent_what_they_cannot_read(
    plain: AsyncClient, minedu: Auth, accepted: str
) -> None:
    answer = await raw(plain, "/v1/regions", minedu, accepted)
    assert "content-encoding" not in answer.headers
    assert answer.headers["vary"].lower() == "accept-encoding", "the next may be sent another"
    assert answer.headers["etag"].startswith('"')


async def test_a_small_answer_is_not_compressed(plain: AsyncClient, minedu: Auth) -> None:
    answer = await raw(plain, "/v1/regions/010000", minedu, "gzip")
    assert len(answer._content) < LEAST
    assert "content-encoding" not in answer.headers


async def test_a_large_refusal_is_compressed(plain: AsyncClient, minedu: Auth) -> None:
    wrong = {f"x{n}": 1 for n in range(200)}
    answer = await plain.put(f"/v1/actors/{uuid4()}", json=wrong, headers=minedu)
    assert answer.status_code == 422
    assert "content-encoding" in answer.headers


async def test_a_weak_tag_is_held_and_head_tells_the_same(plain: AsyncClient, minedu: Auth) -> None:
    got = await plain.get("/v1/regions", headers=minedu)
    head = await plain.head("/v1/regions", headers=minedu)
    tag = got.headers["etag"]
    assert tag.startswith("W/")
    assert {n: head.headers[n] for n in ("etag", "content-length", "content-encoding")} == {
        n: got.headers[n] for n in ("etag", "content-length", "content-encoding")
    }
    again = await plain.get("/v1/regions", headers=minedu | {"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")


def carrying_secrets() -> set[str]:
    """The operations whose answer has a member that lets somebody in."""
    doc = contract.load()
    found = set()
    for item in doc["paths"].values():
        for method, operation in item.items():
            if method not in {"post", "put"}:
                continue
            for status in ("200", "201"):
                content = operation["responses"].get(status, {}).get("content", {})
                schema = content.get("application/json", {}).get("schema", {})
                if names_of(schema, doc) & (SECRETS - {"code", "url"}):
                    found.add(operation["operationId"])
    return found


def names_of(schema: object, doc: object, depth: int = 4) -> set[str]:
    if not isinstance(schema, dict) or not depth:
        return set()
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        assert isinstance(doc, dict)
        return names_of(doc["components"]["schemas"][name], doc, depth)
    names = set(schema.get("properties", {}))
    for each in (*schema.get("properties", {}).values(), schema.get("items")):
        names |= names_of(each, doc, depth - 1)
    return names


def test_the_operations_that_give_secrets_are_known() -> None:
    assert carrying_secrets() == {"signIn", "enrol", "makeClientSecret", "beginMySecondFactor",
                                  "confirmMySecondFactor"}  # fmt: skip


async def test_what_carries_a_secret_is_never_compressed(plain: AsyncClient, minedu: Auth) -> None:
    """However large it is, and no proxy compresses it either."""
    made = await plain.put("/v1/me/calendar-link", headers=minedu)
    assert made.headers["cache-control"] == "no-store, no-transform"
    actors = [str(uuid4()) for _ in range(100)]
    cards = await plain.post("/v1/enrolments", json={"actors": actors}, headers=minedu)
    assert cards.is_success
    assert len(cards.content) > LEAST
    assert cards.headers["cache-control"] == "no-store, no-transform"
    assert "content-encoding" not in cards.headers
