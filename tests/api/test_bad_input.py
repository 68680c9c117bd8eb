"""Whatever is sent, the answer is a problem with its field and reason; nothing is kept."""

import json
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest
from httpx import AsyncClient

from domain.access.roles import Role
from tests.api.reporting.reports import body
from tests.world import BAGUA, Auth, Connection, World

JSON = {"Content-Type": "application/json"}


@pytest.fixture
async def auth(world: World) -> Auth:
    return await world.login(Role.UGEL, BAGUA)


@pytest.fixture
async def sound(world: World, auth: Auth) -> dict[str, Any]:
    owed = await world.obligation(await world.cut("implementation"), await world.school(BAGUA))
    return await body(world, owed, "ficha-implementacion")


async def sent(
    client: AsyncClient, auth: Auth, content: bytes | str, **headers: str
) -> tuple[int, str, list[dict[str, str]]]:
    answer = await client.put(
        f"/v1/reports/{uuid4()}", content=content, headers=auth | JSON | headers
    )
    problem = answer.json()
    return answer.status_code, problem["type"].removeprefix("/problems/"), problem["errors"]


@pytest.mark.parametrize(
    ("content", "status", "kind"),
    [
        (b"", 422, "invalid-request"),
        (b"{", 400, "malformed-body"),
        (b'{"a": 1,}', 400, "malformed-body"),
        (b"\xff\xfe{}", 400, "malformed-body"),
        (b'{"narrative": "\xc3\x28"}', 400, "malformed-body"),
        (b"[" * 100_000, 400, "malformed-body"),
        (b"9" * 10_000, 400, "malformed-body"),
        (b"[]", 422, "invalid-request"),
        (b"null", 422, "invalid-request"),
        (b'"text"', 422, "invalid-request"),
        (b" " * 1_000_001, 413, "body-too-large"),
    ],
    ids=[
        "empty", "cut short", "trailing comma", "UTF-16", "invalid UTF-8", "deep nesting",
        "endless number", "a list", "null", "a text", "oversize",
    ],
)  # fmt: skip
async def test_a_body_that_is_no_report(
    client: AsyncClient, auth: Auth, content: bytes, status: int, kind: str
) -> None:
    assert (await sent(client, auth, content))[:2] == (status, kind)


@pytest.mark.parametrize("media_type", ["text/plain", "application/xml", "text/json; charset=x"])
async def test_another_media_type_is_refused(
    client: AsyncClient, auth: Auth, sound: dict[str, Any], media_type: str
) -> None:
    answer = await sent(client, auth, json.dumps(sound), **{"Content-Type": media_type})
    assert answer[:2] == (415, "unsupported-media-type")


async def test_a_body_that_never_ends_is_cut_off(client: AsyncClient, auth: Auth) -> None:
    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield b" " * 65536

    answer = await client.put(f"/v1/reports/{uuid4()}", content=endless(), headers=auth | JSON)
    assert (answer.status_code, answer.json()["type"]) == (413, "/problems/body-too-large")


def changed(report: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    copy = json.loads(json.dumps(report))
    *way, last = path.strip("/").split("/")
    node: Any = copy
    for step in way:
        node = node[int(step) if step.isdigit() else step]
    node[last] = value
    return copy  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("/surprise", 1, "extra-forbidden"),
        ("/observations/0/surprise", 1, "extra-forbidden"),
        ("/narrative", "a\u0000b", "string-pattern-mismatch"),
        ("/narrative", "x" * 2001, "string-too-long"),
        ("/narrative", 7, "string-type"),
        ("/sworn", "yes", "bool-type"),
        ("/sworn", 1, "bool-type"),
        ("/obligation_id", "0123457-0", "uuid-parsing"),
        ("/observations", [], "too-short"),
        ("/observations", {}, "list-type"),
        ("/observations/0/observed_on", "2026-02-30", "date-parsing"),
        ("/observations/0/observed_on", "2026-13-01", "date-parsing"),
        ("/observations/0/observed_on", "30/06/2026", "date-parsing"),
        ("/observations/0/observed_on", "2026-06-30T10:00:00", "date-parsing"),
        ("/observations/0/version", 10**12, "less-than-equal"),
        ("/observations/0/version", 1.5, "int-type"),
        ("/observations/0/students_present", -1, "greater-than-equal"),
        ("/observations/0/students_present", 10**30, "less-than-equal"),
        ("/observations/0/answers", [], "dict-type"),
    ],
)
async def test_a_wrong_value_names_its_field(
    client: AsyncClient, auth: Auth, sound: dict[str, Any], field: str, value: Any, code: str
) -> None:
    status, kind, errors = await sent(client, auth, json.dumps(changed(sound, field, value)))
    assert (status, kind) == (422, "invalid-request")
    assert [(e["field"], e["code"]) for e in errors] == [(field, code)]


