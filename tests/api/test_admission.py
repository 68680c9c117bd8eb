"""Who may not ask, or asks too often, is refused before anything of their body is read; and JSON is
read as RFC 8259 has it."""

import json
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from structlog.testing import capture_logs

from api import contract
from api.access_log import AccessLog
from api.json_bodies import read_json
from domain.errors import DomainError
from tests.answers import codes, problem
from tests.world import Auth

JSON = {"Content-Type": "application/json"}
PUBLIC = ["/v1/auth/enrolment", "/v1/auth/revoke", "/v1/auth/token"]


async def never_read() -> AsyncIterator[bytes]:
    raise AssertionError("its body was read")
    yield b""


def test_every_public_operation_with_a_body_is_known() -> None:
    assert contract.public_with_body() == {"redeemEnrolment", "signIn", "signOut"}


@pytest.mark.parametrize("path", PUBLIC)
async def test_an_address_that_comes_too_often_is_refused_unread(
    client: AsyncClient, path: str
) -> None:
    """An ill-formed request costs as a failed attempt does: 120 at once."""
    answers = [await client.post(path, content=b"{", headers=JSON) for _ in range(120)]
    assert {answer.status_code for answer in answers} <= {400, 415, 422}
    for other in PUBLIC:
        refused = await client.post(other, content=never_read(), headers=JSON)
        assert problem(refused) == (429, "too-many-attempts")
        assert int(refused.headers["retry-after"]) >= 1


async def test_well_formed_requests_cost_a_tenth(client: AsyncClient) -> None:
    for _ in range(200):
        answer = await client.post("/v1/auth/revoke", data={"token": "none such"})
        assert answer.status_code == 204


@pytest.mark.parametrize("token", [{}, {"Authorization": "Bearer x.y.z"}])
async def test_who_shows_no_good_token_is_refused_unread(client: AsyncClient, token: Auth) -> None:
    path = f"/v1/reports/{uuid4()}"
    refused = await client.put(path, content=never_read(), headers=JSON | token)
    assert refused.status_code == 401


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b'{"a": 1, "b": 2, "a": 1}', "sent-twice"),
        (b'{"a": [{"b": {"c": 1, "c": 2}}]}', "sent-twice"),
        (rb'{"a": 1, "\u0061": 2}', "sent-twice"),
        ('{"a": "ñ"}'.encode("latin-1"), "not-utf-8"),
        ("{}".encode("utf-16"), "not-utf-8"),
        ("{}".encode("utf-16-le"), "json-invalid"),
        ("{}".encode("utf-32-be"), "json-invalid"),
        (b"[" * 100_000, "too-deep"),
        (b"[" + b"9" * 10_000 + b"]", "json-invalid"),
        (b"{'a': 1}", "json-invalid"),
        (b"{} {}", "json-invalid"),
        (json.dumps(dict.fromkeys(map(str, range(20_001)))).encode(), "too-many-names"),
        (b"[" + b",".join([b'{"a":1}'] * 20_001) + b"]", "too-many-names"),
        (rb'{"a": ["\ud800"]}', "string-unicode"),
        (rb'{"\udfff": 1}', "string-unicode"),
        (rb'["\udc00\ud800"]', "string-unicode"),
    ],
)
def test_what_is_no_json_is_refused_with_its_reason(body: bytes, code: str) -> None:
    with pytest.raises(DomainError) as refused:
        read_json(body)
    assert [finding.code for finding in refused.value.findings] == [code]


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b"\xef\xbb\xbf{}", {}),
        (rb'["\ud83d\ude00"]', ["😀"]),
        (rb'["\\ud800"]', ["\\ud800"]),
        (b"[1.5, 1e3, -0]", [1.5, 1000.0, 0]),
        (b'[{"a": 1}, {"a": 1}]', [{"a": 1}, {"a": 1}]),
    ],
)
def test_what_is_json_is_read(body: bytes, value: object) -> None:
    assert read_json(body) == value


@pytest.mark.parametrize(
    ("charset", "status"), [("utf-8", 422), ("UTF-8", 422), ('"utf-8"', 422), ("latin-1", 415)]
)
async def test_another_coding_than_utf_8_is_refused(
    client: AsyncClient, charset: str, status: int
) -> None:
    headers = {"Content-Type": f"application/json; charset={charset}"}
    answer = await client.post("/v1/auth/enrolment", content=b"{}", headers=headers)
    assert answer.status_code == status


@pytest.mark.parametrize("number", ["NaN", "-Infinity", "1e999"])
async def test_what_is_no_number_is_refused_where_anything_may_stand(
    client: AsyncClient, minedu: Auth, number: str
) -> None:
    body = f'{{"definition": {{"items": [{{"weight": {number}}}]}}}}'
    path = "/v1/instruments/ficha-cp/versions/9"
    answer = await client.put(path, content=body, headers=minedu | JSON)
    assert (answer.status_code, codes(answer)) == (422, [("/definition", "finite-number")])


async def test_a_name_that_is_there_twice_is_told(client: AsyncClient) -> None:
    twice = b'{"code": "a", "code": "b", "password": "una clave de veras"}'
    answer = await client.post("/v1/auth/enrolment", content=twice, headers=JSON)
    assert (problem(answer), codes(answer)) == ((400, "malformed-body"), [("/", "sent-twice")])
    assert "«code»" in answer.json()["errors"][0]["detail"]


async def test_who_hangs_up_while_a_sheet_is_sent_is_no_fault_of_ours(
    app: FastAPI, dre: Auth
) -> None:
    parts = iter([{"type": "http.request", "body": b"tipo_doc", "more_body": True}])

    async def receive() -> dict[str, object]:
        return next(parts, {"type": "http.disconnect"})

    async def send(_: object) -> None:
        pass

    headers = [(name.lower().encode(), value.encode()) for name, value in dre.items()]
    headers += [(b"host", b"jec"), (b"content-type", b"text/csv")]
    scope = {
        "type": "http", "method": "POST", "path": "/v1/imports/actors", "headers": headers,
        "query_string": b"", "http_version": "1.1", "client": ("127.0.0.1", 1), "app": app,
    }  # fmt: skip
    with capture_logs() as log:
        await AccessLog(app)(scope, receive, send)
    told = [(line["event"], line["status"], line["log_level"]) for line in log]
    assert told == [("request", 400, "info")]


async def test_a_server_is_told_its_one_name(app: FastAPI) -> None:
    async with AsyncClient(transport=ASGITransport(app), base_url="http://test") as client:
        for hosts in ([("Host", "a"), ("Host", "b")], [("Host", "a b")]):
            refused = await client.get("/health/live", headers=hosts)
            assert problem(refused) == (400, "malformed-request")
