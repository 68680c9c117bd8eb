"""What the service answers to a request of a role, and nothing of it stays."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from httpx import AsyncClient, Response

from tests.access.call import Call
from tests.world import Connection

OTHERWISE = {
    "linkExternalIdentity": "409 no-external-provider",  # of anybody: this run has no provider
    "putInstitution": "422 invalid-request",  # the IGED that the request names is out of reach too
}
"""Refused out of reach before anything of the target is looked at, and so told otherwise."""


@asynccontextmanager
async def undone(connection: Connection) -> AsyncIterator[None]:
    """Whatever an operation changes is as it was for the next one."""
    savepoint = connection.transaction()
    await savepoint.start()
    try:
        yield
    finally:
        await savepoint.rollback()


async def answer_to(client: AsyncClient, call: Call, auth: dict[str, str]) -> Response:
    headers = auth | ({"Content-Type": "text/csv"} if call.content else {})
    return await client.request(
        call.method, call.path, json=call.json, content=call.content, headers=headers
    )


def outcome(answer: Response) -> str:
    if answer.status_code < 400:
        return str(answer.status_code)
    return f"{answer.status_code} {answer.json()['type'].removeprefix('/problems/')}"
