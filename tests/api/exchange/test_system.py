"""What is public: health, the contract and its page, and the kinds of problem."""

import re

import httpx
import pytest
from fastapi import FastAPI
from httpx import AsyncClient

from api import contract
from domain.errors import kinds


async def test_it_is_alive_and_ready(client: AsyncClient) -> None:
    assert (await client.get("/health/live")).json() == {"status": "ok"}
    assert (await client.get("/health/ready")).json() == {"status": "ok"}


async def test_the_contract_that_clients_download_is_the_committed_one(
    client: AsyncClient,
) -> None:
    assert (await client.get("/openapi.json")).json() == contract.load()


async def test_the_reference_page_works_without_internet(app: FastAPI) -> None:
    transport = httpx.ASGITransport(app)
    async with AsyncClient(transport=transport, base_url="http://test") as browser:
        assert (await browser.get("/")).headers["location"] == "/docs"
        assert (await browser.head("/docs")).status_code == 200
        page = (await browser.get("/docs")).text
        addresses = re.findall(r"""(?:src|href)=["']([^"']+)["']""", page)
        assert addresses
        assert [a for a in addresses if not a.startswith("/")] == []
        assert re.findall(r"https?://(?!www\.w3\.org)[^\s\"']+", page) == []
        for address in addresses:
            asset = await browser.get(address)
            assert (asset.status_code, len(asset.content) > 500) == (200, True), address
        assert (await browser.get("/docs/../pyproject.toml")).status_code == 404


@pytest.mark.parametrize("code", ["cut-closed", "not-found", "invalid-request"])
async def test_a_problem_type_can_be_read(client: AsyncClient, code: str) -> None:
    body = (await client.get(f"/problems/{code}")).json()
    kind = next(kind for kind in kinds() if kind.code == code)
    assert (body["type"], body["title"]["es"]) == (f"/problems/{code}", kind.title_es)


async def test_an_unknown_problem_type_is_not_found(client: AsyncClient) -> None:
    assert (await client.get("/problems/nope")).status_code == 404