@pytest.mark.parametrize("escape", [r"\ud800", r"\udfff", r"\u0000"])
@pytest.mark.parametrize("where", ["narrative", "answer", "answer key"])
async def test_text_that_cannot_be_kept_is_refused(
    client: AsyncClient, auth: Auth, sound: dict[str, Any], escape: str, where: str
) -> None:
    mark = "MARK"
    if where == "narrative":
        sound["narrative"] = mark
    elif where == "answer":
        sound["observations"][0]["answers"]["x"] = mark
    else:
        sound["observations"][0]["answers"][mark] = "x"
    content = json.dumps(sound).replace(mark, f"a{escape}b")
    status, kind, errors = await sent(client, auth, content)
    assert (status, kind) == (422, "invalid-request")
    assert errors


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
async def test_numbers_that_are_no_numbers_are_refused(
    client: AsyncClient, auth: Auth, sound: dict[str, Any], number: str
) -> None:
    sound["observations"][0]["answers"]["x"] = "MARK"
    content = json.dumps(sound).replace('"MARK"', number)
    assert (await sent(client, auth, content))[0] in {400, 422}


async def test_a_code_that_lost_its_zeros_is_told_its_form(client: AsyncClient, auth: Auth) -> None:
    answer = await client.get("/v1/reports", params={"institution": "123457-0"}, headers=auth)
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["field"]) == (422, "?institution")
    assert "[0-9]{7}" in error["detail"]


@pytest.mark.parametrize(
    "query",
    [
        "cursor=AAAA",
        "cursor=%F0%9F%98%80",
        "cursor=" + "A" * 2000,
        "limit=0",
        "limit=201",
        "limit=9" + "9" * 400,
        "cut=2024-implementation-1%00",
        "institution=%00",
    ],
)
async def test_a_query_that_cannot_be_right_is_refused(
    client: AsyncClient, auth: Auth, query: str
) -> None:
    answer = await client.get(f"/v1/reports?{query}", headers=auth)
    assert answer.status_code == 422


async def test_an_unknown_path_is_a_problem_too(client: AsyncClient, auth: Auth) -> None:
    # Asked below the contract's check, which knows no such path.
    answer = await client.request("TRACE", "/v1/regions", headers=auth)
    assert (answer.status_code, answer.json()["type"]) == (405, "/problems/method-not-allowed")


async def test_nothing_of_what_was_refused_is_kept(
    client: AsyncClient, auth: Auth, sound: dict[str, Any], connection: Connection
) -> None:
    await sent(client, auth, json.dumps(changed(sound, "/observations/0/version", 900)))
    assert await connection.fetchval("select count(*) from report") == 0
    assert await connection.fetchval("select count(*) from event") == 0


@pytest.mark.parametrize("name", ["\u0000", "a\u0000b", "\u0007", " ", "\u00a0"])
async def test_a_name_needs_a_letter_and_no_control_character(
    client: AsyncClient, auth: Auth, name: str
) -> None:
    person = {"doc_type": "DNI", "doc_number": "76543210", "paternal_surname": "Peña"}
    answer = await client.put(
        f"/v1/actors/{uuid4()}", json=person | {"given_names": name}, headers=auth
    )
    assert answer.status_code == 422
    assert [e["field"] for e in answer.json()["errors"]] == ["/given_names"]


@pytest.mark.parametrize("path", ["/v1/auth/token", "/v1/auth/revoke"])
@pytest.mark.parametrize("kind", ["multipart/form-data", " Multipart/Form-Data", "multipart/mixed"])
async def test_a_body_in_parts_is_refused_before_it_is_decoded(
    client: AsyncClient, path: str, kind: str
) -> None:
    """Its parser decodes as the sender says, and `punycode` takes the square of the length."""
    fields = {"token": "x", "grant_type": "password", "username": "rosa", "password": "no es esta"}
    fields = {"token": "x"} if path.endswith("revoke") else fields
    parts = (
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
        if path.endswith("revoke") or name != "token"
    )
    headers = {"Content-Type": f"{kind}; boundary=x; charset=utf-8"}
    answer = await client.post(path, content="".join(parts) + "--x--\r\n", headers=headers)
    assert (answer.status_code, answer.json()["type"]) == (415, "/problems/unsupported-media-type")
