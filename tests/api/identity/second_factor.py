"""A second factor as tests set it up."""

import pyotp
from httpx import AsyncClient, Response

from tests.clock import now
from tests.world import PASSWORD, Auth

PATH = "/v1/me/second-factor"


def code_of(secret: str, *, steps: int = 0) -> str:
    return pyotp.TOTP(secret).at(now(), counter_offset=steps)


async def begin(client: AsyncClient, auth: Auth, **more: str) -> Response:
    return await client.post(PATH, json={"password": PASSWORD} | more, headers=auth)


async def confirm(client: AsyncClient, auth: Auth, code: str) -> Response:
    return await client.put(PATH, json={"code": code}, headers=auth)


async def set_up(client: AsyncClient, auth: Auth) -> tuple[str, list[str]]:
    """The secret and the recovery codes."""
    secret: str = (await begin(client, auth)).json()["secret"]
    answer = await confirm(client, auth, code_of(secret))
    assert answer.status_code == 200, answer.text
    return secret, answer.json()["recovery_codes"]
