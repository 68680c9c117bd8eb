"""`If-Match` names one tag, several, weak ones or `*`; what may be kept carries a tag."""

from uuid import uuid4

import pytest
from fastapi import Request
from httpx import AsyncClient

from api.entity_tags import ANY, seen_by, tags_of
from domain.versions import OneOf, Seen, is_seen
from tests.world import Auth


def request(*sent: str, header: str = "if-match") -> Request:
    headers = [(header.encode(), each.encode()) for each in sent]
    return Request({"type": "http", "headers": headers})


@pytest.mark.parametrize(
    ("sent", "seen"),
    [
        ((), None),
        (('"3"',), 3),
        (('W/"3"',), 3),
        (("3",), 3),
        (('"3", "4"',), OneOf(frozenset({3, 4}))),
        (('W/"3",W/"4"',), OneOf(frozenset({3, 4}))),
        (('"3"', '"4"'), OneOf(frozenset({3, 4}))),
        (('"a,3", "4"',), 4),
        (("*",), OneOf(None)),
        (('"*"',), OneOf(frozenset())),
        (('"none such"',), OneOf(frozenset())),
        (("",), OneOf(frozenset())),
        (('"-1"',), OneOf(frozenset())),
        (('"٣"',), OneOf(frozenset())),
        (('"' + "9" * 5000 + '"',), OneOf(frozenset())),
    ],
)
def test_what_the_caller_saw(sent: tuple[str, ...], seen: Seen | None) -> None:
    headers = [(b"if-match", each.encode("utf-8")) for each in sent]
    assert seen_by(Request({"type": "http", "headers": headers})) == seen


def test_any_is_no_tag() -> None:
    assert tags_of(request("*"), "if-match") == frozenset({ANY})
    assert tags_of(request('"*"'), "if-match") == frozenset({"*"})


@pytest.mark.parametrize(
    ("seen", "stands"),
    [
        (3, True),
        (4, False),
        (OneOf(None), True),
        (OneOf(frozenset({2, 3})), True),
        (OneOf(frozenset({2, 4})), False),
        (OneOf(frozenset()), False),
    ],
)
def test_whether_a_version_was_seen(seen: Seen, stands: bool) -> None:
    assert is_seen(3, seen) is stands


@pytest.mark.parametrize(
    ("named", "status"),
    [
        ('"1"', 200),
        ('W/"1"', 200),
        ('"7", W/"1"', 200),
        ("*", 200),
        ('"7", "8"', 412),
        ('"none such"', 412),
        (None, 428),
    ],
)
async def test_a_change_names_what_it_changes(
    client: AsyncClient, minedu: Auth, named: str | None, status: int
) -> None:
    person = {"doc_type": "DNI", "doc_number": "76543210", "given_names": "Rosa"}
    path = f"/v1/actors/{uuid4()}"
    made = await client.put(path, json=person | {"paternal_surname": "Peña"}, headers=minedu)
    assert (made.status_code, made.headers["etag"]) == (201, '"1"')
    headers = minedu | ({"If-Match": named} if named else {})
    changed = await client.put(path, json=person | {"paternal_surname": "Paz"}, headers=headers)
    assert changed.status_code == status


async def test_whichever_stands_has_to_be_there(client: AsyncClient, minedu: Auth) -> None:
    person = {"doc_type": "DNI", "doc_number": "76543210", "given_names": "Rosa"}
    person["paternal_surname"] = "Peña"
    headers = minedu | {"If-Match": "*"}
    refused = await client.put(f"/v1/actors/{uuid4()}", json=person, headers=headers)
    assert refused.status_code == 412


OFFICIAL = ["/v1/regions", "/v1/regions/010000", "/v1/igeds", "/v1/igeds/010002", "/v1/catalogue"]
FORMS = "/v1/instruments/ficha-implementacion"


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        *((path, "public, max-age=300") for path in OFFICIAL),
        ("/v1/instruments", "private, no-cache"),
        (FORMS, "private, no-cache"),
        (f"{FORMS}/versions/1", "private, no-cache"),
        (f"{FORMS}/versions/1/schema", "private, no-cache"),
        ("/v1/me", "no-store"),
        ("/v1/institutions", "no-store"),
        ("/v1/actors", "no-store"),
    ],
)
async def test_what_is_no_persons_may_be_kept(
    client: AsyncClient, minedu: Auth, dre: Auth, path: str, kept: str
) -> None:
    answer = await client.get(path, headers=minedu)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, kept)
    if kept == "no-store":
        return
    held = {"If-None-Match": answer.headers["etag"]}
    again = await client.get(path, headers=dre | held)
    assert (again.status_code, again.headers["cache-control"]) == (304, kept)
    if kept.startswith("public"):
        assert (await client.get(path, headers=dre)).content == answer.content
