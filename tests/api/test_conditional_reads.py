"""`HEAD` and `If-None-Match`, on every read of the contract."""

from datetime import UTC, datetime

import pytest
from httpx import AsyncClient

from api import contract
from domain.access.roles import Role
from tests.access.requests import calls
from tests.access.targets import example, make_targets
from tests.clock import of_a_test
from tests.world import World

ANY_DAY = datetime(2024, 8, 15, 15, tzinfo=UTC)
"""For the requests' names, which are the same on each."""
with of_a_test(ANY_DAY):
    READS = sorted(name for name, call in calls(example()).items() if call.method == "GET")


async def test_head_is_get_without_its_body(client: AsyncClient, world: World) -> None:
    requests = calls((await make_targets(world))["institution"])
    headers = await world.deputy(Role.MINEDU, "pe")
    differing = {}
    for operation in READS:
        read = await client.get(requests[operation].path, headers=headers)
        head = await client.head(requests[operation].path, headers=headers)
        told, sent = int(head.headers["content-length"]), len(read.content)
        alike = (
            (head.status_code, head.content) == (read.status_code, b"")
            and head.headers.get("etag") == read.headers.get("etag")
            and head.headers["content-type"] == read.headers["content-type"]
            and abs(told - sent) < 20  # but for the moment that some answers tell
        )
        if not alike:
            differing[operation] = (read, head)
    assert differing == {}


@pytest.mark.parametrize(
    "named",
    ["{tag}", "W/{tag}", '"other", {tag}', 'W/"other",W/{tag}', "*"],
    ids=["strong", "weak", "among others", "weak among others", "any"],
)
async def test_a_version_that_is_held_is_not_sent_again(
    client: AsyncClient, world: World, named: str
) -> None:
    target = (await make_targets(world))["institution"]
    headers = await world.deputy(Role.MINEDU, "pe")
    versioned = {}
    for operation in READS:
        path = calls(target)[operation].path
        read = await client.get(path, headers=headers)
        if "304" in responses(operation) and read.is_success:
            versioned[path] = read.headers["etag"]
    assert len(versioned) > 5
    for path, tag in versioned.items():
        held = headers | {"If-None-Match": named.format(tag=tag)}
        assert (await client.get(path, headers=held)).status_code == 304, path
        other = headers | {"If-None-Match": '"none such"'}
        assert (await client.get(path, headers=other)).status_code == 200, path


def responses(operation: str) -> set[str]:
    for item in contract.load()["paths"].values():
        for method, found in item.items():
            if method != "parameters" and found["operationId"] == operation:
                return set(found["responses"])
    raise KeyError(operation)


async def test_head_is_among_what_a_path_allows(client: AsyncClient, world: World) -> None:
    headers = await world.login(Role.MINEDU, "pe")
    refused = await client.patch("/v1/coverage", headers=headers)
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD")
