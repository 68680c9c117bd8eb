"""The command that reminds, as tests run it."""

from collections import Counter
from datetime import timedelta

from cli.mailing import server_of, smtp
from cli.reminding import RemindSettings, remind_all
from tests.cli.post_office import PostOffice
from tests.clock import now
from tests.conftest import OneConnection
from tests.world import Connection

SETTINGS = RemindSettings(
    mail_from="JEC <avisos@jec.example.org>", public_url="https://jec.example.org"
)


async def remind(
    connection: Connection,
    office: PostOffice,
    *,
    days: float = 0,
) -> Counter[str]:
    async with smtp(server_of(office.url)) as post:
        at = now() + timedelta(days=days)
        return await remind_all(OneConnection(connection), post, SETTINGS, now=at)
