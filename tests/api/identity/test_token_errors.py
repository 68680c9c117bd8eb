"""A refusal at the token endpoint is told as RFC 6749 has it, beside our own fields; RFC 8414 tells
where the endpoint is."""

import re
from base64 import b64encode

import pytest
from httpx import AsyncClient, Response

from domain.access.scopes import Scope
from tests.answers import problem

TOKEN, REVOKE = "/v1/auth/token", "/v1/auth/revoke"
PASSWORD = {"grant_type": "password", "username": "nadie", "password": "no es esta"}
CLIENT = {"grant_type": "client_credentials", "client_id": "x", "client_secret": "y"}
BASIC = {"Authorization": "Basic " + b64encode(b"x:y").decode()}


@pytest.mark.parametrize(
    ("form", "status", "error"),
    [
        (PASSWORD, 401, "invalid_grant"),
        ({"grant_type": "refresh_token", "refresh_token": "none such"}, 401, "invalid_grant"),
        (CLIENT, 401, "invalid_client"),
        ({"grant_type": "authorization_code", "code": "x"}, 422, "unsupported_grant_type"),
        ({"grant_type": "password"}, 422, "invalid_request"),
        ({"username": "nadie"}, 422, "invalid_request"),
        (PASSWORD | {"other": "x"}, 422, "invalid_request"),
        ({}, 422, "invalid_request"),
    ],
)
async def test_programs_are_told_by_the_codes_of_oauth(
    client: AsyncClient, form: dict[str, str], status: int, error: str
) -> None:
    answer = await client.post(TOKEN, data=form)
    told(answer, status, error)
    assert answer.json()["type"].startswith("/problems/")


def told(answer: Response, status: int, error: str) -> None:
    body = answer.json()
    assert (answer.status_code, body["error"]) == (status, error)
    assert re.fullmatch(r"[\x20-\x21\x23-\x5b\x5d-\x7e]+", body["error_description"])
    assert answer.headers["cache-control"].startswith("no-store")
    assert answer.headers["pragma"] == "no-cache"
    assert ("www-authenticate" in answer.headers) == (status == 401)


@pytest.mark.parametrize(
    ("headers", "asked"), [({}, "Bearer"), (BASIC, 'Basic realm="jec"')], ids=["form", "header"]
)
async def test_a_client_is_asked_for_its_secret_as_it_showed_it(
    client: AsyncClient, headers: dict[str, str], asked: str
) -> None:
    form = {"grant_type": "client_credentials"} if headers else CLIENT
    answer = await client.post(TOKEN, data=form, headers=headers)
    told(answer, 401, "invalid_client")
    assert answer.headers["www-authenticate"] == asked


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        ("{}", "application/json", 415),
        ("x" * 20_000, "application/x-www-form-urlencoded", 413),
        ("--x--", "multipart/form-data; boundary=x", 415),
    ],
)
@pytest.mark.parametrize("path", [TOKEN, REVOKE])
async def test_what_is_no_form_is_told_so_too(
    client: AsyncClient, path: str, content: str, kind: str, status: int
) -> None:
    answer = await client.post(path, content=content, headers={"Content-Type": kind})
    told(answer, status, "invalid_request")


@pytest.mark.parametrize("name", ["grant_type", "username", "password"])
async def test_a_field_that_comes_twice_is_refused(client: AsyncClient, name: str) -> None:
    form = "&".join(f"{key}={value}" for key, value in (PASSWORD | {"password": "x"}).items())
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = await client.post(TOKEN, content=f"{form}&{name}=x", headers=headers)
    told(answer, 422, "invalid_request")
    assert [each["field"] for each in answer.json()["errors"]] == [f"/{name}"]


async def test_elsewhere_a_refusal_has_no_such_fields(client: AsyncClient) -> None:
    refused = await client.get("/v1/me")
    assert problem(refused)[0] == 401
    assert not {"error", "error_description"} & refused.json().keys()


async def test_the_service_tells_where_tokens_are_had(client: AsyncClient) -> None:
    answer = await client.get("/.well-known/oauth-authorization-server")
    told = answer.json()
    assert told["issuer"] == "https://issuer.test"
    assert told["token_endpoint"] == f"http://127.0.0.1:8000{TOKEN}"
    assert (await client.post(told["revocation_endpoint"].removeprefix("http://127.0.0.1:8000"),
                              data={"token": "none such"})).status_code == 204  # fmt: skip
    assert set(told["scopes_supported"]) == {scope.value for scope in Scope}
    assert set(told["grant_types_supported"]) == {
        "password", "refresh_token", "client_credentials",
    }  # fmt: skip
    assert answer.headers["cache-control"] == "public, max-age=300"
